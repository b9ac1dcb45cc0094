// What is wrong in a study, each with its place and its cure.
import type { Checked } from "./checking";
import { FaultCallout } from "./callout";
import { StateWord } from "./state_word";
import type { Problem } from "./types";
import { counted } from "./words";

export function ProblemList(props: { checked: Checked; onProblem?: (problem: Problem) => void }) {
  const { checked, onProblem } = props;
  const problems = checked.answer?.problems ?? [];
  const words = !checked.answer
    ? "Checking…"
    : problems.length === 0
      ? "No problems"
      : counted(problems.length, "problem");
  return (
    <section class="problems" aria-label="Problems">
      {checked.fault ? (
        <FaultCallout fault={checked.fault} />
      ) : (
        <p role="status">
          <StateWord state={!checked.answer ? "info" : problems.length === 0 ? "pass" : "fail"} word={words} />
        </p>
      )}
      <ul>
        {problems.map((problem, k) => (
          <li key={k}>
            {problem.line && onProblem ? (
              <button
                type="button"
                class="link place"
                aria-label={`Go to line ${problem.line}, column ${problem.column ?? 1}`}
                onClick={() => onProblem(problem)}
              >
                {problem.line}:{problem.column ?? 1}
              </button>
            ) : problem.key ? (
              <code>{problem.key}</code>
            ) : null}{" "}
            <b>{problem.message}</b>
            {problem.cure ? ` ${problem.cure}` : ""} <code class="code">[{problem.code}]</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
