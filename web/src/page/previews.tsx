// Plots of results that are still in the making: measured and model over x.
import { useMemo } from "preact/hooks";
import type uPlot from "uplot";
import { LinePlot } from "./line_plot";
import type { Preview } from "./types";

function hueOf(series: Preview["series"][number], at: number): string {
  if (series.role === "measured") return "c8";
  return series.role === "model" ? "c2" : `c${(at % 8) + 1}`;
}

function PreviewPlot(props: { preview: Preview }) {
  const { preview } = props;
  const data = useMemo(() => [preview.x.values, ...preview.series.map((s) => s.values)] as uPlot.AlignedData, [preview]);
  const lines = preview.series.map((s, k) => ({ name: s.name, hue: hueOf(s, k), isDots: s.role === "measured" }));
  const title = preview.title ?? preview.name;
  const x = preview.x.unit ? `${preview.x.name} (${preview.x.unit})` : preview.x.name;
  return (
    <figure class="metric wide">
      <figcaption><b>{title}</b>{preview.unit ? <span class="na">{preview.unit}</span> : null}</figcaption>
      <LinePlot name={`${title} over ${x}: ${preview.series.map((s) => s.name).join(", ")}`} lines={lines} data={data} height={220} />
      <p class="legend">
        {lines.map((line) => (
          <span key={line.name}><i class={line.isDots ? "sw ring" : "sw"} style={{ [line.isDots ? "borderColor" : "background"]: `var(--${line.hue})` }} />{line.name}</span>
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
      {props.previews.map((preview) => <PreviewPlot key={preview.name} preview={preview} />)}
    </section>
  );
}
