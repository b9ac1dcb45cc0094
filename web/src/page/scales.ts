// Scales of plots: extents, nice ticks, colours of numbers and words.

export interface Extent {
  low: number;
  high: number;
}

/** Smallest and largest finite number; 0 to 1 without any. A single value gets room around it. */
export function extentOf(values: ArrayLike<number>): Extent {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const v = values[i]!;
    if (!Number.isFinite(v)) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (low > high) return { low: 0, high: 1 };
  if (low === high) return { low: low - 0.5, high: high + 0.5 };
  return { low, high };
}

/** About `count` round numbers within the extent. */
export function ticksOf({ low, high }: Extent, count = 5): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((s) => s * power).find((s) => s >= rough * 0.999) ?? 10 * power;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k += 1) {
    ticks.push(Number((k * step).toPrecision(12)));
  }
  return ticks;
}

/** Stops of the reports' sequential map, low to high. */
export const sequential = ["#D2E4EC", "#A5CCDA", "#72AFC7", "#478FB2", "#2D6E99", "#20507C", "#173459", "#0D1A33"];

/** The colour at `t`, 0 to 1, of stops interpolated in sRGB. */
export function colourAt(stops: readonly string[], t: number): string {
  const at = Math.min(1, Math.max(0, t)) * (stops.length - 1);
  const first = Math.min(stops.length - 2, Math.floor(at));
  const part = (stop: string, i: number): number => parseInt(stop.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) => {
    const a = part(stops[first]!, i);
    const b = part(stops[first + 1]!, i);
    return Math.round(a + (b - a) * (at - first))
      .toString(16)
      .padStart(2, "0");
  });
  return "#" + mixed.join("");
}

export type Cell = number | string | null;

/** The words (or few whole numbers) of a column, the most frequent first; undefined: a scale fits better. */
export function categoriesOf(values: readonly Cell[]): string[] | undefined {
  const counts = new Map<string, number>();
  let isWords = false;
  for (const v of values) {
    if (v === null || v === "") continue;
    if (typeof v === "string") isWords = true;
    else if (!Number.isInteger(v)) return undefined;
    counts.set(String(v), (counts.get(String(v)) ?? 0) + 1);
    if (!isWords && counts.size > 40) return undefined;
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

export function isNumeric(values: readonly Cell[]): boolean {
  let numbers = 0;
  for (const v of values) {
    if (typeof v === "number") numbers += 1;
    else if (v !== null && v !== "") return false;
  }
  return numbers > 0;
}

/** Radii in pixels whose areas are as the values. The largest is smaller where points are many. */
export function radiiOf(values: readonly Cell[]): Float32Array {
  const most = Math.max(5, 11 * Math.min(1, Math.sqrt(1500 / Math.max(1, values.length))));
  const least = most > 8 ? 2 : 1.3;
  const numbers = values.map((v) => (typeof v === "number" && v > 0 ? v : 0));
  const largest = Math.max(extentOf(numbers).high, 1e-300);
  return Float32Array.from(numbers, (v) => Math.max(least, most * Math.sqrt(v / largest)));
}
