// The verdict line of a run: icon, bold count, one sentence.
import { Icon } from "./state_word";
import type { ResultRow, RunDetail } from "./types";
import { counted, numberWords } from "./words";

interface Line {
  tone: "pass" | "fail" | "part" | "";
  icon: string;
  bold: string;
  rest: string;
}

function missWords(row: ResultRow): string {
  const wanted = row.reference?.value;
  if (typeof row.value !== "number" || typeof wanted !== "number") return `${row.id} is off.`;
  return `${row.id} is ${numberWords(row.value, 7)} instead of ${numberWords(wanted, 7)}${row.unit ? " " + row.unit : ""}.`;
}

export function verdictOf(run: RunDetail): Line {
  const { pass, fail } = run.checks;
  const failed = run.steps.find((s) => s.state === "failed");
  const done = `${run.done} of ${counted(run.steps.length, "step")} done.`;
  if (failed) return { tone: "fail", icon: "cross", bold: `Step ${failed.name} failed.`, rest: done };
  if (run.state === "running") {
    return { tone: "part", icon: "dots", bold: `Running, ${Math.round(run.fraction * 100)}\u202f%.`, rest: done };
  }
  if (run.state === "failed") return { tone: "fail", icon: "cross", bold: "The run failed.", rest: done };
  if (run.state === "stopped")
    return { tone: "part", icon: "pause", bold: "Stopped.", rest: `${done} Resume goes on from there.` };
  if (run.state === "empty") return { tone: "", icon: "dash", bold: "Nothing was run yet.", rest: "" };
  const worst = run.rows.find((r) => r.check === "fail");
  if (fail > 0) {
    return {
      tone: "fail",
      icon: "cross",
      bold: `${pass} of ${counted(pass + fail, "check")} passed.`,
      rest: worst ? missWords(worst) : "",
    };
  }
  if (pass > 0) return { tone: "pass", icon: "tick", bold: `${pass} of ${counted(pass, "check")} passed.`, rest: "" };
  return { tone: "", icon: "dash", bold: "No checks in this study.", rest: "" };
}

export function Verdict(props: { run: RunDetail }) {
  const line = verdictOf(props.run);
  return (
    <div class={`verdict ${line.tone}`} role="status">
      <Icon of={line.icon} />
      <div>
        <b>{line.bold}</b> {line.rest}
      </div>
    </div>
  );
}
