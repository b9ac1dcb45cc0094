// Fields that have fields: a table, a list of them, or one of several alternatives.
import { FieldList } from "./field_list";
import { FieldRow } from "./field_row";
import {
  defaultWords,
  emptyDraft,
  emptyMembers,
  tableFields,
  type Alternative,
  type Draft,
  type Members,
} from "./parameters";
import type { Field } from "./types";

interface GroupProps<D> {
  field: Field;
  path: string;
  draft: D;
  onDraft: (draft: D) => void;
}

function Alternatives(props: GroupProps<Alternative>) {
  const { field, path, draft, onDraft } = props;
  const id = "field-" + path.replaceAll(/\W/g, "-");
  const all = field.alternatives ?? [];
  const chosen = all.find((a) => a.name === draft.use);
  const standard = defaultWords(field.default);
  const presets = all.flatMap((a) => (a.presets ?? []).map((p) => ({ ...p, of: a.name })));
  const preset = presets.find((p) => p.name === draft.use);
  return (
    <>
      <select
        id={id}
        value={draft.use}
        aria-label={field.name.replaceAll("_", " ")}
        onChange={(e) => {
          const use = e.currentTarget.value;
          onDraft({ use, members: emptyMembers(all.find((a) => a.name === use)?.fields ?? []) });
        }}
      >
        <option value="">{standard ? `as usual: ${standard}` : field.required ? "choose" : "not given"}</option>
        {presets.length > 0 ? (
          <optgroup label="presets">
            {presets.map((p) => (
              <option key={p.name} value={p.name}>
                {p.name} ({p.of})
              </option>
            ))}
          </optgroup>
        ) : null}
        {all.map((a) => (
          <option key={a.name} value={a.name}>
            {a.name}
          </option>
        ))}
      </select>
      {preset ? <p class="says">{preset.sentence}</p> : null}
      {chosen ? (
        <>
          <p class="says">{chosen.sentence}</p>
          <FieldList
            fields={chosen.fields}
            drafts={draft.members}
            prefix={path + "."}
            onDrafts={(members) => onDraft({ ...draft, members })}
          />
        </>
      ) : null}
    </>
  );
}

function Elements(props: GroupProps<Draft[]>) {
  const { field, path, draft, onDraft } = props;
  const element: Field = field.element ?? { name: "", sentence: "", type: "text" };
  return (
    <>
      {draft.map((part, k) => (
        <div class="element" key={k}>
          <FieldRow
            field={{ ...element, name: `${field.name} ${k + 1}` }}
            path={`${path}[${k}]`}
            draft={part}
            onDraft={(next) => onDraft(draft.map((p, i) => (i === k ? next : p)))}
          />
          <button type="button" class="link" onClick={() => onDraft(draft.filter((_, i) => i !== k))}>
            Remove
            <span class="away">
              {" "}
              {field.name} {k + 1}
            </span>
          </button>
        </div>
      ))}
      <button type="button" class="link" onClick={() => onDraft([...draft, emptyDraft(element)])}>
        Add<span class="away"> to {field.name}</span>
      </button>
    </>
  );
}

export function FieldGroup(props: GroupProps<Draft[] | Members | Alternative>) {
  const { field, path, draft, onDraft } = props;
  return (
    <fieldset class="field group">
      <legend>
        {field.name.replaceAll("_", " ")}
        {field.required ? <span class="needed"> needed</span> : null}
      </legend>
      {field.sentence ? <p class="says">{field.sentence}</p> : null}
      {field.type === "one_of" ? (
        <Alternatives field={field} path={path} draft={draft as Alternative} onDraft={onDraft} />
      ) : null}
      {field.type === "list" ? <Elements field={field} path={path} draft={draft as Draft[]} onDraft={onDraft} /> : null}
      {field.type === "table" ? (
        <FieldList
          fields={tableFields(field)}
          drafts={(draft as Members).members}
          prefix={path + "."}
          onDrafts={(members) => onDraft({ members })}
        />
      ) : null}
    </fieldset>
  );
}
