// Looks into what the steps made: maps of tables, structures and volumes.
import { useMemo, useState } from "preact/hooks";
import { useAnswer } from "./ask";
import { FaultCallout } from "./callout";
import { MapExplorer } from "./map_explorer";
import { tablePath } from "./output_table";
import { StructureStage } from "./structure_stage";
import type { RunDetail, TableAnswer } from "./types";
import { VolumePanel } from "./volume_panel";

export interface OutputOf {
  step: string;
  use: string;
  output: string;
}

export function outputsOf(run: RunDetail, artefact: string): OutputOf[] {
  return run.steps.flatMap((s) =>
    (s.outputs ?? []).filter((o) => o.artefact === artefact && o.files.length > 0)
      .map((o) => ({ step: s.name, use: s.use, output: o.name })));
}

/** Tables of points first: they are what a reader wants to see as a map. */
function mapFirst(tables: OutputOf[]): OutputOf[] {
  const rank = (o: OutputOf): number => (o.output === "map" ? 0 : /cluster|label|groups|points/.test(o.output) ? 1 : 2);
  return [...tables].sort((a, b) => rank(a) - rank(b));
}

/** The structures that the rows of a table are about: what its step was given, or made itself. */
export function structuresBehind(run: RunDetail, of: OutputOf): OutputOf | undefined {
  const all = outputsOf(run, "structures");
  const own = all.find((o) => o.step === of.step);
  if (own) return own;
  const given = run.steps.find((s) => s.name === of.step)?.parameters ?? {};
  for (const value of Object.values(given)) {
    if (typeof value !== "string" || !value.startsWith("@")) continue;
    const [step, output] = value.slice(1).split(".");
    const found = all.find((o) => o.step === step && (output === undefined || o.output === output));
    if (found) return found;
    // A step that was given another step's table is about that one's structures.
    const behind = run.steps.find((s) => s.name === step);
    if (behind && behind.name !== of.step) {
      const further = structuresBehind(run, { step: behind.name, use: behind.use, output: output ?? "" });
      if (further) return further;
    }
  }
  return undefined;
}

function TableMap(props: { run: RunDetail; of: OutputOf }) {
  const { run, of } = props;
  const { data, fault, again } = useAnswer<TableAnswer>(tablePath(run.id, of.step, of.output));
  const structures = useMemo(() => structuresBehind(run, of), [run, of]);
  if (fault) return <FaultCallout fault={fault} again={again} />;
  if (!data) return <p class="na">Reading {of.output}…</p>;
  return <MapExplorer key={`${of.step} ${of.output}`} run={run.id} of={of} table={data} structures={structures} />;
}

export function ExplorePanel(props: { run: RunDetail }) {
  const { run } = props;
  const tables = useMemo(() => mapFirst(outputsOf(run, "table")), [run]);
  const structures = outputsOf(run, "structures");
  const volumes = outputsOf(run, "volume");
  const choices: [string, OutputOf, string][] = [
    ...tables.map((o): [string, OutputOf, string] => ["table", o, `map: ${o.output} of ${o.step}`]),
    ...structures.map((o): [string, OutputOf, string] => ["structures", o, `structures: ${o.output} of ${o.step}`]),
    ...(volumes.length > 0 ? [["volume", volumes[0]!, "volumes"] as [string, OutputOf, string]] : []),
  ];
  const [at, setAt] = useState(0);
  const choice = choices[at] ?? choices[0];
  if (!choice) return <p class="na">This run has made nothing yet that can be explored.</p>;
  const [kind, of] = choice;
  return (
    <section aria-label="Explore" class="explore">
      <div class="tools">
        <label>Look at <select value={String(at)} onChange={(e) => setAt(Number(e.currentTarget.value))}>
          {choices.map(([, , words], k) => <option key={words} value={String(k)}>{words}</option>)}
        </select></label>
      </div>
      {kind === "table" ? <TableMap run={run} of={of} /> : null}
      {kind === "structures" ? <StructureStage run={run.id} of={of} at={0} canChoose /> : null}
      {kind === "volume" ? <VolumePanel run={run} /> : null}
    </section>
  );
}
