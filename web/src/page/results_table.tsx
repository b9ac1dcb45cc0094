// The results of a run, each beside its reference and its check.
import { useMemo, useState } from "preact/hooks";
import { saveFile } from "./save_file";
import { filtered, sortedBy, type Order } from "./sorting";
import { SortHead } from "./sort_head";
import { StateWord } from "./state_word";
import type { ResultRow, RunDetail } from "./types";
import { csvField, numberWords, valueAndError } from "./words";

const fewRows = 12;

function Value(props: { value: ResultRow["value"]; error?: number | null | undefined }) {
  const { value, error } = props;
  if (value === null || value === undefined) return <span class="na">not known</span>;
  if (typeof value === "string") return <>{value}</>;
  const [number, spread] = valueAndError(value, error);
  return (
    <>
      {number}
      {spread ? <span class="na"> ± {spread}</span> : null}
    </>
  );
}

/** The step that a result is named after, if it made tables. */
function stepOf(run: RunDetail, row: ResultRow): string {
  const step = run.steps.find((s) => row.id === s.name || row.id.startsWith(s.name + "."));
  return step && (step.outputs ?? []).length > 0 ? step.name : "";
}

/** Words that need more room than a number. */
function isSentence(row: ResultRow): boolean {
  return typeof row.value === "string" && row.value.length > 24 && !row.reference;
}

function Numbers(props: { row: ResultRow }) {
  const { row } = props;
  return (
    <>
      <td class="n">
        <Value value={row.value} error={row.error} />
      </td>
      <td>{row.unit}</td>
      <td class="n">{row.n ? numberWords(row.n, 12) : <span class="na">–</span>}</td>
      <td class="n">
        {row.reference && row.reference.value !== null ? (
          <Value value={row.reference.value} error={row.reference.error} />
        ) : (
          <span class="na">no reference</span>
        )}
      </td>
      <td class="wrap">{row.reference?.source ?? ""}</td>
    </>
  );
}

function csvOfRows(rows: ResultRow[]): string {
  const lines = rows.map((r) =>
    [r.id, r.value, r.unit, r.error, r.n, r.reference?.value, r.reference?.error, r.reference?.source, r.check]
      .map(csvField)
      .join(","),
  );
  return ["id,value,unit,error,n,reference,reference_error,source,check", ...lines].join("\n") + "\n";
}

const keys: Record<string, (row: ResultRow) => number | string | null> = {
  id: (r) => r.id,
  value: (r) => r.value,
  check: (r) => ({ fail: 0, pass: 1, info: 2 })[r.check as string] ?? 3,
};

export function ResultsTable(props: { run: RunDetail; onStep: (step: string) => void }) {
  const { run, onStep } = props;
  const [order, setOrder] = useState<Order>();
  const [filter, setFilter] = useState("");
  const rows = useMemo(() => {
    const kept = filtered(run.rows, filter, (r) => `${r.id} ${r.unit} ${r.check ?? ""} ${r.reference?.source ?? ""}`);
    return order ? sortedBy(kept, keys[order.column]!, order.direction) : kept;
  }, [run.rows, filter, order]);
  if (run.rows.length === 0) return null;
  return (
    <section aria-labelledby="results-title">
      <div class="heading">
        <h2 id="results-title">Results</h2>
        <div class="tools">
          {run.rows.length > fewRows ? (
            <label>
              Filter{" "}
              <input data-filter type="search" value={filter} onInput={(e) => setFilter(e.currentTarget.value)} />
            </label>
          ) : null}
          <button
            type="button"
            class="link"
            onClick={() => saveFile(`${run.id.replaceAll(":", "-")}-results.csv`, csvOfRows(rows))}
          >
            CSV<span class="away"> of the results</span>
          </button>
        </div>
      </div>
      <div class="long-table results" tabIndex={0} role="region" aria-label="Results">
        <table>
          <thead>
            <tr>
              <SortHead column="id" name="Result" order={order} onOrder={setOrder} />
              <SortHead column="value" name="Value" isNumber order={order} onOrder={setOrder} />
              <th scope="col">Unit</th>
              <th scope="col" class="n">
                n
              </th>
              <th scope="col" class="n">
                Reference
              </th>
              <th scope="col">Source</th>
              <SortHead column="check" name="Check" order={order} onOrder={setOrder} />
              <th scope="col">Behind it</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">{row.id}</th>
                {isSentence(row) ? (
                  <td class="wrap" colSpan={5}>
                    {row.value}
                  </td>
                ) : (
                  <Numbers row={row} />
                )}
                <td>{row.check ? <StateWord state={row.check} /> : <span class="na">–</span>}</td>
                <td>
                  {stepOf(run, row) ? (
                    <button type="button" class="link" onClick={() => onStep(stepOf(run, row))}>
                      {stepOf(run, row)}
                      <span class="away">: tables behind {row.id}</span>
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
