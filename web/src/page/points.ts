// Points of a map: which of them lie in a rectangle or a lasso, which is nearest, as CSV.
import type { TableColumn } from "./types";
import { csvField } from "./words";

export interface Points {
  x: Float64Array;
  y: Float64Array;
}

export interface Box {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export function numbersOf(column: TableColumn): Float64Array {
  return Float64Array.from(column.values, (v) => (typeof v === "number" ? v : NaN));
}

export function insideBox(points: Points, box: Box): number[] {
  const [left, right] = [Math.min(box.x1, box.x2), Math.max(box.x1, box.x2)];
  const [low, high] = [Math.min(box.y1, box.y2), Math.max(box.y1, box.y2)];
  const found: number[] = [];
  for (let i = 0; i < points.x.length; i += 1) {
    const x = points.x[i]!;
    const y = points.y[i]!;
    if (x >= left && x <= right && y >= low && y <= high) found.push(i);
  }
  return found;
}

/** Inside by the number of edges that a ray crosses. */
function isInside(x: number, y: number, lasso: readonly [number, number][]): boolean {
  let inside = false;
  for (let i = 0, j = lasso.length - 1; i < lasso.length; j = i, i += 1) {
    const [xi, yi] = lasso[i]!;
    const [xj, yj] = lasso[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

export function insideLasso(points: Points, lasso: readonly [number, number][]): number[] {
  if (lasso.length < 3) return [];
  const xs = lasso.map((p) => p[0]);
  const ys = lasso.map((p) => p[1]);
  const box = { x1: Math.min(...xs), x2: Math.max(...xs), y1: Math.min(...ys), y2: Math.max(...ys) };
  return insideBox(points, box).filter((i) => isInside(points.x[i]!, points.y[i]!, lasso));
}

/** The nearest point within `most` (in scaled lengths); -1: none. */
export function nearest(points: Points, x: number, y: number, scaleX: number, scaleY: number, most: number): number {
  let best = -1;
  let least = most * most;
  for (let i = 0; i < points.x.length; i += 1) {
    const dx = (points.x[i]! - x) * scaleX;
    const dy = (points.y[i]! - y) * scaleY;
    const square = dx * dx + dy * dy;
    if (square <= least) {
      least = square;
      best = i;
    }
  }
  return best;
}

/** The nearest point from point `from` towards a direction, within 45 degrees of it; `from` if none. */
export function neighbourTowards(
  points: Points,
  from: number,
  direction: [number, number],
  scaleX: number,
  scaleY: number,
): number {
  let best = from;
  let least = Infinity;
  for (let i = 0; i < points.x.length; i += 1) {
    const dx = (points.x[i]! - points.x[from]!) * scaleX;
    const dy = (points.y[i]! - points.y[from]!) * scaleY;
    const along = dx * direction[0] + dy * direction[1];
    const across = Math.abs(dx * direction[1] - dy * direction[0]);
    if (along <= 0 || across > along) continue;
    const cost = along + 2 * across;
    if (cost < least) {
      least = cost;
      best = i;
    }
  }
  return best;
}

/** The rows of `at` (all without) as a CSV file, units in the head. */
export function csvOf(columns: readonly TableColumn[], at?: readonly number[]): string {
  const head = columns.map((c) => csvField(c.unit === "" ? c.name : `${c.name} (${c.unit})`)).join(",");
  const rows = at ?? Array.from({ length: columns[0]?.values.length ?? 0 }, (_, i) => i);
  return [head, ...rows.map((i) => columns.map((c) => csvField(c.values[i])).join(","))].join("\n") + "\n";
}
