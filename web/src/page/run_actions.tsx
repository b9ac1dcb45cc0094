// Stop and resume a run, each after a question.
import { useEffect, useRef, useState } from "preact/hooks";
import { Fault, post } from "./api";
import { heeded } from "./ask";
import { FaultCallout } from "./callout";
import type { RunDetail } from "./types";

type Action = "stop" | "resume";

const questions: Record<Action | "stop at once", [question: string, what: string, yes: string]> = {
  stop: ["Stop this run?", "It saves where it is and ends; resume goes on from there.", "Stop"],
  "stop at once": ["Stop at once?", "What was not saved yet is computed again after a resume.", "Stop at once"],
  resume: ["Resume this run?", "Steps that are done are kept; the others go on from where they were saved.", "Resume"],
};

export function RunActions(props: { run: RunDetail; again: () => void }) {
  const { run, again } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  // A run goes on for a moment after it was asked to stop: it saves first.
  const [isStopping, setStopping] = useState(false);
  useEffect(() => {
    if (run.state !== "running") setStopping(false);
  }, [run.state]);
  const action: Action | undefined =
    run.state === "running"
      ? run.own
        ? "stop"
        : undefined
      : ["stopped", "failed"].includes(run.state)
        ? "resume"
        : undefined;
  if (run.state === "running" && !run.own) {
    return <p class="na actions">Started elsewhere: stop it there with Ctrl-C.</p>;
  }
  const act = async (): Promise<void> => {
    dialog.current?.close();
    if (!action) return;
    setBusy(true);
    setFault(undefined);
    try {
      await heeded(post(`api/runs/${encodeURIComponent(run.id)}/${action}`));
      setStopping(action === "stop");
      again();
    } catch (error) {
      setFault(error as Fault);
    }
    setBusy(false);
  };
  const [question, what, yes] = questions[isStopping && action === "stop" ? "stop at once" : (action ?? "stop")];
  return (
    <div class="actions">
      {isStopping ? (
        <span class="said" role="status">
          Stopping: it saves where it is.{" "}
        </span>
      ) : null}
      {action ? (
        <button type="button" class="button" disabled={isBusy} onClick={() => dialog.current?.showModal()}>
          {yes}
        </button>
      ) : null}
      {fault ? <FaultCallout fault={fault} /> : null}
      <dialog ref={dialog} aria-labelledby="action-title">
        <h2 id="action-title">{question}</h2>
        <p>{what}</p>
        <div class="buttons">
          <button type="button" class="button primary" onClick={() => void act()}>
            {yes}
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </dialog>
    </div>
  );
}
