// All workbooks of the folder, and a new one.
import { useEffect, useState } from "preact/hooks";
import { get } from "../page/api";
import { Drawing } from "./drawing";
import { FaultLine } from "./fault_line";
import { StockTick } from "./molecule_card";
import { NewWorkbook } from "./new_workbook";
import type { WorkbooksAnswer, WorkbookSummary } from "./types";
import { plural, workbookAddress } from "./words";

function Book(props: { book: WorkbookSummary }) {
  const { book: b } = props;
  if (b.fault) {
    return <li class="x-book"><div><h3>{b.name}</h3><p class="x-refusal">{b.fault}</p></div></li>;
  }
  return (
    <li class="x-book">
      <a href={workbookAddress(b.id)}>
        <span class="x-book-drawing"><Drawing drawing={b.depiction} smiles={b.target ?? ""} width={220} height={130} largest={0.8} isBare /></span>
        <h3>{b.name}</h3>
        <p>
          {b.score ? (
            <>
              {b.score.complete ? <span class="x-word stock"><StockTick />complete</span> : <span class="x-word open">{b.open} open</span>}
              {" "}{plural(b.score.steps, "step")}
            </>
          ) : "nothing chosen yet"}
          {b.kept ? `, ${b.kept} kept` : ""}{b.preset ? ` · ${b.preset}` : ""}
        </p>
      </a>
    </li>
  );
}

export function WorkbooksPage() {
  const [answer, setAnswer] = useState<WorkbooksAnswer>();
  const [fault, setFault] = useState<Error>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isOver = false;
    get<WorkbooksAnswer>("/api/workbooks").then(
      (a) => { if (!isOver) setAnswer(a); },
      (e: Error) => { if (!isOver) setFault(e); });
    return () => { isOver = true; };
  }, [turn]);
  return (
    <div class="explorer x-shelf">
      <header class="x-head">
        <div class="x-title">
          <h1>Workbooks</h1>
          <p class="x-verdict">A target, and what you make of it step by step: moves by strategy, marks on bonds, searches for the rest.</p>
        </div>
      </header>
      {fault ? <FaultLine fault={fault} again={() => { setFault(undefined); setTurn(turn + 1); }} /> : null}
      {!answer && !fault ? <p class="x-empty" role="status">Reading the workbooks.</p> : null}
      {answer ? (
        <>
          {answer.workbooks.length === 0 ? <p class="x-empty">There are none yet. Begin with a target.</p> : (
            <ul class="x-books">{answer.workbooks.map((b) => <Book key={b.id} book={b} />)}</ul>
          )}
          <NewWorkbook presets={answer.presets} stocks={answer.stocks} />
        </>
      ) : null}
    </div>
  );
}
