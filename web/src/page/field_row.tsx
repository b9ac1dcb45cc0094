// One field: its name, what is typed, its unit and default, its sentence, and what is wrong with it.
import { useContext } from "preact/hooks";
import { FieldGroup } from "./field_group";
import { FileField } from "./file_field";
import { FormContext } from "./form_context";
import { defaultWords, isPlainList, isScalar, type Alternative, type Draft, type Members } from "./parameters";
import type { Field } from "./types";

export function hintOf(field: Field): string {
  const unit = field.unit ?? field.element?.unit ?? "";
  const low = field.low ?? field.element?.low;
  const high = field.high ?? field.element?.high;
  const range =
    typeof low === "number" && typeof high === "number"
      ? `${low} to ${high}`
      : typeof low === "number"
        ? `at least ${low}`
        : typeof high === "number"
          ? `at most ${high}`
          : "";
  const standard = defaultWords(field.default);
  return [
    range ? `${range}${unit ? " " + unit : ""}` : "",
    isPlainList(field) ? "separated by commas" : "",
    standard ? `without it: ${standard}` : "",
  ]
    .filter((w) => w !== "")
    .join("; ");
}

/** A default as it would be typed: without the unit that stands beside the field. */
function shownDefault(field: Field, value: unknown): string {
  const unit = field.unit ?? field.element?.unit ?? "";
  const words = defaultWords(value);
  return unit !== "" && words.endsWith(" " + unit) ? words.slice(0, -unit.length - 1) : words;
}

function ChoiceInput(props: { id: string; field: Field; text: string; says: string; onText: (text: string) => void }) {
  const { id, field, text, says, onText } = props;
  const standard = defaultWords(field.default);
  return (
    <select id={id} value={text} aria-describedby={says} onChange={(e) => onText(e.currentTarget.value)}>
      <option value="">{standard ? `as usual: ${standard}` : field.required ? "choose" : "not given"}</option>
      {(field.choices ?? []).map((c) => (
        <option key={c.name} value={c.name}>
          {c.name}
        </option>
      ))}
    </select>
  );
}

function TextInput(props: {
  id: string;
  field: Field;
  text: string;
  says: string;
  isBad: boolean;
  onText: (text: string) => void;
  onLeave: () => void;
}) {
  const { id, field, text, says, isBad, onText, onLeave } = props;
  const isNumber = field.type === "integer" || field.type === "number";
  return (
    <input
      id={id}
      class={isNumber ? "short" : undefined}
      value={text}
      aria-describedby={says}
      aria-invalid={isBad || undefined}
      autocomplete="off"
      inputMode={isNumber ? "decimal" : undefined}
      placeholder={field.example || shownDefault(field, field.default)}
      required={field.required ?? false}
      onInput={(e) => onText(e.currentTarget.value)}
      onBlur={onLeave}
    />
  );
}

function RangeInput(props: {
  id: string;
  field: Field;
  ends: string[];
  says: string;
  onEnds: (ends: string[]) => void;
  onLeave: () => void;
}) {
  const { id, field, ends, says, onEnds, onLeave } = props;
  const standard = Array.isArray(field.default) ? field.default.map(String) : [];
  const end = (k: 0 | 1, name: string) => (
    <input
      id={k === 0 ? id : `${id}-high`}
      class="short"
      value={ends[k] ?? ""}
      aria-label={`${field.name}, ${name}`}
      aria-describedby={says}
      placeholder={shownDefault(field, standard[k])}
      onBlur={onLeave}
      onInput={(e) => onEnds(k === 0 ? [e.currentTarget.value, ends[1] ?? ""] : [ends[0] ?? "", e.currentTarget.value])}
    />
  );
  return (
    <>
      {end(0, "low end")} <span class="na">to</span> {end(1, "high end")}
    </>
  );
}

export function FieldRow(props: { field: Field; path: string; draft: Draft; onDraft: (draft: Draft) => void }) {
  const { field, path, draft, onDraft } = props;
  const { problems, touch } = useContext(FormContext);
  if (!isScalar(field) && !isPlainList(field) && field.type !== "range") {
    return <FieldGroup field={field} path={path} draft={draft as Draft[] | Members | Alternative} onDraft={onDraft} />;
  }
  const id = "field-" + path.replaceAll(/\W/g, "-");
  const says = id + "-says";
  const at =
    [path, `${path}[0]`, `${path}[1]`].find((p) => problems.has(p)) ??
    [...problems.keys()].find((k) => k.startsWith(path + "["));
  const problem = at === undefined ? undefined : problems.get(at);
  const text = typeof draft === "string" ? draft : "";
  const change = (next: Draft): void => {
    onDraft(next);
    if (field.type === "choice") touch(path);
  };
  const leave = (): void => touch(path);
  const unit = field.unit ?? field.element?.unit ?? "";
  const hint = hintOf(field);
  const chosen = field.choices?.find((c) => c.name === (text || defaultWords(field.default)));
  return (
    <div class={problem ? "field bad" : "field"}>
      <label for={id}>
        {field.name.replaceAll("_", " ")}
        {field.required ? <span class="needed"> needed</span> : null}
      </label>
      <div class="entry">
        {field.type === "choice" ? (
          <ChoiceInput id={id} field={field} text={text} says={says} onText={change} />
        ) : field.type === "range" ? (
          <RangeInput id={id} field={field} ends={draft as string[]} says={says} onEnds={change} onLeave={leave} />
        ) : field.type === "path" || field.type === "reference" ? (
          <FileField id={id} field={field} text={text} says={says} onText={change} onLeave={leave} />
        ) : (
          <TextInput
            id={id}
            field={field}
            text={text}
            says={says}
            isBad={problem !== undefined}
            onText={change}
            onLeave={leave}
          />
        )}
        {unit ? <span class="unit">{unit}</span> : null}
      </div>
      <p class="says" id={says}>
        {field.sentence}
        {hint ? (
          <span class="hint">
            {field.sentence ? " · " : ""}
            {hint}
          </span>
        ) : null}
        {chosen?.sentence ? (
          <span class="choice-says">
            <b>{chosen.name}</b>: {chosen.sentence}
          </span>
        ) : null}
        {problem ? (
          <span class="wrong" role="alert">
            <b>{field.name.replaceAll("_", " ")}</b> {problem}
          </span>
        ) : null}
      </p>
    </div>
  );
}
