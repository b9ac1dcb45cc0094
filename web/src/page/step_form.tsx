// One step as a form made of its description, beside the study file that it becomes.
import { useMemo, useState } from "preact/hooks";
import { useAnswer } from "./ask";
import { useCheck } from "./checking";
import { FieldList } from "./field_list";
import { emptyMembers, toParameters, withPresets, type Draft } from "./parameters";
import { PlanList } from "./plan_list";
import { ProblemList } from "./problem_list";
import { StartButton } from "./start_button";
import type { StepType } from "./types";
import { FormContext, type InputFile } from "./form_context";

/** The field of a problem: "step.search.trials" and "search.trials" are "trials". */
function fieldKey(key: string, type: string): string {
  const bare = key.replace(/^step\./, "");
  const step = type.split(".").at(-1) + ".";
  return bare.startsWith(step) ? bare.slice(step.length) : bare;
}

export function StepForm(props: { type: StepType }) {
  const { type } = props;
  const fields = useMemo(() => withPresets(type.fields, type.presets), [type]);
  const [name, setName] = useState(type.name.split(".").at(-1) ?? "step");
  const [drafts, setDrafts] = useState<Record<string, Draft>>(() => emptyMembers(fields));
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const { data: inputs, again } = useAnswer<{ files: InputFile[] }>("api/inputs");
  const read = useMemo(() => toParameters(fields, drafts), [fields, drafts]);
  const body = useMemo(() => JSON.stringify({ use: type.name, name, parameters: read.parameters }), [type, name, read]);
  const checked = useCheck(body);
  // What the program says of a field stands at the field, once somebody has been there.
  const problems = useMemo(() => {
    const found = new Map(
      read.problems.filter((p) => touched.has(p.key) || p.message !== "is needed").map((p) => [p.key, p.message]),
    );
    for (const p of checked.isStale ? [] : (checked.answer?.problems ?? [])) {
      const key = fieldKey(p.key ?? "", type.name);
      if (key !== "" && touched.has(key) && !found.has(key)) found.set(key, p.message);
    }
    return found;
  }, [read, touched, checked.answer, checked.isStale]);
  const context = {
    problems,
    files: inputs?.files ?? [],
    again,
    touch: (key: string) => setTouched((old) => (old.has(key) ? old : new Set([...old, key]))),
  };
  return (
    <>
      <p class="eyebrow">
        <a href="#/new">New study</a> / {type.name}
      </p>
      <h1>{type.sentence}</h1>
      <div class="writing">
        <form class="step-form" onSubmit={(e) => e.preventDefault()}>
          <div class="field">
            <label for="field-name">Name of the study</label>
            <input id="field-name" value={name} onInput={(e) => setName(e.currentTarget.value)} />
          </div>
          <FormContext.Provider value={context}>
            <FieldList fields={fields} drafts={drafts} prefix="" onDrafts={setDrafts} />
          </FormContext.Provider>
        </form>
        <div class="beside">
          <ProblemList checked={checked} />
          <h3>Study file</h3>
          <pre class="study" tabIndex={0} aria-label="The study file that this becomes">
            {checked.answer?.study ?? ""}
          </pre>
          <PlanList checked={checked} />
          <StartButton body={body} checked={checked} isBlocked={read.problems.length > 0} />
        </div>
      </div>
    </>
  );
}
