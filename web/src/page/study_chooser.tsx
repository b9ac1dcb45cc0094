// What a study may start from: a template of each kind, or one step.
import { useMemo, useState } from "preact/hooks";
import { useAnswer } from "./ask";
import { FaultCallout } from "./callout";
import { newAddress } from "./route";
import { filtered } from "./sorting";
import type { ProgramAnswer } from "./types";

interface StepLine {
  name: string;
  group: string;
  sentence: string;
}

export function StudyChooser(props: { program: ProgramAnswer | undefined }) {
  const { data, fault, again } = useAnswer<{ steps: StepLine[] }>("api/steps");
  const [filter, setFilter] = useState("");
  const groups = useMemo(() => {
    const found = new Map<string, StepLine[]>();
    for (const step of filtered(data?.steps ?? [], filter, (s) => `${s.name} ${s.sentence}`)) {
      found.set(step.group, [...(found.get(step.group) ?? []), step]);
    }
    return [...found];
  }, [data, filter]);
  return (
    <>
      <h1>New study</h1>
      <section aria-labelledby="templates-title">
        <h2 id="templates-title">From a template</h2>
        <ul class="kinds">
          {(props.program?.kinds ?? []).map((kind) => (
            <li key={kind.name}>
              <a href={newAddress(kind.name)}>{kind.name}</a>
              <span>{kind.question}</span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="one-step-title">
        <div class="heading">
          <h2 id="one-step-title">One step</h2>
          <div class="tools">
            <label>
              Filter{" "}
              <input data-filter type="search" value={filter} onInput={(e) => setFilter(e.currentTarget.value)} />
            </label>
          </div>
        </div>
        {fault ? <FaultCallout fault={fault} again={again} /> : null}
        {groups.map(([group, steps]) => (
          <div key={group} class="step-group">
            <h3>{group}</h3>
            <ul class="kinds">
              {steps.map((step) => (
                <li key={step.name}>
                  <a href={newAddress(step.name)}>{step.name}</a>
                  <span>{step.sentence}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {data && groups.length === 0 ? <p class="na">No step has these words.</p> : null}
      </section>
    </>
  );
}
