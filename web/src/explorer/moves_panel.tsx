// The moves of the chosen molecule in groups by strategy, with a filter.
import { useState } from "preact/hooks";
import { FaultLine } from "./fault_line";
import { MoveCard } from "./move_card";
import type { Action, Bond, ListedMove, Molecule, Move, MoveGroup } from "./types";
import type { ListedMoves } from "./use_moves";
import { plural, strategyName, strategySentence } from "./words";

interface Filter {
  text: string;
  strategy: string;
  isStockOnly: boolean;
  isAllowedOnly: boolean;
}

function fits(m: ListedMove, f: Filter): boolean {
  if (f.isStockOnly && !m.precursors.every((p) => p.bought)) return false;
  if (f.isAllowedOnly && m.refused) return false;
  const words = [m.name, m.conditions, m.reference, ...m.reasons.map((r) => r.sentence), ...m.precursors.map((p) => p.smiles)];
  return words.some((w) => w.toLowerCase().includes(f.text.toLowerCase()));
}

function FilterBar(props: { filter: Filter; groups: MoveGroup[]; change: (f: Filter) => void }) {
  const { filter: f, groups, change } = props;
  return (
    <div class="x-filter" role="search" aria-label="Filter of the moves">
      <input
        type="search" value={f.text} placeholder="Filter by name, reason, conditions" aria-label="Filter the moves" data-filter
        onInput={(e) => change({ ...f, text: e.currentTarget.value })}
      />
      <select value={f.strategy} aria-label="Strategy" onChange={(e) => change({ ...f, strategy: e.currentTarget.value })}>
        <option value="">all strategies</option>
        {groups.map((g) => <option key={g.strategy} value={g.strategy}>{strategyName(g.strategy)}</option>)}
      </select>
      <label><input type="checkbox" checked={f.isStockOnly} onChange={(e) => change({ ...f, isStockOnly: e.currentTarget.checked })} /> all in stock</label>
      <label><input type="checkbox" checked={f.isAllowedOnly} onChange={(e) => change({ ...f, isAllowedOnly: e.currentTarget.checked })} /> not refused</label>
    </div>
  );
}

/** Arrow keys go from one button "Take" to the next. */
function stepThrough(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (!target.classList.contains("x-take") || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>(".x-take:not(:disabled)")];
  const next = all[all.indexOf(target as HTMLButtonElement) + (event.key === "ArrowDown" ? 1 : -1)];
  next?.focus();
  next?.closest("li")?.scrollIntoView({ block: "nearest" });
  event.preventDefault();
}

function isTaken(m: Molecule, move: ListedMove): boolean {
  const needs = (x: Move): string => x.precursors.map((p) => p.smiles).join(".");
  return m.move?.rule === move.rule && needs(m.move) === needs(move);
}

export function MovesPanel(props: {
  molecule: Molecule; moves: ListedMoves; isAsked: boolean; isStill: boolean; ask: () => void;
  act: (a: Action) => void; show: (bonds: Bond[] | undefined) => void;
}) {
  const { molecule: m, moves, isAsked, isStill, ask, act, show } = props;
  const [filter, setFilter] = useState<Filter>({ text: "", strategy: "", isStockOnly: false, isAllowedOnly: false });
  const all = moves.answer?.groups ?? [];
  const shown = all
    .filter((g) => filter.strategy === "" || g.strategy === filter.strategy)
    .map((g) => ({ ...g, moves: g.moves.filter((move) => fits(move, filter)) }))
    .filter((g) => g.moves.length > 0);
  const count = all.reduce((n, g) => n + g.moves.length, 0);
  const left = shown.reduce((n, g) => n + g.moves.length, 0);
  return (
    <section class="x-moves" aria-label={`Moves that make molecule ${m.id}`} aria-busy={moves.isLoading} onKeyDown={stepThrough}>
      <h2>Moves that make molecule {m.id}</h2>
      {!isAsked ? (
        <p class="x-empty">It is in stock. <button type="button" class="x-link" onClick={ask}>List ways to make it all the same</button></p>
      ) : null}
      {isAsked && !moves.answer && moves.isLoading ? <p class="x-empty" role="status">Asking the rules. The first question opens them, which takes some seconds.</p> : null}
      {isAsked && moves.fault ? <FaultLine fault={moves.fault} again={moves.again} /> : null}
      {isAsked && moves.answer ? (
        count === 0 ? <p class="x-empty">No rule makes it. Take another way above it, or mark it as bought.</p> : (
          <>
            <FilterBar filter={filter} groups={all} change={setFilter} />
            <p class="x-hint" role="status">{left === count ? plural(count, "move") : `${left} of ${plural(count, "move")}`}, likeliest first</p>
            {shown.map((g) => (
              <section key={g.strategy} class="x-group">
                <h3>{strategyName(g.strategy)} <span>{strategySentence(g.strategy)}</span> <b>{g.moves.length}</b></h3>
                <ol>
                  {g.moves.map((move) => (
                    <MoveCard
                      key={move.number} move={move} group={g.strategy} drawings={moves.answer?.drawings ?? {}} isStill={isStill || m.held}
                      isTaken={isTaken(m, move)} show={show}
                      take={() => act({ action: "choose", molecule: m.id, move: move.number })}
                      forbid={() => act({ action: "forbid", rule: move.rule })}
                    />
                  ))}
                </ol>
              </section>
            ))}
          </>
        )
      ) : null}
    </section>
  );
}
