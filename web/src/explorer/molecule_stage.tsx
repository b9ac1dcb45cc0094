// The chosen molecule, large: its bonds can be kept or broken, and what a move would change is shown.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { BondLines, saidOf, type BondWord } from "./bond_lines";
import { Drawing, type BondMark } from "./drawing";
import { stateOf, StockTick } from "./molecule_card";
import type { Action, Bond, DrawingData, Molecule } from "./types";

function AtomNumbers(props: { drawing: DrawingData }) {
  return (
    <g class="x-atoms" aria-hidden="true">
      {props.drawing.atoms.map(([x, y], k) => <text key={k} x={x + 4} y={y - 4}>{k}</text>)}
    </g>
  );
}

function Legend(props: { isNumbered: boolean; setNumbered: (on: boolean) => void }) {
  return (
    <div class="x-legend">
      <span>Click a bond:</span>
      <span><i class="x-key keep" /> keep</span>
      <span><i class="x-key break" /> break</span>
      <span><i class="x-key changed" /> changes in the step</span>
      <label>
        <input type="checkbox" checked={props.isNumbered} onChange={(e) => props.setNumbered(e.currentTarget.checked)} />
        Atom numbers
      </label>
    </div>
  );
}

/** The width that the drawing may take. */
function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(480);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.max(200, entry.contentRect.width)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}

export function MoleculeStage(props: {
  molecule: Molecule; drawing: DrawingData | null | undefined; shown: Bond[] | undefined; isStill: boolean;
  act: (action: Action) => void;
}) {
  const { molecule: m, drawing, shown, isStill, act } = props;
  const [isNumbered, setNumbered] = useState(false);
  const [said, setSaid] = useState("");
  const [box, width] = useWidth();
  const { word, kind } = stateOf(m);
  const mark = (bond: Bond, wanted: BondWord): void => {
    const now = saidOf(m, bond);
    if (isStill) return setSaid("A search runs: marks can be changed once it has ended.");
    if (!now.own) return setSaid(`Bond ${bond.join("-")} was marked further up the tree; change it there.`);
    if (now.word === wanted) return;
    const action = wanted === "keep" ? "freeze" : wanted === "break" ? "cut" : "release";
    act({ action, molecule: m.id, bond });
    setSaid(`Bond ${bond.join("-")} ${wanted === "free" ? "is free again" : `is to be ${wanted === "keep" ? "kept" : "broken"}`}.`);
  };
  useEffect(() => setSaid(""), [m.id]);
  const marks: BondMark[] = [
    ...(shown ?? m.move?.bonds ?? []).map((bond) => ({ bond, kind: "changed" as const })),
    ...m.frozen.map(({ bond }) => ({ bond, kind: "keep" as const })),
    ...m.cut.map(({ bond }) => ({ bond, kind: "break" as const })),
  ];
  return (
    <section class="x-stage" aria-label={`Molecule ${m.id}`}>
      <h2>
        Molecule {m.id}
        <span class={`x-word ${kind}`}>{kind === "stock" ? <StockTick /> : null}{word}</span>
      </h2>
      <div class="x-canvas" ref={box}>
        <Drawing
          drawing={drawing} smiles={m.smiles} width={width} height={330} largest={1.9} marks={marks}
          label={`Bonds of molecule ${m.id}; arrow keys go from bond to bond, k keeps, b breaks, n forgets`}
        >
          {isNumbered && drawing ? <AtomNumbers drawing={drawing} /> : null}
          {drawing ? <BondLines drawing={drawing} molecule={m} isStill={isStill} mark={mark} /> : null}
        </Drawing>
      </div>
      <code class="x-smiles" tabIndex={0} aria-label="SMILES">{m.smiles}</code>
      <Legend isNumbered={isNumbered} setNumbered={setNumbered} />
      <p class="x-said" aria-live="polite">{said}</p>
    </section>
  );
}
