// Order and choice of rows; points of maps; words.
import assert from "node:assert/strict";
import test from "node:test";
import { classOf, nifti } from "../made_up_data.mjs";

const m = await import(process.env.PAGE_MODULES);

test("what is missing comes last in both directions, equal rows stay in order", () => {
  const rows = [3, null, 1, NaN, 2, 1].map((v, i) => ({ v, i }));
  const order = (direction) => m.sortedBy(rows, (r) => r.v, direction).map((r) => r.i);
  assert.deepEqual(order(1), [2, 5, 4, 0, 1, 3]);
  assert.deepEqual(order(-1), [0, 4, 2, 5, 1, 3]);
});

test("numbers in words count as numbers", () => {
  assert.deepEqual(
    m.sortedBy(["run-10", "run-9", "Run-1"], (w) => w, 1),
    ["Run-1", "run-9", "run-10"],
  );
});

test("a second click turns the order round", () => {
  const first = m.nextOrder(undefined, "date");
  assert.deepEqual(first, { column: "date", direction: 1 });
  assert.equal(m.nextOrder(first, "date").direction, -1);
  assert.equal(m.nextOrder(first, "name").direction, 1);
});

test("every word of a filter must occur", () => {
  const rows = ["tio2 polymorphs done", "cu glass running", "tio2 glass failed"];
  assert.deepEqual(
    m.filtered(rows, " TiO2  glass ", (r) => r),
    [rows[2]],
  );
  assert.equal(m.filtered(rows, " ", (r) => r).length, 3);
});

const points = { x: Float64Array.from([0, 1, 2, 3, NaN]), y: Float64Array.from([0, 1, 0, 1, 0]) };

test("rectangles and lassos select what is in them", () => {
  assert.deepEqual(m.insideBox(points, { x1: 2.5, y1: 2, x2: 0.5, y2: -1 }), [1, 2]);
  assert.deepEqual(
    m.insideLasso(points, [
      [-1, -0.5],
      [2.5, -0.5],
      [2.5, 0.5],
      [-1, 0.5],
    ]),
    [0, 2],
  );
  // A concave one: its notch holds point 1.
  assert.deepEqual(
    m.insideLasso(points, [
      [-1, -1],
      [4, -1],
      [4, 2],
      [1, 0.5],
      [-1, 2],
    ]),
    [0, 2, 3],
  );
  assert.deepEqual(
    m.insideLasso(points, [
      [0, 0],
      [1, 1],
    ]),
    [],
  );
});

test("keys find the next point in a direction", () => {
  assert.equal(m.nearest(points, 1.1, 0.9, 1, 1, 0.5), 1);
  assert.equal(m.nearest(points, 9, 9, 1, 1, 0.5), -1);
  assert.equal(m.neighbourTowards(points, 0, [1, 0], 1, 1), 2);
  assert.equal(m.neighbourTowards(points, 0, [-1, 0], 1, 1), 0);
});

test("a selection as CSV has units and quotes", () => {
  const columns = [
    { name: "name", unit: "", values: ["a", 'b, "c"'] },
    { name: "h", unit: "eV", values: [1, null] },
  ];
  assert.equal(m.csvOf(columns, [1]), 'name,h (eV)\n"b, ""c""",\n');
  assert.equal(m.csvOf(columns).split("\n").length, 4);
});

test("scales: extents, ticks, colours, areas", () => {
  assert.deepEqual(m.extentOf([3, NaN, -1, Infinity]), { low: -1, high: 3 });
  assert.deepEqual(m.extentOf([]), { low: 0, high: 1 });
  assert.deepEqual(m.extentOf([2, 2]), { low: 1.5, high: 2.5 });
  assert.deepEqual(m.ticksOf({ low: 0, high: 10 }, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(m.ticksOf({ low: -0.35, high: 0.32 }, 4), [-0.2, 0, 0.2]);
  assert.equal(m.colourAt(["#000000", "#FFFFFF"], 0.5), "#808080");
  assert.equal(m.colourAt(["#000000", "#102030"], 7), "#102030");
  const radii = m.radiiOf([16, 4, null]);
  assert.ok(Math.abs(radii[0] / radii[1] - 2) < 1e-6);
  assert.ok(radii[2] > 0);
});

test("words and few whole numbers are categories, measures are not", () => {
  assert.deepEqual(m.categoriesOf(["b", "a", "b", ""]), ["b", "a"]);
  assert.deepEqual(m.categoriesOf([1, -1, 1]), ["1", "-1"]);
  assert.equal(m.categoriesOf([0.5, 1]), undefined);
  assert.equal(m.isNumeric([null, 2]), true);
  assert.equal(m.isNumeric([null, "2"]), false);
});

test("numbers are written as in the reports", () => {
  assert.equal(m.numberWords(-12345.678), "\u221212\u202f346");
  assert.equal(m.numberWords(1234.5), "1234.5");
  assert.equal(m.numberWords(0.00002), "2\u00d710\u207b\u2075");
  assert.equal(m.numberWords(1e9), "10\u2079");
  assert.deepEqual(m.valueAndError(14.3812, 0.26), ["14.38", "0.26"]);
  assert.deepEqual(m.valueAndError(-835.396, null), ["\u2212835.396", ""]);
  assert.equal(m.durationWords(4001), "1 h 6 min");
  assert.equal(m.sizeWords(2_413_000), "2.41 MB");
});

test("places are read from and written behind the #", () => {
  for (const id of ["a", "fits:cu 64", "50%", "\u00fc/x"])
    assert.deepEqual(m.parseRoute(m.runAddress(id)), { page: "run", id });
  assert.deepEqual(m.parseRoute(""), { page: "runs" });
  assert.deepEqual(m.parseRoute("#/new/polymorphs.search"), { page: "new", what: "polymorphs.search" });
  assert.deepEqual(m.parseRoute("#/runs/100%"), { page: "run", id: "100%" });
  assert.equal(m.parseRoute("#/nowhere").page, "unknown");
});

test("classes of a volume are counted", () => {
  const bytes = nifti(8, classOf);
  assert.equal(m.largestLabel(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)), 3);
  assert.equal(m.largestLabel(new ArrayBuffer(0)), 0);
  assert.equal(m.largestLabel(Uint8Array.from([0x1f, 0x8b, 8, 0]).buffer), 8);
});
