// Whole routes under names of their own, and the way to compare them.
import { useState } from "preact/hooks";
import { routeNames } from "./comparison";
import type { Action, WorkbookState } from "./types";
import { plural, short } from "./words";

export function KeptRoutes(props: {
  state: WorkbookState; isStill: boolean; act: (a: Action) => void; compare: (first: string, second: string) => void;
}) {
  const { state, isStill, act, compare } = props;
  const [name, setName] = useState("");
  const names = routeNames(state);
  const [first, second] = [names[0], names[1]];
  const keep = (event: Event): void => {
    event.preventDefault();
    if (name.trim() === "") return;
    act({ action: "keep", name: name.trim() });
    setName("");
  };
  return (
    <section class="x-kept" aria-label="Kept routes">
      <h2>Kept routes</h2>
      <form onSubmit={keep}>
        <label class="x-field"><span>Keep the tree as</span>
          <input type="text" value={name} disabled={isStill} placeholder="a name" onInput={(e) => setName(e.currentTarget.value)} />
        </label>
        <button type="submit" disabled={isStill || !state.score || name.trim() === ""}>Keep</button>
      </form>
      {state.kept.length === 0 ? <p class="x-hint">Nothing is kept yet. A kept route can be compared, and is exported with the tree.</p> : null}
      <ul class="x-plain">
        {state.kept.map((k) => (
          <li key={k.name}>
            <b>{k.name}</b>
            <span>{plural(k.score.steps, "step")}, {k.score.complete ? "complete" : "open"}, score {short(k.score.score)}</span>
            <button type="button" class="x-link" aria-label={`Compare ${k.name} with the tree`} disabled={!state.score} onClick={() => compare("now", k.name)}>Compare</button>
            <button type="button" class="x-link" aria-label={`Drop ${k.name}`} disabled={isStill} onClick={() => act({ action: "drop", name: k.name })}>Drop</button>
          </li>
        ))}
      </ul>
      {first !== undefined && second !== undefined ? (
        <button type="button" onClick={() => compare(first, second)}>Compare two routes</button>
      ) : null}
    </section>
  );
}
