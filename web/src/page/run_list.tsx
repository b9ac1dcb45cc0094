// All runs below the folder, as a table that keeps itself up to date.
import { useMemo, useState } from "preact/hooks";
import { useAnswer } from "./ask";
import { Bar } from "./bar";
import { FaultCallout } from "./callout";
import { RunListEmpty } from "./run_list_empty";
import { runAddress } from "./route";
import { filtered, sortedBy, type Order } from "./sorting";
import { SortHead } from "./sort_head";
import { StateWord } from "./state_word";
import type { RunSummary } from "./types";
import { counted, dateWords, durationWords } from "./words";

const every = 3000;

const keys: Record<string, (run: RunSummary) => number | string> = {
  name: (r) => r.name || r.id,
  kind: (r) => r.kind,
  state: (r) => r.state,
  fraction: (r) => r.fraction,
  checks: (r) => r.checks.fail * 1e6 - r.checks.pass,
  date: (r) => r.date,
  seconds: (r) => r.seconds,
};

function ChecksWords(props: { run: RunSummary }) {
  const { pass, fail } = props.run.checks;
  if (pass + fail === 0) return <span class="na">none</span>;
  return <StateWord state={fail > 0 ? "fail" : "pass"} word={`${pass}/${pass + fail}`} />;
}

function RunRow(props: { run: RunSummary }) {
  const { run } = props;
  return (
    <tr>
      <th scope="row">
        <a href={runAddress(run.id)}>{run.name || run.id}</a>
        {run.name && run.name !== run.id ? <span class="sub">{run.id.replaceAll(":", "/")}</span> : null}
      </th>
      <td>{run.kind || <span class="na">one step</span>}</td>
      <td>
        <StateWord state={run.state} />
      </td>
      <td class="grow">
        <Bar
          fraction={run.fraction}
          text={run.text || (run.steps === 0 ? "no steps" : `${run.done} of ${counted(run.steps, "step")}`)}
          label={`Progress of ${run.name || run.id}`}
        />
      </td>
      <td>
        <ChecksWords run={run} />
      </td>
      <td class="n">{dateWords(run.date)}</td>
      <td class="n">{durationWords(run.seconds)}</td>
    </tr>
  );
}

export function RunList(props: { root: string; isReadOnly: boolean }) {
  const { data, fault, again, isLoading } = useAnswer<{ runs: RunSummary[] }>("api/runs", every);
  const [filter, setFilter] = useState("");
  const [order, setOrder] = useState<Order | undefined>({ column: "date", direction: -1 });
  const runs = data?.runs;
  const shown = useMemo(() => {
    const kept = filtered(runs ?? [], filter, (r) => [r.name, r.id, r.kind, r.state, r.text].join(" "));
    return order ? sortedBy(kept, keys[order.column] ?? keys["date"]!, order.direction) : kept;
  }, [runs, filter, order]);
  const head = (column: string, name: string, isNumber = false) => (
    <SortHead column={column} name={name} isNumber={isNumber} order={order} onOrder={setOrder} />
  );
  const running = runs?.filter((r) => r.state === "running").length ?? 0;
  return (
    <section>
      <div class="heading">
        <h1>Runs</h1>
        {props.isReadOnly ? null : (
          <a class="button primary" href="#/new">
            New study
          </a>
        )}
      </div>
      {fault ? <FaultCallout fault={fault} again={again} /> : null}
      {isLoading && !fault ? <p class="na">Looking for runs…</p> : null}
      {runs && runs.length === 0 ? <RunListEmpty root={props.root} isReadOnly={props.isReadOnly} /> : null}
      {runs && runs.length > 0 ? (
        <>
          <div class="tools">
            <label>
              Filter{" "}
              <input
                data-filter
                type="search"
                value={filter}
                placeholder="name, kind or state"
                onInput={(e) => setFilter(e.currentTarget.value)}
              />
            </label>
            <span class="said" role="status">
              {filter.trim() === "" ? counted(runs.length, "run") : `${shown.length} of ${counted(runs.length, "run")}`}
              {running > 0 ? `, ${running} running` : ""}
            </span>
          </div>
          <div class="tw" tabIndex={0} role="region" aria-label="Runs">
            <table class="runs">
              <thead>
                <tr>
                  {head("name", "Name")}
                  {head("kind", "Kind")}
                  {head("state", "State")}
                  {head("fraction", "Progress")}
                  {head("checks", "Checks")}
                  {head("date", "Last change", true)}
                  {head("seconds", "Wall time", true)}
                </tr>
              </thead>
              <tbody>
                {shown.map((run) => (
                  <RunRow key={run.id} run={run} />
                ))}
              </tbody>
            </table>
          </div>
          {shown.length === 0 ? (
            <p class="na">
              No run has these words.{" "}
              <button type="button" class="link" onClick={() => setFilter("")}>
                Show all
              </button>
            </p>
          ) : null}
        </>
      ) : null}
    </section>
  );
}
