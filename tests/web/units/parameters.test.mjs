// Forms and parameters: one becomes the other and back.
import assert from "node:assert/strict";
import test from "node:test";
import { searchType } from "../made_up_form.mjs";

const { toParameters, toDrafts, emptyMembers, scalarProblem, withPresets, defaultWords } = await import(
  process.env.PAGE_MODULES
);
const { fields } = searchType;

test("what is not typed is not written", () => {
  const { parameters, problems } = toParameters(fields, { ...emptyMembers(fields), formula: "TiO2" });
  assert.deepEqual(parameters, { formula: "TiO2" });
  assert.deepEqual(problems, []);
});

test("what is needed is said to be", () => {
  const { problems } = toParameters(fields, emptyMembers(fields));
  assert.deepEqual(problems, [{ key: "formula", message: "is needed" }]);
});

test("a preset may give what is needed", () => {
  const all = withPresets(fields, searchType.presets);
  assert.equal(all[0].name, "preset");
  const { parameters, problems } = toParameters(all, { ...emptyMembers(all), preset: "tio2" });
  assert.deepEqual(parameters, { preset: "tio2" });
  assert.deepEqual(problems, []);
});

const whole = {
  formula: "TiO2",
  pressure: "20 GPa",
  trials: 400,
  units: [2, 3, 4, 6],
  volume: ["8 angstrom^3", "12.5 angstrom^3"],
  energy: { use: "eam", file: "a.fs", scale: 1.5 },
  known: "phases.extxyz",
  symmetry: "random",
  similar: { enthalpy: "2 meV" },
  least: [
    { pair: "Ti-O", distance: "1.6 angstrom" },
    { pair: "O-O", distance: "2 angstrom" },
  ],
};

test("every type goes there and back", () => {
  const { parameters, problems } = toParameters(fields, toDrafts(fields, whole));
  assert.deepEqual(problems, []);
  assert.deepEqual(parameters, whole);
});

test("a number alone takes the unit that is shown, another unit stays", () => {
  const read = (pressure) =>
    toParameters(fields, { ...emptyMembers(fields), formula: "C", pressure }).parameters.pressure;
  assert.equal(read("20"), "20 GPa");
  assert.equal(read(" -1.5e1 "), "-1.5e1 GPa");
  assert.equal(read("200 kbar"), "200 kbar");
});

test("ranges are checked as typed", () => {
  const field = fields.find((f) => f.name === "pressure");
  assert.equal(scalarProblem(field, "2000"), "must be between -10 and 1000 GPa");
  assert.equal(scalarProblem(field, "2000 kbar"), "");
  assert.equal(scalarProblem(field, "much"), "is not a number");
  const trials = fields.find((f) => f.name === "trials");
  assert.equal(scalarProblem(trials, "1.5"), "is not a whole number");
  assert.equal(scalarProblem(trials, "0"), "must be between 1 and 1000000");
  assert.equal(scalarProblem(trials, "1e3"), "");
});

test("ends of a range stand in order; each element of a list is bounded", () => {
  const read = (more) => toParameters(fields, { ...emptyMembers(fields), formula: "C", ...more }).problems;
  assert.deepEqual(read({ volume: ["12", "9"] }), [{ key: "volume", message: "the low end is above the high end" }]);
  assert.deepEqual(read({ volume: ["12", ""] }), [{ key: "volume[1]", message: "is needed" }]);
  assert.deepEqual(read({ units: "2, 0, x" }), [
    { key: "units[1]", message: "must be between 1 and 64" },
    { key: "units[2]", message: "is not a whole number" },
  ]);
});

test("an alternative without settings is its name alone", () => {
  const read = (energy) => toParameters(fields, { ...emptyMembers(fields), formula: "C", energy });
  assert.equal(read({ use: "matsui-akaogi", members: {} }).parameters.energy, "matsui-akaogi");
  assert.deepEqual(read({ use: "eam", members: {} }).problems, [{ key: "energy.file", message: "is needed" }]);
});

test("elements of a list of tables are checked where they are", () => {
  const read = (least) => toParameters(fields, { ...emptyMembers(fields), formula: "C", least });
  assert.deepEqual(read([{ members: { pair: "", distance: "50" } }]).problems, [
    { key: "least[0].pair", message: "is needed" },
    { key: "least[0].distance", message: "must be between 0.1 and 10 angstrom" },
  ]);
  assert.deepEqual(read([{ members: {} }]).parameters.least, [{}]);
});

test("defaults in words", () => {
  assert.equal(defaultWords([2, 3, 4]), "2, 3, 4");
  assert.equal(defaultWords({ use: "eam", file: "x" }), "eam");
  assert.equal(defaultWords(null), "");
});
