// Order and choice of rows, for every table of the page.

export interface Order {
  column: string;
  direction: 1 | -1;
}

/** The order after a click on the head of `column`: up, then down. */
export function nextOrder(order: Order | undefined, column: string): Order {
  if (order?.column !== column) return { column, direction: 1 };
  return { column, direction: order.direction === 1 ? -1 : 1 };
}

type Key = number | string | null | undefined;

const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** What is missing comes last in both directions; numbers before words. */
export function compareKeys(a: Key, b: Key, direction: 1 | -1): number {
  const missing = (k: Key): boolean => k === null || k === undefined || k === "" || Number.isNaN(k);
  if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
  if (typeof a === "number" && typeof b === "number") return direction * (a - b);
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return direction * words.compare(a as string, b as string);
}

/** A sorted copy; rows with equal keys stay in their order. */
export function sortedBy<T>(rows: readonly T[], key: (row: T) => Key, direction: 1 | -1): T[] {
  return rows
    .map((row, at) => ({ row, at, key: key(row) }))
    .sort((a, b) => compareKeys(a.key, b.key, direction) || a.at - b.at)
    .map((entry) => entry.row);
}

/** Rows in which every word of `filter` occurs somewhere in `text(row)`. */
export function filtered<T>(rows: readonly T[], filter: string, text: (row: T) => string): T[] {
  const wanted = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== "");
  if (wanted.length === 0) return [...rows];
  return rows.filter((row) => {
    const all = text(row).toLowerCase();
    return wanted.every((w) => all.includes(w));
  });
}
