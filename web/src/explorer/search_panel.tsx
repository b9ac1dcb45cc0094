// A search from the chosen molecule: how long, how far it is, stop.
import { useEffect, useState } from "preact/hooks";
import type { Molecule, SearchProgress } from "./types";
import { plural } from "./words";

/** Seconds of a search, counted on between what the program tells. */
function useSeconds(p: SearchProgress | undefined): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(p?.seconds ?? 0);
    if (!p?.running) return;
    const begin = performance.now() - p.seconds * 1000;
    const timer = setInterval(() => setSeconds((performance.now() - begin) / 1000), 250);
    return () => clearInterval(timer);
  }, [p]);
  return seconds;
}

function Running(props: { progress: SearchProgress; limit: number; stop: () => void }) {
  const { progress: p, limit, stop } = props;
  const seconds = useSeconds(p);
  const share = Math.min(1, Math.max(p.total > 0 ? p.done / p.total : 0, limit > 0 ? seconds / limit : 0));
  return (
    <div class="x-running">
      <p>
        <b>Searching for routes to molecule {p.molecule}</b>{" "}
        {p.waiting ? "opens the rules" : `${Math.round(p.done)}${p.total > 0 ? ` of ${p.total}` : ""} ${p.unit || "iterations"}`},
        {" "}{Math.round(seconds)} s
      </p>
      <progress max={1} value={share} aria-label="How far the search is" />
      <button type="button" onClick={stop}>Stop, and keep what it has</button>
    </div>
  );
}

export function SearchPanel(props: {
  molecule: Molecule; progress: SearchProgress | undefined; usual: number; hasRoutes: boolean;
  search: (iterations: number, seconds: number) => void; stop: () => void;
}) {
  const { molecule: m, progress, usual, hasRoutes, search, stop } = props;
  const [iterations, setIterations] = useState(String(usual));
  const [seconds, setSeconds] = useState("60");
  useEffect(() => setIterations(String(usual)), [usual]);
  if (progress?.running) {
    return <section class="x-search" aria-label="Search"><Running progress={progress} limit={Number(seconds)} stop={stop} /></section>;
  }
  const begin = (event: Event): void => {
    event.preventDefault();
    search(Number(iterations) || 0, Number(seconds) || 0);
  };
  return (
    <section class="x-search" aria-label="Search">
      <form onSubmit={begin}>
        <button type="submit" class="x-main" disabled={m.held}>Search from molecule {m.id}</button>
        <label class="x-field"><span>Iterations</span>
          <input type="number" min={0} max={1000000} value={iterations} onInput={(e) => setIterations(e.currentTarget.value)} />
        </label>
        <label class="x-field"><span>At most, s</span>
          <input type="number" min={0} max={86400} value={seconds} onInput={(e) => setSeconds(e.currentTarget.value)} />
        </label>
      </form>
      {m.held ? <p class="x-hint">It belongs to a pinned part: unpin that first.</p> : null}
      {progress && progress.number > 0 ? (
        <p class="x-hint" role="status">
          {progress.fault ? <b class="x-bad">{progress.fault}</b>
            : `${plural(progress.routes, "route")} to molecule ${progress.molecule} in ${Math.round(progress.seconds)} s: ${progress.end}.${progress.routes > 0 ? " The best is in the tree. " : ""}`}
          {hasRoutes ? (
            <button type="button" class="x-link" onClick={() => document.querySelector(".x-founds")?.scrollIntoView()}>See them all below</button>
          ) : null}
        </p>
      ) : null}
    </section>
  );
}
