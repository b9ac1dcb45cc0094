// A new workbook: a target, drawn or pasted, and what its moves come from.
import { useState } from "preact/hooks";
import { post } from "../page/api";
import { FaultLine } from "./fault_line";
import { MoleculeEditor } from "./molecule_editor";
import type { Preset, Setup } from "./types";
import { apiAddress, strategyName, strategySentence, workbookAddress } from "./words";

const strategies = ["transform-goals", "structure-goals", "topological", "stereochemical", "functional-groups"];

function StrategyChoice(props: { chosen: string[]; change: (chosen: string[]) => void }) {
  const { chosen, change } = props;
  return (
    <fieldset class="x-choice x-strategies">
      <legend>Strategies that weigh the moves, and say why</legend>
      {strategies.map((s) => (
        <label key={s}>
          <input
            type="checkbox" checked={chosen.includes(s)}
            onChange={(e) => change(strategies.filter((x) => (x === s ? e.currentTarget.checked : chosen.includes(x))))}
          /> {strategyName(s)} <span>{strategySentence(s)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function systemWords(p: Preset): string {
  return `${p.name} (${p.year}, ${p.moves})`;
}

export function NewWorkbook(props: { presets: Preset[]; stocks: string[] }) {
  const { presets, stocks } = props;
  const [target, setTarget] = useState("");
  const [name, setName] = useState("");
  const [isDrawing, setDrawing] = useState(false);
  const [preset, setPreset] = useState("crucible");
  const [chosen, setChosen] = useState(strategies);
  const [stock, setStock] = useState("");
  const [fault, setFault] = useState<Error>();
  const [isSending, setSending] = useState(false);
  const system = presets.find((p) => p.name === preset);
  const create = (event: Event): void => {
    event.preventDefault();
    const setup: Setup = { preset };
    if (chosen.length > 0) setup.strategies = chosen;
    if (stock !== "") setup.stock = [stock];
    setSending(true);
    setFault(undefined);
    post<{ id: string }>(apiAddress("").replace(/\/$/, ""), { target, name, setup })
      .then(({ id }) => { location.hash = workbookAddress(id); }, setFault)
      .finally(() => setSending(false));
  };
  return (
    <form class="x-new" onSubmit={create} aria-label="New workbook">
      <h2>New workbook</h2>
      <label class="x-field x-wide"><span>Target: a SMILES, or a MOL block</span>
        <textarea
          rows={target.includes("\n") ? 8 : 2} value={target} required spellcheck={false} placeholder="CC(=O)Nc1ccc(O)cc1"
          onInput={(e) => setTarget(e.currentTarget.value)}
        />
      </label>
      <p class="x-buttons">
        <button type="button" aria-expanded={isDrawing} onClick={() => setDrawing(!isDrawing)}>{isDrawing ? "Close the editor" : "Draw it"}</button>
      </p>
      {isDrawing ? <MoleculeEditor drawn={setTarget} /> : null}
      <div class="x-row">
        <label class="x-field"><span>Name</span>
          <input type="text" value={name} maxLength={200} placeholder="such as aripiprazole" onInput={(e) => setName(e.currentTarget.value)} />
        </label>
        <label class="x-field"><span>System</span>
          <select value={preset} onChange={(e) => setPreset(e.currentTarget.value)}>
            {presets.map((p) => <option key={p.name} value={p.name}>{systemWords(p)}</option>)}
          </select>
        </label>
        <label class="x-field"><span>What can be bought</span>
          <select value={stock} onChange={(e) => setStock(e.currentTarget.value)}>
            <option value="">what ships with the program</option>
            {stocks.map((s) => <option key={s} value={s}>{s}</option>)}
          </select>
        </label>
      </div>
      {system ? <p class="x-hint">{system.sentence}.</p> : null}
      <StrategyChoice chosen={chosen} change={setChosen} />
      {fault ? <FaultLine fault={fault} dismiss={() => setFault(undefined)} /> : null}
      <p class="x-buttons"><button type="submit" class="x-main" disabled={isSending || target.trim() === ""}>{isSending ? "Opening" : "Open the workbook"}</button></p>
    </form>
  );
}
