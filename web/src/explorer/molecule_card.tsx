// A molecule of the tree as a card: number, drawing, what is known of it.
import { Drawing } from "./drawing";
import { capital } from "./words";
import type { DrawingData, Molecule } from "./types";

/** What a card says of its molecule, in words for eyes and for readers of the screen. */
export function stateOf(m: Molecule): { word: string; kind: string } {
  if (m.forbidden) return { word: "forbidden", kind: "fail" };
  if (m.id === 1) return { word: m.move ? "target" : "target, open", kind: m.move ? "goal" : "open" };
  if (m.move) return m.pinned ? { word: "pinned", kind: "between" } : { word: "made", kind: "between" };
  if (m.bought) return { word: m.said === "buy" ? "bought (you said)" : "in stock", kind: "stock" };
  return { word: m.said === "nobuy" ? "not to be bought" : "open", kind: "open" };
}

export function StockTick() {
  return (
    <svg class="x-tick" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M2.5 6.5l2.5 2.5 4.5-6" />
    </svg>
  );
}

export function MoleculeCard(props: {
  molecule: Molecule; drawing: DrawingData | null | undefined; isChosen: boolean; choose: () => void;
  step: (key: string) => void;
}) {
  const { molecule: m, drawing, isChosen, choose, step } = props;
  const { word, kind } = stateOf(m);
  const press = (event: KeyboardEvent): void => {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    step(event.key);
  };
  return (
    <button
      type="button" class={`x-card ${kind}${isChosen ? " chosen" : ""}`} data-molecule={m.id}
      aria-pressed={isChosen} tabIndex={isChosen ? 0 : -1}
      onClick={choose} onKeyDown={press} title={m.smiles}
    >
      <span class="x-card-top">
        <span class="x-number"><span class="away">Molecule </span>{m.id}</span>
        <span class={`x-word ${kind}`}>{kind === "stock" ? <StockTick /> : null}{word}</span>
      </span>
      <Drawing
        drawing={drawing} smiles={m.smiles} width={126} height={84} largest={0.62} isBare
        marks={(m.move?.bonds ?? []).map((bond) => ({ bond, kind: "changed" as const }))}
      />
      {m.move ? <span class="x-by">{capital(m.move.name)}</span> : null}
      {m.note ? <span class="x-note">{m.note}</span> : null}
    </button>
  );
}
