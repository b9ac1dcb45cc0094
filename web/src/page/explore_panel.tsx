// Looks into what the steps made: maps of tables, structures and volumes.
import { useMemo, useState } from "preact/hooks";
import { useAnswer } from "./ask";
import { FaultCallout } from "./callout";
import { MapExplorer } from "./map_explorer";
import { tablePath } from "./output_table";
import { outputsOf, type OutputOf } from "./structures_behind";
import { StructureStage } from "./structure_stage";
import type { RunDetail, TableAnswer } from "./types";
import { useStructures } from "./use_structures";
import { VolumePanel } from "./volume_panel";

/** Tables of points first: they are what a reader wants to see as a map. */
function mapFirst(tables: OutputOf[]): OutputOf[] {
  const rank = (o: OutputOf): number => (o.output === "map" ? 0 : /cluster|label|groups|points/.test(o.output) ? 1 : 2);
  return [...tables].sort((a, b) => rank(a) - rank(b));
}

function TableMap(props: { run: RunDetail; of: OutputOf }) {
  const { run, of } = props;
  const { data, fault, again } = useAnswer<TableAnswer>(tablePath(run.id, of.step, of.output));
  const structures = useStructures(run, of, data);
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
        <label>
          Look at{" "}
          <select value={String(at)} onChange={(e) => setAt(Number(e.currentTarget.value))}>
            {choices.map(([, , words], k) => (
              <option key={words} value={String(k)}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      {kind === "table" ? <TableMap run={run} of={of} /> : null}
      {kind === "structures" ? <StructureStage run={run.id} of={of} at={0} canChoose /> : null}
      {kind === "volume" ? <VolumePanel run={run} /> : null}
    </section>
  );
}
