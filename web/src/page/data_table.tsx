// A table of any length: only the rows in sight are on the page. Rows may be chosen.
import { useMemo, useState } from "preact/hooks";
import { sortedBy, type Order } from "./sorting";
import { SortHead } from "./sort_head";
import { isNumeric } from "./scales";
import type { TableColumn } from "./types";
import { numberWords } from "./words";

const rowHeight = 30;
const beyond = 8;

function cellWords(value: number | string | null | undefined): string {
  if (value === null || value === undefined || value === "") return "\u2013";
  return typeof value === "number" ? numberWords(value) : value;
}

export interface DataTableProps {
  name: string;
  columns: readonly TableColumn[];
  /** Rows to show; all without. */
  rows?: readonly number[] | undefined;
  order: Order | undefined;
  onOrder: (order: Order) => void;
  chosen?: ReadonlySet<number> | undefined;
  current?: number | undefined;
  /** What a click on the number of a row does, and its name to a reader of the screen. */
  onRow?: ((row: number) => void) | undefined;
  rowAction?: string;
  height?: number;
}

export function DataTable(props: DataTableProps) {
  const { name, columns, rows, order, onOrder, chosen, current, onRow, rowAction = "Show row", height = 360 } = props;
  const [top, setTop] = useState(0);
  const numeric = useMemo(() => columns.map((c) => isNumeric(c.values)), [columns]);
  const sorted = useMemo(() => {
    const all = rows ?? Array.from({ length: columns[0]?.values.length ?? 0 }, (_, i) => i);
    const by = order && columns.find((c) => c.name === order.column);
    return by ? sortedBy(all, (i) => by.values[i], order.direction) : all;
  }, [columns, rows, order]);
  const first = Math.max(0, Math.floor(top / rowHeight) - beyond);
  const last = Math.min(sorted.length, Math.ceil((top + height) / rowHeight) + beyond);
  return (
    <div
      class="long-table"
      tabIndex={0}
      role="region"
      aria-label={name}
      style={{ maxHeight: `${height}px` }}
      onScroll={(e) => setTop(e.currentTarget.scrollTop)}
    >
      <table aria-rowcount={sorted.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" class="n number">
              Row
            </th>
            {columns.map((c, k) => (
              <SortHead
                key={c.name}
                column={c.name}
                name={c.name}
                unit={c.unit}
                isNumber={numeric[k] ?? false}
                order={order}
                onOrder={onOrder}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 ? (
            <tr class="gap" aria-hidden="true">
              <td colSpan={columns.length + 1} style={{ height: `${first * rowHeight}px` }} />
            </tr>
          ) : null}
          {sorted.slice(first, last).map((row, i) => (
            <tr
              key={row}
              aria-rowindex={first + i + 2}
              class={row === current ? "here" : undefined}
              aria-selected={chosen ? chosen.has(row) : undefined}
            >
              <th scope="row" class="n number">
                {onRow ? (
                  <button type="button" class="link" aria-label={`${rowAction} ${row + 1}`} onClick={() => onRow(row)}>
                    {row + 1}
                  </button>
                ) : (
                  row + 1
                )}
              </th>
              {columns.map((c, k) => (
                <td key={c.name} class={numeric[k] ? "n" : undefined}>
                  {cellWords(c.values[row])}
                </td>
              ))}
            </tr>
          ))}
          {last < sorted.length ? (
            <tr class="gap" aria-hidden="true">
              <td colSpan={columns.length + 1} style={{ height: `${(sorted.length - last) * rowHeight}px` }} />
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}
