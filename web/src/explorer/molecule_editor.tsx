// The editor of molecules, read when it is first opened: what is drawn becomes a SMILES.
import type { CanvasEditor } from "openchemlib";
import { useEffect, useRef, useState } from "preact/hooks";
import { loadScript } from "../page/load_script";

export function MoleculeEditor(props: { drawn: (smiles: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef(props.drawn);
  drawn.current = props.drawn;
  const [fault, setFault] = useState("");
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    let editor: CanvasEditor | undefined;
    let isOver = false;
    loadScript("editor.js").then(() => {
      if (isOver || !box.current || !window.CrucibleEditor) return;
      editor = new window.CrucibleEditor(box.current, { initialMode: "molecule" });
      editor.setOnChangeListener(({ type, isUserEvent }) => {
        if (editor && type === "molecule" && isUserEvent) drawn.current(editor.getMolecule().toIsomericSmiles());
      });
      setReady(true);
    }).catch(() => setFault("The editor is not part of this build: paste a SMILES instead"));
    return () => {
      isOver = true;
      editor?.destroy();
    };
  }, []);
  return (
    <div class="x-editor">
      {fault ? <p class="x-fault" role="alert">{fault}.</p> : isReady ? null : <p class="x-empty" role="status">Opening the editor.</p>}
      <div class="x-editor-canvas" ref={box} aria-label="Editor of molecules" role="application" />
    </div>
  );
}
