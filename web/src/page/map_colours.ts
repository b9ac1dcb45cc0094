// Colours of a map's points: a scale for numbers; for words the eight most frequent, the others grey.
import { categoriesOf, colourAt, extentOf, sequential, type Extent } from "./scales";
import { tokenColour } from "./theme";
import type { TableColumn } from "./types";

export interface Colouring {
  colours: string[];
  /** Which of the colours each point has. */
  shades: Uint8Array;
  categories?: { name: string; colour: string; count: number }[];
  others: number;
  extent?: Extent;
}

const scaleSteps = 64;
const mostHues = 8;

/** Where little is dark, the scale of the reports runs the other way on dark paper. */
function isDarkPaper(): boolean {
  return parseInt(tokenColour("paper").slice(1, 3), 16) < 128;
}

export function scaleColours(): string[] {
  const stops = isDarkPaper() ? [...sequential].slice(0, 7).reverse() : sequential.slice(1);
  return Array.from({ length: scaleSteps }, (_, k) => colourAt(stops, k / (scaleSteps - 1)));
}

export function colouringOf(column: TableColumn | undefined, points: number): Colouring {
  const shades = new Uint8Array(points);
  if (!column) return { colours: [tokenColour("c1")], shades, others: 0 };
  const categories = categoriesOf(column.values);
  const isFew =
    categories &&
    (categories.length <= mostHues || typeof column.values.find((v) => v !== null && v !== "") === "string");
  // Clusters are numbered words: -1 is in none.
  const isCluster = categories && column.name === "cluster";
  if (categories && (isFew || isCluster)) {
    const named = categories.filter((c) => !(isCluster && c === "-1")).slice(0, mostHues);
    const place = new Map(named.map((c, k) => [c, k]));
    const counts = new Array<number>(named.length).fill(0);
    let others = 0;
    column.values.forEach((v, i) => {
      const at = v === null ? undefined : place.get(String(v));
      shades[i] = at ?? named.length;
      if (at === undefined) others += 1;
      else counts[at]! += 1;
    });
    return {
      colours: [...named.map((_, k) => tokenColour(`c${k + 1}`)), tokenColour("grey")],
      shades,
      others,
      categories: named.map((name, k) => ({ name, colour: `c${k + 1}`, count: counts[k]! })),
    };
  }
  const numbers = column.values.map((v) => (typeof v === "number" ? v : NaN));
  const extent = extentOf(numbers);
  let others = 0;
  numbers.forEach((v, i) => {
    if (!Number.isFinite(v)) others += 1;
    shades[i] = Number.isFinite(v)
      ? Math.round(((v - extent.low) / (extent.high - extent.low)) * (scaleSteps - 1))
      : scaleSteps;
  });
  return { colours: [...scaleColours(), tokenColour("grey")], shades, others, extent };
}
