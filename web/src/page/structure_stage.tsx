// A structure in three dimensions, one of those that an output holds.
import { useEffect, useRef, useState } from "preact/hooks";
import type { OpenViewer, Scene } from "../viewer";
import { useAnswer } from "./ask";
import { FaultCallout } from "./callout";
import type { OutputOf } from "./structures_behind";
import { loadScript } from "./load_script";
import { counted, numberWords } from "./words";

interface StructureAnswer {
  count: number;
  name: string;
  scene: Scene;
}

export function StructureStage(props: {
  run: string;
  of: OutputOf;
  at: number;
  canChoose?: boolean;
  onClose?: () => void;
}) {
  const { run, of, at, canChoose, onClose } = props;
  const [chosen, setChosen] = useState(at);
  useEffect(() => setChosen(at), [at]);
  const path = `api/runs/${encodeURIComponent(run)}/structure/${encodeURIComponent(of.step)}/${encodeURIComponent(of.output)}?at=${chosen}`;
  const { data, fault, again } = useAnswer<StructureAnswer>(path);
  const stage = useRef<HTMLDivElement>(null);
  const viewer = useRef<OpenViewer | undefined>(undefined);
  const [trouble, setTrouble] = useState<Error>();
  useEffect(() => {
    if (!data) return;
    let isOver = false;
    loadScript("viewer.js").then(() => {
      if (isOver || !stage.current) return;
      viewer.current = window.crucibleViewer.open(stage.current, data.scene, data.name);
    }, setTrouble);
    return () => {
      isOver = true;
      viewer.current?.close();
      viewer.current = undefined;
    };
  }, [data]);
  const count = data?.count ?? 0;
  const go = (to: number): void => setChosen(Math.min(Math.max(0, to), Math.max(0, count - 1)));
  return (
    <figure class="structure">
      <figcaption>
        <b>{data?.name || `Structure ${chosen + 1}`}</b>
        <span class="na">
          {data
            ? `${counted(data.scene.balls.length, "atom")}, ${numberWords(chosen + 1, 12)} of ${numberWords(count, 12)}`
            : `of ${of.output} (${of.step})`}
        </span>
        <span class="links">
          {canChoose ? (
            <>
              <button type="button" class="link" disabled={chosen <= 0} onClick={() => go(chosen - 1)}>
                Previous
              </button>
              <button type="button" class="link" disabled={chosen >= count - 1} onClick={() => go(chosen + 1)}>
                Next
              </button>
            </>
          ) : null}
          <button type="button" class="link" onClick={() => viewer.current?.reset()}>
            Reset view
          </button>
          {onClose ? (
            <button type="button" class="link" onClick={onClose}>
              Close
            </button>
          ) : null}
        </span>
      </figcaption>
      {fault ? <FaultCallout fault={fault} again={again} /> : null}
      {trouble ? <FaultCallout fault={trouble} /> : null}
      <div class="stage" ref={stage} aria-busy={!data && !fault} />
      {data ? (
        <p class="legend">
          {data.scene.elements.map((e) => (
            <span key={e.symbol}>
              <i class="sw" style={{ background: `var(--${e.hue})` }} />
              {e.symbol}
            </span>
          ))}
        </p>
      ) : null}
    </figure>
  );
}
