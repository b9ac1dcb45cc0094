// What can be said of the chosen molecule: bought or not, forbidden, demanded, pinned, a note.
import { useEffect, useState } from "preact/hooks";
import type { Action, Molecule } from "./types";

function NoteField(props: { molecule: Molecule; isStill: boolean; act: (a: Action) => void }) {
  const { molecule: m, isStill, act } = props;
  const [text, setText] = useState(m.note);
  useEffect(() => setText(m.note), [m.id, m.note]);
  const save = (): void => {
    if (text.trim() !== m.note) act({ action: "note", molecule: m.id, text: text.trim() });
  };
  return (
    <label class="x-field x-wide">
      <span>Note</span>
      <input
        type="text" value={text} disabled={isStill} placeholder="beside the molecule, in the workbook"
        onInput={(e) => setText(e.currentTarget.value)} onBlur={save}
        onKeyDown={(e) => { if (e.key === "Enter") save(); }}
      />
    </label>
  );
}

export function MoleculeActions(props: {
  molecule: Molecule; demanded: string; isStill: boolean; act: (a: Action) => void;
}) {
  const { molecule: m, demanded, isStill, act } = props;
  const isTarget = m.id === 1;
  const isDemanded = demanded === m.smiles;
  const set = (said: string): void => act({ action: said === "" ? "listed" : said, smiles: m.smiles });
  return (
    <section class="x-actions" aria-label={`What to say of molecule ${m.id}`}>
      {isTarget ? null : (
        <fieldset class="x-choice" disabled={isStill}>
          <legend>Bought?</legend>
          {([["", "as the stock says"], ["buy", "yes"], ["nobuy", "no"]] as const).map(([value, words]) => (
            <label key={value}>
              <input type="radio" name="x-bought" checked={m.said === value} onChange={() => set(value)} /> {words}
            </label>
          ))}
        </fieldset>
      )}
      <div class="x-buttons">
        {m.move ? (
          <>
            <button type="button" disabled={isStill || m.held} onClick={() => act({ action: "back", molecule: m.id })}>
              Take back the step
            </button>
            <button
              type="button" disabled={isStill} aria-pressed={m.pinned}
              title="What is below stays as it is, wherever this molecule comes up"
              onClick={() => act({ action: m.pinned ? "unpin" : "pin", molecule: m.id })}
            >
              {m.pinned ? "Unpin" : "Pin"}
            </button>
          </>
        ) : null}
        {isTarget ? null : (
          <>
            <button
              type="button" disabled={isStill} aria-pressed={m.forbidden}
              title="On no route, in lists and searches"
              onClick={() => act({ action: m.forbidden ? "allow" : "forbid", smiles: m.smiles })}
            >
              {m.forbidden ? "Allow" : "Forbid"} this molecule
            </button>
            <button
              type="button" disabled={isStill} aria-pressed={isDemanded}
              title="Searches look for routes that begin with it"
              onClick={() => act(isDemanded ? { action: "undemand" } : { action: "demand", smiles: m.smiles })}
            >
              {isDemanded ? "Demand no more" : "Demand in searches"}
            </button>
          </>
        )}
      </div>
      <NoteField molecule={m} isStill={isStill} act={act} />
    </section>
  );
}
