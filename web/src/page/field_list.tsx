// Fields one below the other: those that are needed first, the others behind "More settings".
import { FieldRow } from "./field_row";
import { emptyDraft, type Draft } from "./parameters";
import type { Field } from "./types";

const fewFields = 8;

function isGiven(draft: Draft | undefined): boolean {
  if (draft === undefined) return false;
  if (typeof draft === "string") return draft !== "";
  if (Array.isArray(draft)) return draft.some(isGiven);
  return ("use" in draft && draft.use !== "") || Object.values(draft.members).some(isGiven);
}

export function FieldList(props: {
  fields: readonly Field[];
  drafts: Record<string, Draft>;
  prefix: string;
  onDrafts: (drafts: Record<string, Draft>) => void;
}) {
  const { fields, drafts, prefix, onDrafts } = props;
  const row = (field: Field) => (
    <FieldRow
      key={field.name}
      field={field}
      path={prefix + field.name}
      draft={drafts[field.name] ?? emptyDraft(field)}
      onDraft={(draft) => onDrafts({ ...drafts, [field.name]: draft })}
    />
  );
  // A preset may give what is needed, so it comes first, and with it nothing is.
  const hasPreset = isGiven(drafts["preset"]);
  const isFirst = (f: Field): boolean => f.name === "preset" || (f.required ?? false);
  const needed = fields.filter(isFirst).map((f) => (hasPreset ? { ...f, required: false } : f));
  const others = fields.filter((f) => !isFirst(f));
  if (fields.length <= fewFields || prefix !== "")
    return (
      <>
        {needed.map(row)}
        {others.map(row)}
      </>
    );
  // The first few show what the step is about; the rest is there for those who look.
  const shown = others.slice(0, Math.max(0, fewFields - needed.length));
  const hidden = others.slice(shown.length);
  return (
    <>
      {needed.map(row)}
      {shown.map(row)}
      <details class="more" open={hidden.some((f) => isGiven(drafts[f.name])) || undefined}>
        <summary>More settings ({hidden.length})</summary>
        {hidden.map(row)}
      </details>
    </>
  );
}
