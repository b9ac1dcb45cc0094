// The tree of a workbook from left to right: what is made, and what it is made from.
import { useEffect, useRef } from "preact/hooks";
import { MoleculeCard } from "./molecule_card";
import type { Molecule, WorkbookState } from "./types";

/** The molecule that an arrow key leads to. */
function neighbour(all: Map<number, Molecule>, m: Molecule, key: string): number {
  if (key === "ArrowLeft") return m.parent || m.id;
  if (key === "ArrowRight") return m.children[0] ?? m.id;
  // Up and down go through the whole column, not only through what one step needs.
  const depth = (at: Molecule | undefined): number => (at?.parent ? 1 + depth(all.get(at.parent)) : 0);
  const column: number[] = [];
  const walk = (id: number): void => {
    const at = all.get(id);
    if (!at) return;
    if (depth(at) === depth(m)) column.push(id);
    at.children.forEach(walk);
  };
  walk(1);
  const place = column.indexOf(m.id) + (key === "ArrowUp" ? -1 : 1);
  return column[place] ?? m.id;
}

export function MoleculeTree(props: { state: WorkbookState; chosen: number; choose: (id: number) => void }) {
  const { state, chosen, choose } = props;
  const all = new Map(state.molecules.map((m) => [m.id, m]));
  const box = useRef<HTMLDivElement>(null);
  const byKey = useRef(false);
  useEffect(() => {
    const card = box.current?.querySelector<HTMLElement>(`[data-molecule="${chosen}"]`);
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (byKey.current) card?.focus({ preventScroll: true });
    byKey.current = false;
  }, [chosen, state]);

  const branch = (id: number) => {
    const m = all.get(id);
    if (!m) return null;
    return (
      <li key={id} class="x-branch">
        <MoleculeCard
          molecule={m} drawing={state.drawings[m.smiles]} isChosen={id === chosen} choose={() => choose(id)}
          step={(key) => {
            byKey.current = true;
            choose(neighbour(all, m, key));
          }}
        />
        {m.move ? (
          <div class="x-below">
            <ul>{m.children.map(branch)}</ul>
          </div>
        ) : null}
      </li>
    );
  };
  return (
    <div class="x-tree" ref={box}>
      <ul class="x-root">{branch(1)}</ul>
    </div>
  );
}
