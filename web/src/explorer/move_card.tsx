// One move: what it makes the molecule from, and why it should be taken.
import { Drawing } from "./drawing";
import { StockTick } from "./molecule_card";
import type { Bond, Drawings, ListedMove } from "./types";
import { capital, plural, short, strategyName } from "./words";

function Precursors(props: { move: ListedMove; drawings: Drawings }) {
  const { move, drawings } = props;
  return (
    <div class="x-precursors">
      {move.precursors.map(({ smiles, bought }, k) => (
        <span key={`${smiles}${k}`} class="x-precursor">
          {k > 0 ? <span class="x-plus" aria-hidden="true">+</span> : null}
          <span class="x-molecule" title={smiles}>
            <Drawing drawing={drawings[smiles]} smiles={smiles} width={250} height={130} largest={0.8} />
            {bought ? <span class="x-word stock"><StockTick />in stock</span> : <span class="x-word">to be made</span>}
          </span>
        </span>
      ))}
    </div>
  );
}

function Reasons(props: { move: ListedMove; group: string }) {
  const { move, group } = props;
  return (
    <>
      {move.reasons.map(({ strategy, sentence }) => (
        <p key={sentence} class="x-reason">
          {strategy !== group && strategy !== "" ? <b>{strategyName(strategy)}: </b> : null}{capital(sentence)}.
        </p>
      ))}
      {move.warnings.map((w) => <p key={w} class="x-warning"><b>Mind:</b> {w}.</p>)}
      {move.refused ? <p class="x-refusal"><b>Refused:</b> {move.refused}.</p> : null}
    </>
  );
}

export function MoveCard(props: {
  move: ListedMove; group: string; drawings: Drawings; isStill: boolean; isTaken: boolean;
  take: () => void; forbid: () => void; show: (bonds: Bond[] | undefined) => void;
}) {
  const { move: m, group, drawings, isStill, isTaken, take, forbid, show } = props;
  return (
    <li
      class={`x-move${m.refused ? " refused" : ""}${isTaken ? " taken" : ""}`} data-move={m.number}
      onMouseEnter={() => show(m.bonds)} onMouseLeave={() => show(undefined)}
      onFocusIn={() => show(m.bonds)} onFocusOut={() => show(undefined)}
    >
      <div class="x-move-head">
        <h4>{capital(m.name)}</h4>
        <span class="x-prior" title={`Prior ${m.prior.toPrecision(3)}: how likely the rules find this move`}>
          <span class="x-prior-bar" aria-hidden="true"><i style={{ width: `${Math.min(100, Math.sqrt(m.prior) * 100)}%` }} /></span>
          {short(m.prior)}
        </span>
        <button
          type="button" class="x-take" disabled={isStill || m.refused !== "" || isTaken}
          aria-label={isTaken ? `Taken: move ${m.number}` : `Take move ${m.number}, ${m.name}`} onClick={take}
        >
          {isTaken ? "Taken" : "Take"}
        </button>
      </div>
      <Precursors move={m} drawings={drawings} />
      <Reasons move={m} group={group} />
      {m.conditions ? <p class="x-more"><span>Conditions</span> {m.conditions}</p> : null}
      {m.reference ? <p class="x-more"><span>{m.origin === "learned" && !m.precedent ? "As in" : "Reference"}</span> {m.reference}</p> : null}
      <p class="x-more x-foot">
        <span>Move {m.number}, rule {m.rule}</span>
        {m.uses > 0 ? <span>learned, seen {plural(m.uses, "time")}{m.precedent ? `, as in ${m.precedent}` : ""}</span> : null}
        {m.feasibility < 1 ? <span class={m.feasibility < 0.5 ? "x-bad" : ""}>feasibility {short(m.feasibility)}</span> : null}
        {m.yield > 0 ? <span>yield {Math.round(m.yield * 100)} %</span> : null}
        <button type="button" class="x-link" disabled={isStill} onClick={forbid}>Forbid this reaction</button>
      </p>
    </li>
  );
}
