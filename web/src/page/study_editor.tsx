// The study as text, with what is wrong in it below; a problem leads to its place.
import { useMemo, useRef, useState } from "preact/hooks";
import { useCheck } from "./checking";
import { CodeArea } from "./code_area";
import { PlanList } from "./plan_list";
import { ProblemList } from "./problem_list";
import { StartButton } from "./start_button";
import type { Problem } from "./types";

/** Where line and column (both from 1) are in `text`. */
export function placeIn(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, Math.max(0, line - 1)).reduce((sum, l) => sum + l.length + 1, 0);
  return Math.min(text.length, before + Math.min(Math.max(0, column - 1), lines[line - 1]?.length ?? 0));
}

export function StudyEditor(props: { title: string; text: string }) {
  const [text, setText] = useState(props.text);
  const area = useRef<HTMLTextAreaElement>(null);
  const body = useMemo(() => JSON.stringify({ study: text }), [text]);
  const checked = useCheck(body);
  const problems = checked.answer?.problems ?? [];
  const jump = (problem: Problem): void => {
    if (!area.current || !problem.line) return;
    const at = placeIn(text, problem.line, problem.column ?? 1);
    const rest = text.slice(at).search(/[\s=\]]|$/);
    area.current.focus();
    area.current.setSelectionRange(at, at + Math.max(1, rest));
    area.current.scrollTop = Math.max(0, (problem.line - 6) * 20);
  };
  return (
    <>
      <p class="eyebrow">
        <a href="#/new">New study</a>
      </p>
      <h1>{props.title}</h1>
      <div class="writing">
        <CodeArea
          area={area}
          name="Study file"
          text={text}
          marked={problems.flatMap((p) => (p.line ? [p.line] : []))}
          onText={setText}
        />
        <div>
          <ProblemList checked={checked} onProblem={jump} />
          <PlanList checked={checked} />
          <StartButton body={body} checked={checked} />
        </div>
      </div>
    </>
  );
}
