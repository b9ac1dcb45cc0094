// Forms of steps: what stands in the fields, as parameters of a study and back. A field that is left
// empty is not written, so that the step's own default holds.
import type { Field, Named } from "./types";

/** What a field of the form holds: text as typed, elements, members, or an alternative with members. */
export type Draft = string | Draft[] | Members | Alternative;
export interface Members {
  members: Record<string, Draft>;
}
export interface Alternative {
  use: string;
  members: Record<string, Draft>;
}

export interface DraftProblem {
  /** Path of the field: "soap.cutoff", "data[1].file". */
  key: string;
  message: string;
}

export interface ReadParameters {
  parameters: Record<string, unknown>;
  problems: DraftProblem[];
}

export function isScalar(field: Field): boolean {
  return !["list", "range", "table", "one_of"].includes(field.type);
}

/** A list whose elements are written in one line, separated by commas. */
export function isPlainList(field: Field): boolean {
  return field.type === "list" && field.element !== undefined && isScalar(field.element);
}

export function emptyDraft(field: Field): Draft {
  switch (field.type) {
    case "range":
      return ["", ""];
    case "list":
      return isPlainList(field) ? "" : [];
    case "table":
      return { members: emptyMembers(tableFields(field)) };
    case "one_of":
      return { use: "", members: {} };
    default:
      return "";
  }
}

/** The fields of something that has presets: which of them comes first. */
export function withPresets(fields: readonly Field[], presets: readonly Named[] | undefined): readonly Field[] {
  if (!presets || presets.length === 0) return fields;
  return [
    {
      name: "preset",
      sentence: "Settings that belong together; what is given below goes before them",
      type: "choice",
      choices: [...presets],
    },
    ...fields,
  ];
}

/** The fields of a table with the choice of its preset. */
export function tableFields(field: Field): readonly Field[] {
  return withPresets(field.fields ?? [], field.presets);
}

export function emptyMembers(fields: readonly Field[]): Record<string, Draft> {
  return Object.fromEntries(fields.map((f) => [f.name, emptyDraft(f)]));
}

const quantity = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/;

function bounds(field: Field, value: number): string {
  const { low, high } = field;
  const hasLow = typeof low === "number";
  const hasHigh = typeof high === "number";
  const unit = field.unit ? " " + field.unit : "";
  if ((hasLow && value < low) || (hasHigh && value > high)) {
    if (hasLow && hasHigh) return `must be between ${low} and ${high}${unit}`;
    return hasLow ? `must be at least ${low}${unit}` : `must be at most ${high}${unit}`;
  }
  return "";
}

/** What is wrong with `text` in a field without parts; "" if nothing that can be seen here. */
export function scalarProblem(field: Field, text: string): string {
  const typed = text.trim();
  if (typed === "") return field.required ? "is needed" : "";
  if (field.type === "choice") {
    return (field.choices ?? []).some((c) => c.name === typed) ? "" : "is not one of the choices";
  }
  if (field.type === "reference" && !typed.startsWith("@") && typed.includes("@"))
    return "names a step as '@step.output'";
  if (field.type !== "integer" && field.type !== "number") return "";
  const match = quantity.exec(typed);
  if (!match) return field.type === "integer" ? "is not a whole number" : "is not a number";
  const value = Number(match[1]);
  if (field.type === "integer" && (match[2] !== "" || !Number.isInteger(value))) return "is not a whole number";
  if (match[2] !== "" && !field.unit) return "has no unit: write the number alone";
  // In another unit the program judges the range.
  return match[2] === "" || match[2] === field.unit ? bounds(field, value) : "";
}

function scalarValue(field: Field, text: string): unknown {
  const typed = text.trim();
  if (field.type === "integer") return Number(typed);
  if (field.type !== "number") return typed;
  const match = quantity.exec(typed);
  if (!match) return typed;
  if (match[2] !== "") return typed;
  return field.unit ? `${typed} ${field.unit}` : Number(typed);
}

class Reader {
  readonly problems: DraftProblem[] = [];

  /** undefined: not given. */
  value(field: Field, draft: Draft | undefined, key: string): unknown {
    if (draft === undefined) draft = emptyDraft(field);
    switch (field.type) {
      case "list":
        return this.list(field, draft, key);
      case "range":
        return this.range(field, draft as string[], key);
      case "table":
        return this.table(field, draft as Members, key);
      case "one_of":
        return this.oneOf(field, draft as Alternative, key);
      default:
        return this.scalar(field, draft as string, key);
    }
  }

  members(fields: readonly Field[], drafts: Record<string, Draft>, prefix: string): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    // A preset may give what is needed: then the program judges.
    if (drafts["preset"]) fields = fields.map((f) => ({ ...f, required: false }));
    for (const field of fields) {
      const value = this.value(field, drafts[field.name], prefix + field.name);
      if (value !== undefined) out[field.name] = value;
    }
    return out;
  }

  private problem(key: string, message: string): void {
    if (message !== "") this.problems.push({ key, message });
  }

  private scalar(field: Field, text: string, key: string): unknown {
    this.problem(key, scalarProblem(field, text));
    return text.trim() === "" ? undefined : scalarValue(field, text);
  }

  private needed(field: Field, key: string): undefined {
    if (field.required) this.problem(key, "is needed");
    return undefined;
  }

  private list(field: Field, draft: Draft, key: string): unknown {
    // Bounds and units of a list are those of each element.
    const element: Field = {
      ...(field.element ?? { name: "", sentence: "", type: "text" }),
      required: false,
      unit: field.element?.unit ?? field.unit ?? "",
      low: field.element?.low ?? field.low ?? null,
      high: field.element?.high ?? field.high ?? null,
    };
    const parts =
      typeof draft === "string"
        ? draft
            .split(",")
            .map((p) => p.trim())
            .filter((p) => p !== "")
        : (draft as Draft[]);
    if (parts.length === 0) return this.needed(field, key);
    return parts.map((part, i) => this.value({ ...element, required: true }, part, `${key}[${i}]`) ?? {});
  }

  private range(field: Field, draft: string[], key: string): unknown {
    const [low = "", high = ""] = draft;
    if (low.trim() === "" && high.trim() === "") return this.needed(field, key);
    const element: Field = {
      ...(field.element ?? { name: "", sentence: "", type: "number" }),
      required: true,
      unit: field.element?.unit ?? field.unit ?? "",
      low: field.low ?? null,
      high: field.high ?? null,
    };
    const before = this.problems.length;
    const ends = [this.scalar(element, low, `${key}[0]`), this.scalar(element, high, `${key}[1]`)];
    const sizes = [low, high].map((t) => quantity.exec(t.trim()));
    if (
      this.problems.length === before &&
      sizes[0]?.[2] === sizes[1]?.[2] &&
      Number(sizes[0]?.[1]) > Number(sizes[1]?.[1])
    ) {
      this.problem(key, "the low end is above the high end");
    }
    return ends;
  }

  private table(field: Field, draft: Members, key: string): unknown {
    const before = this.problems.length;
    const members = this.members(tableFields(field), draft.members, key + ".");
    if (Object.keys(members).length > 0) return members;
    // What a table that is not given needs is not missing.
    if (!field.required) this.problems.length = before;
    return undefined;
  }

  private oneOf(field: Field, draft: Alternative, key: string): unknown {
    if (draft.use === "") return this.needed(field, key);
    const fields = field.alternatives?.find((a) => a.name === draft.use)?.fields ?? [];
    const members = this.members(fields, draft.members, key + ".");
    return Object.keys(members).length === 0 ? draft.use : { use: draft.use, ...members };
  }
}

export function toParameters(fields: readonly Field[], drafts: Record<string, Draft>): ReadParameters {
  const reader = new Reader();
  const parameters = reader.members(fields, drafts, "");
  return { parameters, problems: reader.problems };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The draft that `toParameters` would read as `value`. */
export function toDraft(field: Field, value: unknown): Draft {
  if (value === undefined || value === null) return emptyDraft(field);
  switch (field.type) {
    case "range":
      return Array.isArray(value) ? value.map(String) : emptyDraft(field);
    case "list": {
      const parts = Array.isArray(value) ? value : [value];
      return isPlainList(field) ? parts.map(String).join(", ") : parts.map((p) => toDraft(field.element!, p));
    }
    case "table":
      return { members: toDrafts(tableFields(field), isRecord(value) ? value : {}) };
    case "one_of": {
      const use = isRecord(value) ? String(value["use"] ?? "") : String(value);
      const fields = field.alternatives?.find((a) => a.name === use)?.fields ?? [];
      return { use, members: toDrafts(fields, isRecord(value) ? value : {}) };
    }
    default:
      return String(value);
  }
}

export function toDrafts(fields: readonly Field[], parameters: Record<string, unknown>): Record<string, Draft> {
  return Object.fromEntries(fields.map((f) => [f.name, toDraft(f, parameters[f.name])]));
}

/** A default in words: 'eam', '2, 3, 4', '4 angstrom'; "" without one worth showing. */
export function defaultWords(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value)) return value.map(defaultWords).join(", ");
  if (isRecord(value)) return String(value["use"] ?? "");
  return String(value);
}
