// The numbers that steps tell while they run: a plot for each, a line for each step.
import { useMemo, useState } from "preact/hooks";
import type uPlot from "uplot";
import type { Followed } from "./follow";
import { aligned, metricGroups, type Metric } from "./history";
import { LinePlot } from "./line_plot";
import { saveFile } from "./save_file";
import { csvField, numberWords } from "./words";

function csvOfLines(lines: Metric[]): string {
  const rows = lines.flatMap((l) =>
    l.times.map((t, i) => [l.step, l.name, l.unit, t, l.values[i]].map(csvField).join(",")),
  );
  return ["step,metric,unit,seconds,value", ...rows].join("\n") + "\n";
}

function MetricPlot(props: { run: string; group: ReturnType<typeof metricGroups>[number]; version: number }) {
  const { run, group, version } = props;
  const [isLog, setLog] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const data = useMemo(() => aligned(group.lines), [version, group.lines.length]);
  const title = group.unit ? `${group.name} (${group.unit})` : group.name;
  const lines = group.lines.map((l, k) => ({ name: l.step, hue: k < 8 ? `c${k + 1}` : "grey" }));
  const valueOf = (k: number): number => {
    const here = at === null ? undefined : data[k + 1]?.[at];
    return here ?? group.lines[k]!.values.at(-1) ?? NaN;
  };
  const words = group.lines
    .map((l, k) => `${l.step}: ${numberWords(valueOf(k))} after ${l.values.length} values`)
    .join("; ");
  const canLog = group.lines.some((l) => l.values.some((v) => v > 0));
  return (
    <figure class="metric">
      <figcaption>
        <b>{title}</b>
        <span class="links">
          {canLog ? (
            <button type="button" class="link" aria-pressed={isLog} onClick={() => setLog(!isLog)}>
              Log<span class="away"> scale of {group.name}</span>
            </button>
          ) : null}
          <button
            type="button"
            class="link"
            onClick={() =>
              saveFile(`${run.replaceAll(":", "-")}-${group.name.replaceAll(/\W+/g, "-")}.csv`, csvOfLines(group.lines))
            }
          >
            CSV<span class="away"> of {group.name}</span>
          </button>
        </span>
      </figcaption>
      <LinePlot
        name={`${title} over seconds of computing. ${words}.`}
        lines={lines}
        data={data as uPlot.AlignedData}
        isLog={isLog}
        onCursor={setAt}
      />
      <p class="legend">
        {lines.map((line, k) => (
          <span key={line.name}>
            <i class="sw" style={{ background: `var(--${line.hue})` }} />
            {line.name} <b>{numberWords(valueOf(k))}</b>
          </span>
        ))}
        <span class="axis-name">{at === null ? "time (s)" : `at ${numberWords(data[0][at] ?? NaN, 4)} s`}</span>
      </p>
    </figure>
  );
}

export function MetricPlots(props: { run: string; followed: Followed }) {
  const { run, followed } = props;
  const groups = metricGroups(followed.history);
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="metrics-title">
      <h2 id="metrics-title">{followed.isGone ? "While it ran" : "While it runs"}</h2>
      <div class="metrics">
        {groups.map((group) => (
          <MetricPlot key={`${group.name} ${group.unit}`} run={run} group={group} version={followed.version} />
        ))}
      </div>
    </section>
  );
}
