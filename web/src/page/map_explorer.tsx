// A table as a map of points: what each axis, colour and area means is chosen; a brush selects rows,
// which the table beside it shows; a point opens its structure.
import { useMemo, useState } from "preact/hooks";
import { DataTable } from "./data_table";
import type { OutputOf } from "./structures_behind";
import { Callout } from "./callout";
import { MapCanvas } from "./map_canvas";
import { MapLegend } from "./map_legend";
import { colouringOf } from "./map_colours";
import { csvOf, numbersOf } from "./points";
import { saveFile } from "./save_file";
import { isNumeric, radiiOf } from "./scales";
import type { Order } from "./sorting";
import { StructureStage } from "./structure_stage";
import { useTheme } from "./theme";
import type { TableAnswer, TableColumn } from "./types";
import { counted } from "./words";

/** Pixels: smaller where points are many. */
function plainRadius(points: number): number {
  return points > 5000 ? 1.6 : 2.6;
}

function firstOf(columns: TableColumn[], ...names: string[]): string | undefined {
  return names.find((n) => columns.some((c) => c.name === n));
}

/** A column that says the same of every row would only hide what others say. */
function varies(column: TableColumn): boolean {
  const said = column.values.filter((v) => v !== null && v !== "");
  return said.some((v) => v !== said[0]);
}

function Picker(props: {
  label: string;
  value: string;
  columns: TableColumn[];
  none?: string;
  onPick: (name: string) => void;
}) {
  const { label, value, columns, none, onPick } = props;
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={(e) => onPick(e.currentTarget.value)}>
        {none !== undefined ? <option value="">{none}</option> : null}
        {columns.map((c) => (
          <option key={c.name} value={c.name}>
            {c.unit ? `${c.name} (${c.unit})` : c.name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function MapExplorer(props: {
  run: string;
  of: OutputOf;
  table: TableAnswer;
  structures: OutputOf | undefined;
}) {
  const { run, of, table, structures } = props;
  const { columns } = table;
  const theme = useTheme();
  const numeric = useMemo(() => columns.filter((c) => isNumeric(c.values)), [columns]);
  const [x, setX] = useState(firstOf(numeric, "x1", "x") ?? numeric[0]?.name ?? "");
  const [y, setY] = useState(firstOf(numeric, "x2", "y") ?? numeric[1]?.name ?? "");
  const [colour, setColour] = useState(
    firstOf(columns.filter(varies), "cluster", "phase", "group", "enthalpy", "kind") ?? "",
  );
  const [size, setSize] = useState(firstOf(numeric.filter(varies), "count", "found", "members", "atoms") ?? "");
  const [brush, setBrush] = useState<"rectangle" | "lasso">("rectangle");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [current, setCurrent] = useState(-1);
  const [opened, setOpened] = useState(-1);
  const [order, setOrder] = useState<Order>();
  const column = (name: string): TableColumn | undefined => columns.find((c) => c.name === name);
  const points = useMemo(() => {
    const [cx, cy] = [column(x), column(y)];
    return { x: cx ? numbersOf(cx) : new Float64Array(), y: cy ? numbersOf(cy) : new Float64Array() };
  }, [columns, x, y]);
  const colouring = useMemo(() => colouringOf(column(colour), points.x.length), [columns, colour, theme, points]);
  const radii = useMemo(() => {
    const by = column(size);
    return by ? radiiOf(by.values) : new Float32Array(points.x.length).fill(plainRadius(points.x.length));
  }, [columns, size, points]);
  const rows = useMemo(() => (chosen.size > 0 ? [...chosen].sort((a, b) => a - b) : undefined), [chosen]);
  if (numeric.length < 2) {
    return (
      <>
        <Callout kind="note" message="This table has fewer than two columns of numbers, so it has no map." />
        <DataTable name={of.output} columns={columns} order={order} onOrder={setOrder} />
      </>
    );
  }
  const open = (row: number): void => {
    setCurrent(row);
    if (structures) setOpened(row);
  };
  const label = columns.find((c) => c.name === "phase" || c.name === "name");
  const name = (row: number): string =>
    [`row ${row + 1}`, label?.values[row]].filter((w) => w !== undefined && w !== "" && w !== null).join(", ");
  return (
    <>
      <div class="tools pickers">
        <Picker label="Across" value={x} columns={numeric} onPick={setX} />
        <Picker label="Up" value={y} columns={numeric} onPick={setY} />
        <Picker label="Colour" value={colour} columns={columns} none="none" onPick={setColour} />
        <Picker label="Area" value={size} columns={numeric} none="all the same" onPick={setSize} />
        <span class="links" role="group" aria-label="Brush">
          {(["rectangle", "lasso"] as const).map((b) => (
            <button key={b} type="button" class="link" aria-pressed={brush === b} onClick={() => setBrush(b)}>
              {b === "lasso" ? "Lasso" : "Rectangle"}
            </button>
          ))}
        </span>
      </div>
      <div class={opened >= 0 ? "map-and-structure" : undefined}>
        <div>
          <MapCanvas
            points={points}
            colours={colouring.colours}
            shades={colouring.shades}
            radii={radii}
            chosen={chosen}
            current={current}
            brush={brush}
            name={`Map of ${counted(points.x.length, "row")} of ${of.output}: ${x} across, ${y} up`}
            xName={x}
            yName={y}
            label={name}
            onChosen={setChosen}
            onCurrent={setCurrent}
            onOpen={open}
          />
          <MapLegend colouring={colouring} name={colour} unit={column(colour)?.unit ?? ""} />
        </div>
        {opened >= 0 && structures ? (
          <StructureStage run={run} of={structures} at={opened} onClose={() => setOpened(-1)} />
        ) : null}
      </div>
      <div class="tools">
        <span class="said" role="status">
          {chosen.size === 0
            ? `${counted(table.rows, "row")}; drag over the map to select some`
            : `${counted(chosen.size, "row")} of ${counted(table.rows, "row")} selected`}
        </span>
        {chosen.size > 0 ? (
          <button type="button" class="link" onClick={() => setChosen(new Set())}>
            Select none
          </button>
        ) : null}
        <button
          type="button"
          class="link"
          onClick={() => saveFile(`${of.step}-${of.output}${rows ? "-selection" : ""}.csv`, csvOf(columns, rows))}
        >
          CSV of {rows ? "the selection" : "all rows"}
        </button>
      </div>
      <DataTable
        name={`Rows of ${of.output}`}
        columns={columns}
        rows={rows}
        order={order}
        onOrder={setOrder}
        chosen={chosen}
        current={current}
        onRow={open}
        rowAction={structures ? "Open the structure of row" : "Show on the map row"}
      />
    </>
  );
}
