// Volumes of a run in the volume viewer: one is the image, others may lie over it as classes or heat.
import { useEffect, useRef, useState } from "preact/hooks";
import type { OpenVolume } from "../volume";
import { get } from "./api";
import { FaultCallout } from "./callout";
import { loadScript } from "./load_script";
import { tablePath } from "./output_table";
import type { OutputFile, RunDetail, TableAnswer } from "./types";
import { largestLabel, topUp } from "./nifti";
import { sizeWords } from "./words";

interface Volume {
  words: string;
  file: OutputFile;
  isLabels: boolean;
  isHeat: boolean;
  /** The step that made it, where that also made a table of classes with their names. */
  named: string;
}

/** Names of classes 1, 2, ... as the step that told them apart calls them. */
async function classNames(run: string, step: string): Promise<string[]> {
  if (step === "") return [];
  const table = await get<TableAnswer>(tablePath(run, step, "classes")).catch(() => undefined);
  const column = (name: string) => table?.columns.find((c) => c.name === name)?.values ?? [];
  const names: string[] = [];
  column("class").forEach((number, k) => {
    if (typeof number === "number" && number >= 1) names[number - 1] = String(column("name")[k] ?? "");
  });
  return names;
}

const labelNames = /label|truth|class|mask|segment/;
const isNifti = (name: string): boolean => /\.nii(\.gz)?$/.test(name);

export function volumesOf(run: RunDetail): Volume[] {
  return run.steps.flatMap((s) =>
    (s.outputs ?? []).flatMap((o) =>
      o.files
        .filter((f) => isNifti(f.name))
        .map((file) => ({
          words: `${o.name} (${s.name})`,
          file,
          isLabels: labelNames.test(o.name),
          isHeat: o.name === "heat",
          named: (s.outputs ?? []).some((t) => t.name === "classes" && t.artefact === "table") ? s.name : "",
        })),
    ),
  );
}

async function bytesOf(run: string, file: OutputFile): Promise<ArrayBuffer> {
  const answer = await fetch(`api/runs/${encodeURIComponent(run)}/file/${encodeURIComponent(file.id)}`);
  if (!answer.ok) throw new Error(`The volume '${file.name}' could not be read.`);
  return answer.arrayBuffer();
}

function asBase64(bytes: ArrayBuffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error("The volume could not be read."));
    reader.readAsDataURL(new Blob([bytes]));
  });
}

const hues = Array.from({ length: 8 }, (_, k) => `c${k + 1}`);

export function VolumePanel(props: { run: RunDetail }) {
  const { run } = props;
  const volumes = volumesOf(run);
  const images = volumes.filter((v) => !v.isLabels && !v.isHeat);
  const [image, setImage] = useState((images[0] ?? volumes[0])?.file.id ?? "");
  const [labels, setLabels] = useState("");
  const [heat, setHeat] = useState("");
  const [isOpening, setOpening] = useState(false);
  const [trouble, setTrouble] = useState<Error>();
  const stage = useRef<HTMLDivElement>(null);
  const viewer = useRef<OpenVolume | undefined>(undefined);
  const fileOf = (id: string): OutputFile | undefined => volumes.find((v) => v.file.id === id)?.file;
  useEffect(() => {
    const file = fileOf(image);
    if (!file) return;
    let isOver = false;
    setTrouble(undefined);
    setOpening(true);
    const open = async (): Promise<void> => {
      const read = async (id: string): Promise<ArrayBuffer> => {
        const of = fileOf(id);
        return of ? topUp(await bytesOf(run.id, of)) : new ArrayBuffer(0);
      };
      const [, ...bytes] = await Promise.all([loadScript("volume.js"), read(image), read(labels), read(heat)]);
      const names = await classNames(run.id, volumes.find((v) => v.file.id === labels)?.named ?? "");
      const classes = hues.slice(0, largestLabel(bytes[1]!));
      const [grey, over, warm] = (await Promise.all(bytes.map(asBase64))) as [string, string, string];
      if (isOver || !stage.current) return;
      const opened = await window.crucibleVolumes.open(
        stage.current,
        {
          image: grey,
          window: "own",
          labels: over,
          heat: warm,
          classes: classes.map((hue, k) => ({ name: names[k] || `Class ${k + 1}`, hue })),
        },
        file.name,
      );
      if (isOver) opened.close();
      else viewer.current = opened;
    };
    open()
      .catch(setTrouble)
      .finally(() => setOpening(false));
    return () => {
      isOver = true;
      viewer.current?.close();
      viewer.current = undefined;
    };
  }, [image, labels, heat]);
  if (volumes.length === 0)
    return <p class="na">The volumes of this run are in no format that the viewer reads (NIfTI).</p>;
  const picker = (label: string, value: string, pick: (id: string) => void, none?: string) => (
    <label>
      {label}{" "}
      <select value={value} onChange={(e) => pick(e.currentTarget.value)}>
        {none ? <option value="">{none}</option> : null}
        {volumes.map((v) => (
          <option key={v.file.id} value={v.file.id}>
            {v.words}, {sizeWords(v.file.bytes)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <figure class="structure">
      <div class="tools pickers">
        {picker("Volume", image, setImage)}
        {picker("Classes over it", labels, setLabels, "none")}
        {picker("Heat over it", heat, setHeat, "none")}
        <button type="button" class="link" onClick={() => viewer.current?.reset()}>
          Reset view
        </button>
        <span class="said" role="status">
          {isOpening ? "Reading the volume…" : ""}
        </span>
      </div>
      {trouble ? <FaultCallout fault={trouble} /> : null}
      <div class="stage volume" ref={stage} />
    </figure>
  );
}
