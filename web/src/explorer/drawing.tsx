// A molecule as it was drawn by the program, in a box, with marks below its bonds.
import type { ComponentChildren } from "preact";
import type { Bond, DrawingData } from "./types";

export interface BondMark {
  bond: Bond;
  kind: "changed" | "keep" | "break" | "hover";
}

/** Where a bond lies; undefined for atoms that the drawing does not have. */
export function bondEnds(d: DrawingData, [a, b]: Bond): [number, number, number, number] | undefined {
  const p = d.atoms[a];
  const q = d.atoms[b];
  return p && q ? [p[0], p[1], q[0], q[1]] : undefined;
}

function MarkLine(props: { drawing: DrawingData; mark: BondMark }) {
  const ends = bondEnds(props.drawing, props.mark.bond);
  if (!ends) return null;
  const [x1, y1, x2, y2] = ends;
  return <line class={`x-mark ${props.mark.kind}`} x1={x1} y1={y1} x2={x2} y2={y2} />;
}

export function Drawing(props: {
  drawing: DrawingData | null | undefined; smiles: string; width: number; height: number; largest?: number;
  marks?: BondMark[]; label?: string; isBare?: boolean; children?: ComponentChildren;
}) {
  const { drawing, smiles, width, height, largest = 1, marks = [], label, isBare, children } = props;
  if (!drawing) return <code class="x-smiles">{smiles}</code>;
  const scale = Math.min(largest, width / drawing.width, height / drawing.height);
  return (
    <svg
      class="x-drawing" width={drawing.width * scale} height={drawing.height * scale}
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      role={isBare ? undefined : children ? "group" : "img"} aria-hidden={isBare ? true : undefined}
      aria-label={isBare ? undefined : (label ?? smiles)}
    >
      {marks.map((m) => <MarkLine key={`${m.kind}${m.bond.join("-")}`} drawing={drawing} mark={m} />)}
      <g dangerouslySetInnerHTML={{ __html: drawing.svg }} />
      {children}
    </svg>
  );
}
