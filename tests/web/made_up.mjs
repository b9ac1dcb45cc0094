// Answers of a server that never was, of its runs: those of a run under way, and rare ones. Numbers are made up.
import { generator, normal } from "./made_up_data.mjs";

const file = (id, bytes) => ({ id, name: id, bytes });

function search(state) {
  return {
    name: "search",
    use: "polymorphs.search",
    state,
    seconds: 812.4,
    items: null,
    parameters: { formula: "TiO2", trials: 400 },
    outputs:
      state === "done"
        ? [
            { name: "minima", artefact: "structures", files: [file("search-minima.extxyz", 9_812_231)] },
            { name: "unique", artefact: "table", files: [file("search-unique.csv", 48_213)] },
          ]
        : [],
  };
}

const rows = [
  [
    "search.enthalpy.pyrite",
    -835.3957,
    "kcal/mol",
    0.0004,
    { value: -835.396, error: 0.01, source: "pyrite relaxed on its own with an independent program" },
    "pass",
  ],
  [
    "search.enthalpy.columbite",
    -834.0481,
    "kcal/mol",
    0.0004,
    { value: -834.048, error: 0.01, source: "columbite relaxed on its own with an independent program" },
    "pass",
  ],
  [
    "search.enthalpy.40-a",
    -833.702,
    "kcal/mol",
    0.0004,
    { value: -833.738, error: 0.01, source: "40-a (rutile-like, Pnnm) relaxed on its own with an independent program" },
    "fail",
  ],
  ["search.unique", 118, "", null, null, "info"],
  ["search.rate", 166, "structures/h", 3, null, "info"],
  ["search.lowest", "pyrite", "", null, null, "info"],
].map(([id, value, unit, error, reference, check]) => ({ id, value, unit, error, n: null, reference, check }));

export function runs() {
  const of = (id, kind, state, more) => ({
    id,
    name: id.split(":").at(-1),
    kind,
    state,
    steps: 1,
    done: state === "complete" ? 1 : 0,
    fraction: state === "complete" ? 1 : 0,
    text: "",
    date: "2026-11-20T09:12:00Z",
    seconds: 12,
    checks: { pass: 0, fail: 0, info: 0 },
    own: false,
    ...more,
  });
  const detail = (more) => ({ headline: "", lede: "", steps: [], rows: [], study: "crucible = 1\n", figures: [], ...more });
  return new Map(
    [
      [
        of("tio2-20GPa", "polymorphs", "complete", {
          steps: 3,
          done: 3,
          date: "2026-11-21T16:40:00Z",
          seconds: 1204,
          checks: { pass: 2, fail: 1, info: 3 },
        }),
        detail({
          headline: "Pyrite has the lowest enthalpy of 118 structures at 20 GPa",
          lede: "Of 1\u202f600 random structures 1\u202f412 relaxed to 118 different minima. The lowest is the pyrite structure, 1.35 kcal/mol below columbite.",
          steps: [
            search("done"),
            {
              name: "map",
              use: "polymorphs.map",
              state: "done",
              seconds: 96,
              items: null,
              parameters: { minima: ["@search.minima"], known: "" },
              outputs: [{ name: "map", artefact: "table", files: [file("map-map.csv", 2_413_000)] }],
            },
            {
              name: "cluster",
              use: "polymorphs.cluster",
              state: "done",
              seconds: 3.2,
              items: null,
              parameters: { map: "@map" },
              outputs: [{ name: "clusters", artefact: "table", files: [file("cluster-clusters.csv", 812)] }],
            },
          ],
          rows,
          study:
            'crucible = 1\nkind = "polymorphs"\nname = "tio2-20GPa"\nseed = 1\n\n[step.search]\nuse = "polymorphs.search"\npreset = "tio2"\ntrials = 400\n',
        }),
      ],
      [
        of("fits:cu64zr36", "glass", "running", {
          steps: 2,
          done: 1,
          fraction: 0.41,
          text: "with-energy: 1.2 / 2.9 M moves",
          date: "2026-11-22T14:02:00Z",
          seconds: 341,
          own: true,
        }),
        detail({
          headline: "Reverse Monte Carlo model of Cu\u2086\u2084Zr\u2083\u2086",
          lede: "The fit with an energy is under way.",
          steps: [
            {
              name: "quench",
              use: "glass.quench",
              state: "done",
              seconds: 190,
              items: null,
              outputs: [{ name: "target", artefact: "structures", files: [file("quench-target.extxyz", 81_000)] }],
            },
            { name: "with-energy", use: "glass.fit", state: "running", seconds: 151, items: { done: 0, total: 2 }, outputs: [] },
          ],
          study: 'crucible = 1\nkind = "glass"\n',
          previews: [preview()],
        }),
      ],
      [
        of("core-4", "soil", "complete", { date: "2026-11-18T11:20:00Z", seconds: 71 }),
        detail({
          headline: "Porosity of the core is 0.231",
          steps: [
            {
              name: "phantom",
              use: "soil.phantom",
              state: "done",
              seconds: 9,
              items: null,
              outputs: [
                { name: "volume", artefact: "volume", files: [file("volume.nii", 262_496)] },
                { name: "truth", artefact: "volume", files: [file("truth.nii", 262_496)] },
                { name: "heat", artefact: "volume", files: [file("heat.nii", 262_496)] },
              ],
            },
          ],
        }),
      ],
      [
        of("ni-melting", "melting", "failed", { steps: 2, done: 1, fraction: 0.5, date: "2026-11-17T08:00:00Z", seconds: 4001 }),
        detail({
          headline: "",
          steps: [
            { name: "train", use: "potential.train", state: "done", seconds: 3600, items: null, outputs: [] },
            {
              name: "coexist",
              use: "melting.coexist",
              state: "failed",
              seconds: 401,
              items: null,
              outputs: [],
              error: {
                code: "E-md-unstable",
                message: "The crystal melted while it was being heated.",
                cure: "Give a lower temperature or a shorter heating time.",
              },
            },
          ],
        }),
      ],
      [of("later", "", "empty", { steps: 0 }), detail({})],
    ].map(([summary, rest]) => [summary.id, { summary, rest }]),
  );
}

function preview() {
  const q = Array.from({ length: 160 }, (_, i) => 0.8 + i * 0.08);
  const random = generator(3);
  const s = (x) => 1 + 2.1 * Math.exp(-((x - 2.8) ** 2) / 0.18) + 0.5 * Math.exp(-((x - 5) ** 2) / 0.6) - 0.3 * Math.exp(-((x - 3.8) ** 2) / 0.4);
  return {
    name: "sq",
    title: "Structure factor, measured and model",
    unit: "",
    x: { name: "q", unit: "1/angstrom", values: q },
    series: [
      { name: "measured", role: "measured", values: q.map((x) => s(x) + 0.03 * normal(random)) },
      { name: "model", role: "model", values: q.map((x) => s(x) * 0.98 + 0.02) },
    ],
  };
}
