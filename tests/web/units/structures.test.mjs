// Which structures a table is about.
import assert from "node:assert/strict";
import test from "node:test";

const { candidatesOf, isAbout } = await import(process.env.PAGE_MODULES);

const output = (name, artefact) => ({ name, artefact, files: [{ id: name, name, bytes: 1 }] });
const run = {
  steps: [
    {
      name: "search",
      use: "polymorphs.search",
      parameters: { known: "" },
      outputs: [output("structures", "structures"), output("minima", "structures"), output("phases", "table")],
    },
    {
      name: "map",
      use: "polymorphs.map",
      parameters: { minima: ["@search"], known: "" },
      outputs: [output("map", "table")],
    },
    {
      name: "cluster",
      use: "polymorphs.cluster",
      parameters: { map: "@map.map" },
      outputs: [output("labels", "table"), output("clusters", "table")],
    },
    { name: "alone", use: "x.y", parameters: { itself: "@alone" }, outputs: [output("t", "table")] },
  ],
};
const names = (step) => candidatesOf(run, step).map((c) => `${c.step}.${c.output}${c.isOwn ? " own" : ""}`);

test("a step's own structures, then those that it was given, then those behind its tables", () => {
  assert.deepEqual(names("search"), ["search.structures own", "search.minima own"]);
  assert.deepEqual(names("map"), ["search.structures", "search.minima"]);
  assert.deepEqual(names("cluster"), ["search.structures", "search.minima"]);
  assert.deepEqual(names("alone"), []);
});

test("numbers must agree, but for known phases at the end of a map", () => {
  const [own] = candidatesOf(run, "search");
  const [given] = candidatesOf(run, "map");
  assert.equal(isAbout(own, 12, 12, []), true);
  assert.equal(isAbout(own, 40, 12, ["kind"]), false);
  assert.equal(isAbout(given, 15, 12, ["kind", "x1"]), true);
  assert.equal(isAbout(given, 3, 12, ["kind"]), false);
  assert.equal(isAbout(given, 15, 12, ["x1"]), false);
});
