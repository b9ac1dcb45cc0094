// The bonds of the large drawing as places to click and to reach by keys.
import { useRef, useState } from "preact/hooks";
import { bondEnds } from "./drawing";
import type { Bond, DrawingData, Molecule } from "./types";

export type BondWord = "keep" | "break" | "free";

export function sameBond(a: Bond, b: Bond): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** What was said of a bond, and whether it was said at this molecule. */
export function saidOf(m: Molecule, bond: Bond): { word: BondWord; own: boolean } {
  const frozen = m.frozen.find((x) => sameBond(x.bond, bond));
  if (frozen) return { word: "keep", own: frozen.own };
  const cut = m.cut.find((x) => sameBond(x.bond, bond));
  return cut ? { word: "break", own: cut.own } : { word: "free", own: true };
}

const after: Record<BondWord, BondWord> = { free: "keep", keep: "break", break: "free" };
const spoken: Record<BondWord, string> = { keep: "to be kept", break: "to be broken", free: "not marked" };
const keys: Record<string, BondWord> = { k: "keep", b: "break", n: "free", Delete: "free", Backspace: "free" };

export function BondLines(props: {
  drawing: DrawingData; molecule: Molecule; isStill: boolean; mark: (bond: Bond, word: BondWord) => void;
}) {
  const { drawing, molecule, isStill, mark } = props;
  const [at, setAt] = useState(0);
  const lines = useRef<(SVGLineElement | null)[]>([]);
  const goTo = (k: number): void => {
    const next = (k + drawing.bonds.length) % drawing.bonds.length;
    setAt(next);
    lines.current[next]?.focus();
  };
  return (
    <g class={isStill ? "x-bonds still" : "x-bonds"}>
      {drawing.bonds.map((bond, k) => {
        const ends = bondEnds(drawing, bond);
        if (!ends) return null;
        const [x1, y1, x2, y2] = ends;
        const { word, own } = saidOf(molecule, bond);
        const press = (event: KeyboardEvent): void => {
          const said = keys[event.key] ?? (event.key === "Enter" || event.key === " " ? after[word] : undefined);
          if (said && !event.ctrlKey && !event.metaKey) mark(bond, said);
          else if (event.key === "ArrowRight" || event.key === "ArrowDown") goTo(k + 1);
          else if (event.key === "ArrowLeft" || event.key === "ArrowUp") goTo(k - 1);
          else return;
          event.preventDefault();
        };
        return (
          <line
            key={bond.join("-")} class="x-bond" x1={x1} y1={y1} x2={x2} y2={y2} role="button"
            data-bond={bond.join("-")} tabIndex={k === at ? 0 : -1} ref={(e) => { lines.current[k] = e; }}
            aria-label={`Bond ${bond.join("-")}, ${spoken[word]}${own ? "" : ", from above"}`}
            onClick={() => mark(bond, after[word])} onKeyDown={press} onFocus={() => setAt(k)}
          />
        );
      })}
    </g>
  );
}
