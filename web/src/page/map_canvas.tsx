// The canvas of a map: hover names a point, a click opens it, a drag selects, the wheel and keys zoom.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { drawMap, scaleX, scaleY, toData, toScreen, type View } from "./map_drawing";
import { insideBox, insideLasso, nearest, neighbourTowards, type Points } from "./points";
import { extentOf, type Extent } from "./scales";
import { useTheme } from "./theme";

const height = 420;
const reach = 14;

export interface MapCanvasProps {
  points: Points;
  colours: readonly string[];
  shades: Uint8Array;
  radii: Float32Array;
  chosen: ReadonlySet<number>;
  current: number;
  brush: "rectangle" | "lasso";
  name: string;
  xName: string;
  yName: string;
  label: (row: number) => string;
  onChosen: (rows: ReadonlySet<number>) => void;
  onCurrent: (row: number) => void;
  onOpen: (row: number) => void;
}

function roomy({ low, high }: Extent): Extent {
  const room = 0.04 * (high - low);
  return { low: low - room, high: high + room };
}

function zoomed({ low, high }: Extent, at: number, by: number): Extent {
  return { low: at + (low - at) * by, high: at + (high - at) * by };
}

const directions: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function MapCanvas(props: MapCanvasProps) {
  const {
    points,
    colours,
    shades,
    radii,
    chosen,
    current,
    brush,
    name,
    xName,
    yName,
    label,
    onChosen,
    onCurrent,
    onOpen,
  } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const [width, setWidth] = useState(0);
  const whole = useMemo(() => ({ x: roomy(extentOf(points.x)), y: roomy(extentOf(points.y)) }), [points]);
  const [zoom, setZoom] = useState<{ x: Extent; y: Extent } | undefined>();
  const [path, setPath] = useState<[number, number][]>([]);
  const [hovered, setHovered] = useState(-1);
  useEffect(() => setZoom(undefined), [points]);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    watch.observe(canvas.current!.parentElement!);
    return () => watch.disconnect();
  }, []);
  const view: View = { width, height, ...(zoom ?? whole) };
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || width === 0) return;
    const ratio = devicePixelRatio || 1;
    canvas.current!.width = width * ratio;
    canvas.current!.height = height * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawMap(context, view, { points, colours, shades, radii, chosen }, xName, yName);
  }, [width, zoom, whole, points, colours, shades, radii, chosen, theme]);

  const where = (e: MouseEvent): [number, number] => {
    const box = canvas.current!.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  };
  const pointAt = ([px, py]: [number, number]): number =>
    nearest(points, ...toData(view, px, py), scaleX(view), scaleY(view), reach);
  const zoomBy = (by: number, [px, py]: [number, number]): void => {
    const [x, y] = toData(view, px, py);
    setZoom({ x: zoomed(view.x, x, by), y: zoomed(view.y, y, by) });
  };
  useEffect(() => {
    // The page must not scroll while the map zooms, which only an active listener may say.
    const wheel = (e: WheelEvent): void => {
      if (document.activeElement !== canvas.current) return;
      e.preventDefault();
      zoomBy(e.deltaY > 0 ? 1.15 : 1 / 1.15, where(e));
    };
    canvas.current?.addEventListener("wheel", wheel, { passive: false });
    return () => canvas.current?.removeEventListener("wheel", wheel);
  });
  const finish = (isAdding: boolean): void => {
    const [first, last] = [path[0], path.at(-1)];
    setPath([]);
    if (!first || !last) return;
    if (path.length < 3 || (Math.hypot(last[0] - first[0], last[1] - first[1]) < 4 && brush === "rectangle")) {
      const at = pointAt(first);
      if (at >= 0) onOpen(at);
      else onChosen(new Set());
      return;
    }
    const corners = path.map(([px, py]) => toData(view, px, py));
    const [a, b] = [toData(view, ...first), toData(view, ...last)];
    const found =
      brush === "lasso" ? insideLasso(points, corners) : insideBox(points, { x1: a[0], y1: a[1], x2: b[0], y2: b[1] });
    onChosen(new Set(isAdding ? [...chosen, ...found] : found));
  };
  const press = (e: KeyboardEvent): void => {
    const middle: [number, number] =
      current >= 0 ? toScreen(view, points.x[current]!, points.y[current]!) : [width / 2, height / 2];
    const direction = directions[e.key];
    if (direction && points.x.length > 0)
      onCurrent(
        current < 0
          ? Math.max(0, nearest(points, ...toData(view, ...middle), scaleX(view), scaleY(view), Infinity))
          : neighbourTowards(points, current, direction, scaleX(view), scaleY(view)),
      );
    else if (e.key === "Enter" && current >= 0) onOpen(current);
    else if (e.key === " " && current >= 0) {
      const next = new Set(chosen);
      if (!next.delete(current)) next.add(current);
      onChosen(next);
    } else if (e.key === "+" || e.key === "=") zoomBy(1 / 1.3, middle);
    else if (e.key === "-") zoomBy(1.3, middle);
    else if (e.key === "0" || e.key === "Home") setZoom(undefined);
    else if (e.key === "Escape") onChosen(new Set());
    else if (e.key === "a" && !e.ctrlKey && !e.metaKey)
      onChosen(new Set(insideBox(points, { x1: view.x.low, x2: view.x.high, y1: view.y.low, y2: view.y.high })));
    else return;
    e.preventDefault();
  };
  const ringed = hovered >= 0 ? hovered : current;
  const [rx, ry] =
    ringed >= 0 && ringed < points.x.length ? toScreen(view, points.x[ringed]!, points.y[ringed]!) : [NaN, NaN];
  const outline =
    brush === "lasso" || path.length < 2
      ? path
      : [path[0]!, [path.at(-1)![0], path[0]![1]], path.at(-1)!, [path[0]![0], path.at(-1)![1]]];
  return (
    <div class="map" style={{ height: `${height}px` }}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={`${name}. Arrow keys go from point to point, Enter opens, Space selects.`}
        style={{ width: `${width}px`, height: `${height}px` }}
        onKeyDown={press}
        onPointerDown={(e) => {
          if (e.button !== 0) return;
          canvas.current!.setPointerCapture(e.pointerId);
          setPath([where(e)]);
        }}
        onPointerMove={(e) => {
          if (path.length > 0) setPath([...path, where(e)]);
          else setHovered(pointAt(where(e)));
        }}
        onPointerUp={(e) => finish(e.shiftKey)}
        onPointerCancel={() => setPath([])}
        onPointerLeave={() => setHovered(-1)}
        onDblClick={() => setZoom(undefined)}
      />
      <svg class="over" width={width} height={height} aria-hidden="true">
        {outline.length > 1 ? <polygon points={outline.map((p) => p.join()).join(" ")} /> : null}
        {Number.isFinite(rx) ? <circle cx={rx} cy={ry} r={(radii[ringed] ?? 3) + 3.5} /> : null}
      </svg>
      {Number.isFinite(rx) && path.length === 0 ? (
        <p class="tip" style={{ left: `${Math.min(rx + 12, width - 190)}px`, top: `${Math.max(ry - 32, 2)}px` }}>
          {label(ringed)}
        </p>
      ) : null}
      <p class="away" role="status">
        {current >= 0 ? label(current) : ""}
      </p>
    </div>
  );
}
