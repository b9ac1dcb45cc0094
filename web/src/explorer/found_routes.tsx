// What the last search found, as small cards.
import { Drawing } from "./drawing";
import { StockTick } from "./molecule_card";
import type { FoundRoute, RouteTree, WorkbookState } from "./types";
import { capital, plural, short } from "./words";

function leavesOf(t: RouteTree): RouteTree[] {
  return t.name ? t.children.flatMap(leavesOf) : [t];
}

/** Names of the steps, what is done last first. */
function stepsOf(t: RouteTree): string[] {
  return t.name ? [t.name, ...t.children.flatMap(stepsOf)] : [];
}

function FoundCard(props: {
  route: FoundRoute; state: WorkbookState; isStill: boolean; take: () => void; compare: (() => void) | undefined;
}) {
  const { route: r, state, isStill, take, compare } = props;
  const s = r.score;
  const leaves = [...new Map(leavesOf(r.tree).map((l) => [l.smiles, l])).values()];
  return (
    <li class={s.complete ? "x-found complete" : "x-found"} data-route={r.number}>
      <p class="x-found-head">
        <b>Route {r.number}</b>
        <span class={s.complete ? "x-word stock" : "x-word open"}>{s.complete ? <StockTick /> : null}{s.complete ? "complete" : "open"}</span>
        <span>{plural(s.steps, "step")}, {s.leaves_in_stock}/{s.leaves} in stock, score {short(s.score)}</span>
      </p>
      <ol class="x-found-steps">{stepsOf(r.tree).slice(0, 5).map((n, k) => <li key={k}>{capital(n)}</li>)}</ol>
      <p class="x-leaves">
        {leaves.slice(0, 5).map((l) => (
          <span key={l.smiles} class={l.bought ? "x-leaf stock" : "x-leaf open"} title={l.smiles}>
            <Drawing drawing={state.drawings[l.smiles]} smiles={l.smiles} width={82} height={48} largest={0.4} />
          </span>
        ))}
      </p>
      <p class="x-found-foot">
        <button type="button" disabled={isStill} aria-label={`Take route ${r.number}`} onClick={take}>Take</button>
        {compare ? <button type="button" class="x-link" aria-label={`Compare with the tree: route ${r.number}`} onClick={compare}>Compare with the tree</button> : null}
      </p>
    </li>
  );
}

export function FoundRoutes(props: {
  state: WorkbookState; isStill: boolean; take: (route: number) => void; compare: (first: string, second: string) => void;
}) {
  const { state, isStill, take, compare } = props;
  const found = state.found;
  if (found.molecule === 0) return null;
  const isTarget = found.molecule === 1;
  return (
    <section class="x-founds" aria-label="Found routes">
      <h2>Found routes to molecule {found.molecule}</h2>
      <p class="x-hint">
        {plural(found.count, "route")}: {found.end}.
        {found.routes.length < found.count ? ` The best ${found.routes.length} are shown.` : ""}
        {!isTarget && found.count > 0 ? " Keep the tree under a name with each, to compare them." : ""}
      </p>
      <ul class="x-found-list">
        {found.routes.map((r) => (
          <FoundCard
            key={r.number} route={r} state={state} isStill={isStill} take={() => take(r.number)}
            compare={isTarget && state.score ? () => compare("now", `#${r.number}`) : undefined}
          />
        ))}
      </ul>
    </section>
  );
}
