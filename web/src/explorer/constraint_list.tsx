// Everything that was forbidden, demanded or marked, each with the way back.
import { useState } from "preact/hooks";
import { Drawing } from "./drawing";
import type { Action, WorkbookState } from "./types";

interface Said {
  key: string;
  what: string;
  smiles?: string;
  words?: string;
  back: Action;
}

function allSaid(state: WorkbookState): Said[] {
  const c = state.constraints;
  return [
    ...c.rules.map((r) => ({ key: `r${r.rule}`, what: "Forbidden reaction", words: r.name || `rule ${r.rule}`, back: { action: "allow", rule: r.rule } })),
    ...c.elements.map((e) => ({ key: `e${e}`, what: "Forbidden element", words: e, back: { action: "allow", element: e } })),
    ...c.molecules.map((smiles) => ({ key: `m${smiles}`, what: "Forbidden", smiles, back: { action: "allow", smiles } })),
    ...c.buy.map((smiles) => ({ key: `b${smiles}`, what: "Counts as bought", smiles, back: { action: "listed", smiles } })),
    ...c.nobuy.map((smiles) => ({ key: `n${smiles}`, what: "Not to be bought", smiles, back: { action: "listed", smiles } })),
    ...(c.start ? [{ key: "start", what: "Demanded", smiles: c.start, back: { action: "undemand" } }] : []),
    ...c.frozen.map((b) => ({ key: `f${b.molecule}-${b.bond}`, what: "Bond to be kept", words: `${b.bond.join("-")} of molecule ${b.molecule}`, back: { action: "release", molecule: b.molecule, bond: b.bond } })),
    ...c.cut.map((b) => ({ key: `c${b.molecule}-${b.bond}`, what: "Bond to be broken", words: `${b.bond.join("-")} of molecule ${b.molecule}`, back: { action: "release", molecule: b.molecule, bond: b.bond } })),
  ];
}

/** Forbids what is not in the tree: an element, or a molecule by its SMILES. */
function MoreForm(props: { isStill: boolean; act: (a: Action) => void }) {
  const { isStill, act } = props;
  const [action, setAction] = useState("forbid");
  const [text, setText] = useState("");
  const send = (event: Event): void => {
    event.preventDefault();
    const value = text.trim();
    if (value === "") return;
    act(action === "element" ? { action: "forbid", element: value } : { action, smiles: value });
    setText("");
  };
  return (
    <form onSubmit={send}>
      <select value={action} aria-label="What to say" disabled={isStill} onChange={(e) => setAction(e.currentTarget.value)}>
        <option value="forbid">Forbid the molecule</option>
        <option value="element">Forbid the element</option>
        <option value="demand">Demand the molecule</option>
        <option value="buy">Count as bought</option>
        <option value="nobuy">Not to be bought</option>
      </select>
      <input
        type="text" value={text} disabled={isStill} aria-label={action === "element" ? "Element" : "SMILES"}
        placeholder={action === "element" ? "such as Br" : "SMILES"} onInput={(e) => setText(e.currentTarget.value)}
      />
      <button type="submit" disabled={isStill || text.trim() === ""}>Say so</button>
    </form>
  );
}

export function ConstraintList(props: { state: WorkbookState; isStill: boolean; act: (a: Action) => void }) {
  const { state, isStill, act } = props;
  const said = allSaid(state);
  return (
    <section class="x-constraints" aria-label="What was said">
      <h2>What was said</h2>
      {said.length === 0 ? <p class="x-hint">Nothing is forbidden or marked. Click bonds of the molecule, or forbid what must not be used.</p> : null}
      <ul class="x-plain">
        {said.map((s) => (
          <li key={s.key}>
            <span class="x-what">{s.what}</span>
            {s.smiles ? (
              <span title={s.smiles}><Drawing drawing={state.drawings[s.smiles]} smiles={s.smiles} width={110} height={52} largest={0.42} /></span>
            ) : <b>{s.words}</b>}
            <button type="button" class="x-link" disabled={isStill} aria-label={`Take back: ${s.what} ${s.words ?? s.smiles}`} onClick={() => act(s.back)}>Take back</button>
          </li>
        ))}
      </ul>
      <MoreForm isStill={isStill} act={act} />
      {state.warnings.map((w) => <p key={w} class="x-warning"><b>Mind:</b> {w}.</p>)}
    </section>
  );
}
