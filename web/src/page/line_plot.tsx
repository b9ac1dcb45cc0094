// Lines over one axis, drawn by uPlot in the colours of the page.
import { useEffect, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import type {} from "../plot";
import { loadScript } from "./load_script";
import { tokenColour, useTheme } from "./theme";
import { numberWords } from "./words";

export interface Line {
  name: string;
  hue: string;
  /** Points instead of a line. */
  isDots?: boolean;
  isDashed?: boolean;
}

const font = '11px Arial, "Liberation Sans", Helvetica, sans-serif';

function optionsOf(lines: Line[], width: number, height: number, isLog: boolean): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: tokenColour("ink2"),
    font,
    grid: { show: false },
    gap: 4,
    values: (_, splits) => splits.map((v) => (v === null ? "" : numberWords(v, 6))),
    ticks: { stroke: tokenColour("ink"), width: 1, size: 4 },
    border: { show: true, stroke: tokenColour("ink"), width: 1 },
  };
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 10, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    scales: { x: { time: false }, y: { distr: isLog ? 3 : 1 } },
    axes: [
      { ...axis, size: 28, space: 60 },
      { ...axis, size: 56, space: 32 },
    ],
    series: [
      {},
      ...lines.map((line): uPlot.Series => {
        const stroke = tokenColour(line.hue);
        if (line.isDots)
          return {
            stroke,
            width: 0,
            points: { show: true, size: 4.5, stroke, fill: tokenColour("paper"), width: 1.2 },
            spanGaps: true,
          };
        return {
          stroke,
          width: 1.7,
          spanGaps: true,
          points: { show: false },
          ...(line.isDashed ? { dash: [4, 4] } : {}),
        };
      }),
    ],
  };
}

/** Values that a logarithm has; others leave a gap. */
function forLog(data: uPlot.AlignedData): uPlot.AlignedData {
  const [x, ...ys] = data;
  return [x, ...ys.map((y) => Array.from(y, (v) => (v !== null && v !== undefined && v > 0 ? v : null)))];
}

export function LinePlot(props: {
  name: string;
  lines: Line[];
  data: uPlot.AlignedData;
  isLog?: boolean;
  height?: number;
  onCursor?: (at: number | null) => void;
}) {
  const { name, lines, data, isLog = false, height = 170, onCursor } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const tell = useRef(onCursor);
  tell.current = onCursor;
  const latest = useRef(data);
  latest.current = isLog ? forLog(data) : data;
  const [isMissing, setTrouble] = useState(false);
  const theme = useTheme();
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  const look = JSON.stringify([lines, isLog, theme]);
  useEffect(() => {
    if (width === 0) return;
    const options = optionsOf(lines, width, height, isLog);
    options.hooks = { setCursor: [(u) => tell.current?.(u.cursor.idx ?? null)] };
    let isOver = false;
    loadScript("plot.js").then(
      () => {
        if (!isOver) plot.current = new window.CruciblePlot(options, latest.current, box.current!);
      },
      () => setTrouble(true),
    );
    return () => {
      isOver = true;
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [look, width > 0]);
  useEffect(() => plot.current?.setData(latest.current), [data]);
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width]);
  return (
    <div ref={box} class="plot" role="img" aria-label={name} style={{ height: `${height}px` }}>
      {isMissing ? <p class="na">Plots are not part of this build.</p> : null}
    </div>
  );
}
