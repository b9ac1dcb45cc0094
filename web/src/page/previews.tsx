// Plots of results that are still in the making: measured and model over x.
import { useMemo } from "preact/hooks";
import type uPlot from "uplot";
import { LinePlot } from "./line_plot";
import type { Preview } from "./types";

const modelHues = ["c2", "c1", "c3", "c5", "c4", "c7", "c6"];

function hueOf(series: Preview["series"][number], at: number): string {
  if (series.role === "measured") return "c8";
  // Truth is 8, the model 2, further models the hues around it.
  return modelHues[at % modelHues.length]!;
}

function PreviewPlot(props: { preview: Preview }) {
  const { preview } = props;
  const data = useMemo(
    () => [preview.x.values, ...preview.series.map((s) => s.values)] as uPlot.AlignedData,
    [preview],
  );
  const measured = preview.series.filter((s) => s.role === "measured").length;
  const lines = preview.series.map((s, k) => ({
    name: s.name,
    hue: hueOf(s, Math.max(0, k - measured)),
    isDots: s.role === "measured",
  }));
  const title = preview.title ?? [preview.name, preview.step].filter((w) => w).join(" of ");
  const x = preview.x.unit ? `${preview.x.name} (${preview.x.unit})` : preview.x.name;
  return (
    <figure class="metric wide">
      <figcaption>
        <b>{title}</b>
        {preview.unit ? <span class="na">{preview.unit}</span> : null}
      </figcaption>
      <LinePlot
        name={`${title} over ${x}: ${preview.series.map((s) => s.name).join(", ")}`}
        lines={lines}
        data={data}
        height={220}
      />
      <p class="legend">
        {lines.map((line) => (
          <span key={line.name}>
            <i
              class={line.isDots ? "sw ring" : "sw"}
              style={{ [line.isDots ? "borderColor" : "background"]: `var(--${line.hue})` }}
            />
            {line.name}
          </span>
        ))}
        <span class="axis-name">{x}</span>
      </p>
    </figure>
  );
}

export function Previews(props: { previews: Preview[] }) {
  if (props.previews.length === 0) return null;
  return (
    <section aria-labelledby="previews-title">
      <h2 id="previews-title">So far</h2>
      {props.previews.map((preview) => (
        <PreviewPlot key={`${preview.step} ${preview.name}`} preview={preview} />
      ))}
    </section>
  );
}
