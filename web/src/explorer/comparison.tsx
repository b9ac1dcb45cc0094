// Two routes side by side: scores, and the steps that each has alone.
import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../page/api";
import { FaultLine } from "./fault_line";
import { RouteSketch } from "./route_sketch";
import type { ComparedRoute, Comparison, Score, WorkbookState } from "./types";
import { apiAddress, plural, short } from "./words";

export function routeName(name: string): string {
  return name === "now" ? "the tree now" : name.startsWith("#") ? `found route ${name.slice(1)}` : `“${name}”`;
}

/** Names that routes of the workbook go by. */
export function routeNames(state: WorkbookState): string[] {
  const found = state.found.molecule === 1 ? state.found.routes.map((r) => `#${r.number}`) : [];
  return [...(state.score ? ["now"] : []), ...state.kept.map((k) => k.name), ...found];
}

const rows: [string, (s: Score) => string][] = [
  ["Complete", (s) => (s.complete ? "yes" : "no")],
  ["Steps", (s) => String(s.steps)],
  ["In a line", (s) => String(s.longest)],
  ["Starting materials in stock", (s) => `${s.leaves_in_stock} of ${s.leaves}`],
  ["Cost", (s) => short(s.cost, 3)],
  ["Product of priors", (s) => short(s.probability, 3)],
  ["Least feasibility", (s) => short(s.confidence, 2)],
  ["Convergence", (s) => short(s.convergence, 2)],
  ["Score", (s) => short(s.score, 3)],
];

function Scores(props: { first: ComparedRoute; second: ComparedRoute }) {
  const { first, second } = props;
  return (
    <table class="x-scores">
      <thead><tr><th scope="col">Score</th><th scope="col">{routeName(first.name)}</th><th scope="col">{routeName(second.name)}</th></tr></thead>
      <tbody>
        {rows.map(([title, text]) => {
          const a = text(first.score);
          const b = text(second.score);
          return <tr key={title} class={a === b ? "same" : ""}><th scope="row">{title}</th><td>{a}</td><td>{b}</td></tr>;
        })}
      </tbody>
    </table>
  );
}

function Sides(props: { comparison: Comparison }) {
  const { comparison: c } = props;
  return (
    <>
      <p class="x-hint">
        {plural(c.shared.length, "step")} of both (grey), {c.first.steps.length} of {routeName(c.first.name)} alone,
        {" "}{c.second.steps.length} of {routeName(c.second.name)} alone. Distance of the trees {short(c.distance, 2)} (0: the same).
      </p>
      <div class="x-sides">
        {[c.first, c.second].map((side) => (
          <section key={side.name}>
            <h3>{routeName(side.name)}</h3>
            <RouteSketch tree={side.tree} drawings={c.drawings} label={`Route: ${routeName(side.name)}`} />
          </section>
        ))}
      </div>
      <Scores first={c.first} second={c.second} />
    </>
  );
}

function Choice(props: { label: string; value: string; names: string[]; change: (name: string) => void }) {
  return (
    <label class="x-field"><span>{props.label}</span>
      <select value={props.value} onChange={(e) => props.change(e.currentTarget.value)}>
        {props.names.map((n) => <option key={n} value={n}>{routeName(n)}</option>)}
      </select>
    </label>
  );
}

/** `pair`: the names of the routes to begin with; undefined: it is closed. */
export function ComparisonDialog(props: { state: WorkbookState; pair: [string, string] | undefined; close: () => void }) {
  const { state, pair, close } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [names, setNames] = useState<[string, string]>(["now", "now"]);
  const [answer, setAnswer] = useState<Comparison>();
  const [fault, setFault] = useState<Error>();
  useEffect(() => {
    if (pair) setNames(pair);
    if (pair && !dialog.current?.open) dialog.current?.showModal();
    if (!pair) dialog.current?.close();
  }, [pair]);
  useEffect(() => {
    if (!pair) return;
    let isOver = false;
    setFault(undefined);
    const query = `first=${encodeURIComponent(names[0])}&second=${encodeURIComponent(names[1])}`;
    get<Comparison>(apiAddress(state.id, `/compare?${query}`)).then(
      (c) => { if (!isOver) setAnswer(c); },
      (e: Error) => { if (!isOver) setFault(e); });
    return () => { isOver = true; };
  }, [pair, names, state]);
  const all = routeNames(state);
  return (
    <dialog class="x-dialog" ref={dialog} onClose={close} aria-label="Compare two routes">
      {pair ? (
        <>
          <div class="x-dialog-head">
            <h2>Compare two routes</h2>
            <Choice label="First" value={names[0]} names={all} change={(n) => setNames([n, names[1]])} />
            <Choice label="Second" value={names[1]} names={all} change={(n) => setNames([names[0], n])} />
            <button type="button" onClick={() => dialog.current?.close()}>Close</button>
          </div>
          {fault ? <FaultLine fault={fault} /> : null}
          {answer ? <Sides comparison={answer} /> : fault ? null : <p class="x-empty">Comparing.</p>}
        </>
      ) : null}
    </dialog>
  );
}
