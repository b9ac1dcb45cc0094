// Name, score and the history of a workbook.
import type { OpenWorkbook } from "./use_workbook";
import type { WorkbookState } from "./types";
import { scoreLine, short } from "./words";

export function ExplorerHead(props: {
  state: WorkbookState; book: OpenWorkbook; isStill: boolean; isWide: boolean; setWide: (wide: boolean) => void;
}) {
  const { state, book, isStill, isWide, setWide } = props;
  const open = state.molecules.filter((m) => m.open).length;
  const s = state.score;
  return (
    <header class="x-head">
      <div class="x-title">
        <p class="x-eyebrow"><a href="#/workbooks">Workbooks</a>{state.setup.preset ? ` · system ${state.setup.preset}` : ""}</p>
        <h1>{state.name}</h1>
        <p class={s?.complete ? "x-verdict pass" : "x-verdict"} aria-live="polite">
          {s ? (
            <>
              <b>{s.complete ? "Complete." : `${open} open.`}</b> {scoreLine(s)}; cost {short(s.cost, 3)}, score {short(s.score)}
            </>
          ) : "Nothing is chosen yet: take a move, or search."}
        </p>
      </div>
      <div class="x-buttons" role="toolbar" aria-label="History">
        <button type="button" disabled={isStill || state.undo === ""} title={state.undo ? `Undo: ${state.undo} (Ctrl-Z)` : "There is nothing to be undone"}
          aria-keyshortcuts="Control+Z" onClick={() => void book.act({ action: "undo" })}>Undo</button>
        <button type="button" disabled={isStill || state.redo === ""} title={state.redo ? `Redo: ${state.redo} (Ctrl-Y)` : "Nothing was undone"}
          aria-keyshortcuts="Control+Y" onClick={() => void book.act({ action: "redo" })}>Redo</button>
        <button type="button" aria-pressed={isWide} title="The tree over the whole width (w)" onClick={() => setWide(!isWide)}>Wide tree</button>
      </div>
    </header>
  );
}
