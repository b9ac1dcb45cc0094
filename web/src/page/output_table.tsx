// A table that a step made, as the program reads it, with its numbers as a file.
import { useState } from "preact/hooks";
import { useAnswer } from "./ask";
import { FaultCallout } from "./callout";
import { DataTable } from "./data_table";
import { csvOf } from "./points";
import { saveFile } from "./save_file";
import type { Order } from "./sorting";
import type { TableAnswer } from "./types";
import { counted } from "./words";

export const mostRows = 200_000;

export function tablePath(run: string, step: string, output: string): string {
  return `api/runs/${encodeURIComponent(run)}/table/${encodeURIComponent(step)}/${encodeURIComponent(output)}?from=0&rows=${mostRows}`;
}

export function OutputTable(props: { run: string; step: string; output: string }) {
  const { run, step, output } = props;
  const { data, fault, again } = useAnswer<TableAnswer>(tablePath(run, step, output));
  const [order, setOrder] = useState<Order>();
  if (fault) return <FaultCallout fault={fault} again={again} />;
  if (!data) return <p class="na">Reading {output}…</p>;
  const had = data.columns[0]?.values.length ?? 0;
  return (
    <div class="output-table">
      <p class="cap">
        <b>{output}</b> of {step}: {counted(data.rows, "row")}
        {had < data.rows ? `, of which the first ${had} are here` : ""}.{" "}
        <button type="button" class="link" onClick={() => saveFile(`${step}-${output}.csv`, csvOf(data.columns))}>
          CSV
        </button>
      </p>
      <DataTable name={`${output} of ${step}`} columns={data.columns} order={order} onOrder={setOrder} />
    </div>
  );
}
