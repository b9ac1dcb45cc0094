// Files for other programs, and the workbook itself.
import { useEffect, useState } from "preact/hooks";
import { post } from "../page/api";
import { FaultLine } from "./fault_line";
import type { WorkbookState } from "./types";
import { apiAddress, bytes } from "./words";

interface ExportedFile {
  name: string;
  bytes: number;
}

const sentences: Record<string, string> = {
  "routes.pdf": "one page a route, to print",
  "routes.json": "trees for other planners",
  "routes.csv": "scores of the routes",
  "moves.csv": "every step with its rule",
  "reactions.smi": "reaction SMILES",
  "routes.rdf": "reactions for an editor or notebook",
  "shopping.csv": "what has to be bought",
};

export function ExportPanel(props: { state: WorkbookState; isStill: boolean }) {
  const { state, isStill } = props;
  const [files, setFiles] = useState<ExportedFile[]>();
  const [fault, setFault] = useState<Error>();
  const [isWriting, setWriting] = useState(false);
  useEffect(() => setFiles(undefined), [state]);
  const write = (): void => {
    setWriting(true);
    setFault(undefined);
    post<{ files: ExportedFile[] }>(apiAddress(state.id, "/export"))
      .then((a) => setFiles(a.files), setFault)
      .finally(() => setWriting(false));
  };
  return (
    <section class="x-export" aria-label="Files">
      <h2>Files</h2>
      <p class="x-buttons">
        <a class="x-button" href={apiAddress(state.id, "/file/workbook.json")} download={`${state.id}.json`}>Save the workbook</a>
        <button type="button" disabled={isStill || isWriting || !state.score} onClick={write}>{isWriting ? "Writing" : "Export routes"}</button>
      </p>
      <p class="x-hint">The workbook is saved after every action; the saved file opens in the terminal, too. Exports hold the tree as it is and all kept routes.</p>
      {fault ? <FaultLine fault={fault} /> : null}
      {files ? (
        <ul class="x-plain" role="status">
          {files.map((f) => (
            <li key={f.name}>
              <a href={apiAddress(state.id, `/file/${encodeURIComponent(f.name)}`)} download={f.name}>{f.name}</a>
              <span>{sentences[f.name] ?? ""}, {bytes(f.bytes)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
