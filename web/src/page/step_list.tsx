// The steps of a run with their states, how far each is, and the tables and files that they made.
import { useEffect, useRef, useState } from "preact/hooks";
import { Bar } from "./bar";
import { Callout } from "./callout";
import type { Followed } from "./follow";
import { secondsLeft, type StepProgress } from "./history";
import { OutputTable } from "./output_table";
import { StateWord } from "./state_word";
import type { RunDetail, RunStep, StepOutput } from "./types";
import { durationWords, numberWords, sizeWords } from "./words";

function progressWords(progress: StepProgress): string {
  const { value, total, unit, rate } = progress;
  const amount = total > 0 ? `${numberWords(value)} / ${numberWords(total)}` : numberWords(value);
  const left = secondsLeft(progress);
  return [
    unit ? `${amount} ${unit}` : amount,
    rate > 0 ? `${numberWords(rate, 2)} ${unit || "items"}/s` : "",
    left !== undefined && left > 1 ? `${durationWords(left)} left` : "",
  ]
    .filter((w) => w !== "")
    .join(", ");
}

function Output(props: { run: string; step: string; output: StepOutput; isOpen: boolean; toggle: () => void }) {
  const { run, output, isOpen, toggle } = props;
  return (
    <li>
      {output.artefact === "table" ? (
        <button type="button" class="link" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? "Hide" : "Show"} {output.name}
        </button>
      ) : (
        <span>{output.name}</span>
      )}
      <span class="na"> {output.artefact}</span>
      {output.files.map((file) => (
        <a
          key={file.id}
          download={file.name.split("/").at(-1)}
          href={`api/runs/${encodeURIComponent(run)}/file/${encodeURIComponent(file.id)}`}
        >
          {file.name.split("/").at(-1)} <span class="na">{sizeWords(file.bytes)}</span>
        </a>
      ))}
    </li>
  );
}

/** The step whose outputs were asked for, and how often anything was. */
export interface ShownStep {
  name: string;
  turn: number;
}

function Step(props: { run: RunDetail; step: RunStep; followed: Followed; shown: ShownStep }) {
  const { run, step, followed, shown } = props;
  const [open, setOpen] = useState("");
  const box = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (shown.turn === 0 || shown.name !== step.name) return;
    setOpen((step.outputs ?? []).find((o) => o.artefact === "table")?.name ?? "");
    box.current?.querySelector("details")?.setAttribute("open", "");
    box.current?.scrollIntoView({ block: "start" });
    box.current?.querySelector<HTMLElement>("summary")?.focus({ preventScroll: true });
  }, [shown]);
  const progress = followed.history.progress.get(step.name);
  const isRunning = step.state === "running";
  const error = typeof step.error === "string" ? { message: step.error, cure: "", code: "" } : step.error;
  const outputs = (step.outputs ?? []).filter((o) => o.files.length > 0);
  return (
    <li class="step" ref={box}>
      <div class="step-head">
        <StateWord state={step.state} />
        <h3>
          {step.name} <code>{step.use}</code>
        </h3>
        {isRunning && progress ? (
          <Bar
            fraction={progress.total > 0 ? progress.value / progress.total : 0}
            text={progressWords(progress)}
            label={`Progress of ${step.name}`}
          />
        ) : (
          <span class="na step-time">{step.seconds ? durationWords(step.seconds) : ""}</span>
        )}
      </div>
      {error && error.message ? (
        <Callout kind="error" message={error.message} cure={error.cure} code={error.code} />
      ) : null}
      {outputs.length > 0 ? (
        <details class="dt">
          <summary>
            {outputs.length} output{outputs.length === 1 ? "" : "s"}
          </summary>
          <ul class="outputs">
            {outputs.map((output) => (
              <Output
                key={output.name}
                run={run.id}
                step={step.name}
                output={output}
                isOpen={open === output.name}
                toggle={() => setOpen(open === output.name ? "" : output.name)}
              />
            ))}
          </ul>
          {open !== "" ? <OutputTable run={run.id} step={step.name} output={open} /> : null}
        </details>
      ) : null}
    </li>
  );
}

export function StepList(props: { run: RunDetail; followed: Followed; shown: ShownStep }) {
  const { run, followed, shown } = props;
  return (
    <section aria-labelledby="steps-title">
      <h2 id="steps-title">Steps</h2>
      <ol class="steps">
        {run.steps.map((step) => (
          <Step key={step.name} run={run} step={step} followed={followed} shown={shown} />
        ))}
      </ol>
    </section>
  );
}
