// A whole route, small, from left to right; steps that another route has, too, are grey.
import { Drawing } from "./drawing";
import { StockTick } from "./molecule_card";
import { capital } from "./words";
import type { Drawings, RouteTree } from "./types";

function Branch(props: { tree: RouteTree; drawings: Drawings; isRoot: boolean; isShared: boolean }) {
  const { tree, drawings, isRoot, isShared } = props;
  const kind = isRoot ? "goal" : tree.name ? "between" : tree.bought ? "stock" : "open";
  return (
    <li class="x-branch">
      <div class={`x-card small ${kind}${isShared ? " shared" : ""}`} title={tree.smiles}>
        <Drawing drawing={drawings[tree.smiles]} smiles={tree.smiles} width={132} height={76} largest={0.56} />
        {tree.name || isRoot ? <span class={tree.shared ? "x-by" : "x-by own"}>{capital(tree.name ?? "")}{tree.shared ? " (both)" : ""}</span> : (
          <span class={`x-word ${kind}`}>{tree.bought ? <StockTick /> : null}{tree.bought ? "in stock" : "open"}</span>
        )}
      </div>
      {tree.name ? (
        <div class={tree.shared ? "x-below shared" : "x-below"}>
          <ul>
            {tree.children.map((c, k) => (
              <Branch key={`${c.smiles}${k}`} tree={c} drawings={drawings} isRoot={false} isShared={tree.shared ?? false} />
            ))}
          </ul>
        </div>
      ) : null}
    </li>
  );
}

/** Molecules in the longest line. */
function columnsOf(t: RouteTree): number {
  return 1 + Math.max(0, ...t.children.map(columnsOf));
}

/** A column of cards with its lines, and what a side of the comparison can show, in px. */
const column = 184;
const side = 720;

export function RouteSketch(props: { tree: RouteTree; drawings: Drawings; label: string }) {
  return (
    <div class="x-tree x-sketch" role="group" aria-label={props.label} tabIndex={0}>
      <ul class="x-root" style={{ zoom: Math.max(0.6, Math.min(1, side / (column * columnsOf(props.tree)))) }}>
        <Branch tree={props.tree} drawings={props.drawings} isRoot isShared={props.tree.shared ?? false} />
      </ul>
    </div>
  );
}
