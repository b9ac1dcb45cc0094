// Answers of a server that never was: large ones, rare ones and those of a run under way, so that the
// page can be looked at in all its states. Numbers are made up.

/** A small generator of numbers: the same every time. */
export function generator(seed) {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const phases = ["rutile", "pyrite", "columbite", "baddeleyite", "fluorite", "cotunnite", "anatase", "brookite", "OI", "0-a"];

/** Points of a map in ten clusters and a haze. */
export function mapTable(count) {
  const random = generator(7);
  const centres = phases.map(() => [normal(random) * 0.5, normal(random) * 0.35]);
  const columns = [["name", ""], ["phase", ""], ["cluster", ""], ["n", ""], ["enthalpy", "kcal/mol"], ["volume", "angstrom^3"], ["x1", ""], ["x2", ""]]
    .map(([name, unit]) => ({ name, unit, values: [] }));
  for (let i = 0; i < count; i += 1) {
    const k = Math.floor(random() ** 1.7 * 11);
    const isHaze = k >= 10;
    const [cx, cy] = isHaze ? [0, 0] : centres[k];
    const spread = isHaze ? 0.55 : 0.05 + 0.01 * k;
    const row = [
      `r-${i}`, isHaze ? "" : phases[k], isHaze ? -1 : k, 1 + Math.floor(random() ** 6 * 60), -835.4 + k * 0.7 + Math.abs(normal(random)),
      26 + k * 0.3 + normal(random) * 0.2, cx + normal(random) * spread, cy + normal(random) * spread * 0.7,
    ];
    columns.forEach((c, j) => c.values.push(row[j]));
  }
  return { columns, rows: count };
}

/** A cubic box of rutile-like balls, `side`^3 cells of them; sticks between neighbours. */
export function crystal(side) {
  const balls = [];
  const sticks = [];
  const at = (i, j, k) => (i * side + j) * side + k;
  const a = 2.1;
  for (let i = 0; i < side; i += 1) {
    for (let j = 0; j < side; j += 1) {
      for (let k = 0; k < side; k += 1) {
        balls.push([(i + j + k) % 2, (i - side / 2) * a, (j - side / 2) * a, (k - side / 2) * a]);
        if (i > 0) sticks.push([at(i - 1, j, k), at(i, j, k)]);
        if (j > 0) sticks.push([at(i, j - 1, k), at(i, j, k)]);
        if (k > 0) sticks.push([at(i, j, k - 1), at(i, j, k)]);
      }
    }
  }
  const h = (side * a) / 2;
  const corners = [[-h, -h, -h], [h, -h, -h], [h, h, -h], [-h, h, -h]];
  const edges = corners.map((c, k) => [...c, ...corners[(k + 1) % 4]]);
  return {
    elements: [{ symbol: "Ti", hue: "c1", radius: 0.45 }, { symbol: "O", hue: "c2", radius: 0.32 }],
    balls, sticks, edges, view: [0.87, -0.5, 0, 0.17, 0.3, 0.94, -0.47, -0.81, 0.34],
  };
}

/** A NIfTI-1 file of `side`^3 bytes. */
export function nifti(side, value) {
  const bytes = Buffer.alloc(352 + side ** 3);
  bytes.writeInt32LE(348, 0);
  [3, side, side, side, 1, 1, 1, 1].forEach((d, i) => bytes.writeInt16LE(d, 40 + 2 * i));
  bytes.writeInt16LE(2, 70);
  bytes.writeInt16LE(8, 72);
  [1, 1, 1, 1, 1, 1, 1, 1].forEach((d, i) => bytes.writeFloatLE(d, 76 + 4 * i));
  bytes.writeFloatLE(352, 108);
  bytes.writeFloatLE(1, 112);
  bytes.writeInt16LE(0, 252);
  bytes.writeInt16LE(1, 254);
  [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]].forEach((row, r) => row.forEach((v, c) => bytes.writeFloatLE(v, 280 + 16 * r + 4 * c)));
  bytes.write("n+1\0", 344, "latin1");
  let at = 352;
  const half = side / 2;
  for (let k = 0; k < side; k += 1) {
    for (let j = 0; j < side; j += 1) {
      for (let i = 0; i < side; i += 1) {
        const r = Math.hypot(i - half, j - half) / half;
        bytes[at] = r > 0.95 ? 0 : value(i / side, j / side, k / side);
        at += 1;
      }
    }
  }
  return bytes;
}

const wave = (x, y, z) => Math.sin(19 * x + 3 * z) * Math.cos(17 * y) + Math.sin(23 * z + 5 * x);
export const greyOf = (x, y, z) => Math.round(128 + 55 * wave(x, y, z));
export const classOf = (x, y, z) => (wave(x, y, z) < -0.6 ? 1 : wave(x, y, z) > 0.9 ? 3 : 2);
export const heatOf = (x, y, z) => Math.max(0, Math.round(255 * (1 - 3 * Math.hypot(x - 0.4, y - 0.6, z - 0.5))));

const file = (id, bytes) => ({ id, name: id, bytes });

function search(state) {
  return {
    name: "search", use: "polymorphs.search", state, seconds: 812.4, items: null, parameters: { formula: "TiO2", trials: 400 },
    outputs: state === "done" ? [
      { name: "minima", artefact: "structures", files: [file("search-minima.extxyz", 9_812_231)] },
      { name: "unique", artefact: "table", files: [file("search-unique.csv", 48_213)] },
    ] : [],
  };
}

const rows = [
  ["search.enthalpy.pyrite", -835.3957, "kcal/mol", 0.0004, { value: -835.396, error: 0.01, source: "pyrite relaxed on its own with an independent program" }, "pass"],
  ["search.enthalpy.columbite", -834.0481, "kcal/mol", 0.0004, { value: -834.048, error: 0.01, source: "columbite relaxed on its own with an independent program" }, "pass"],
  ["search.enthalpy.40-a", -833.702, "kcal/mol", 0.0004, { value: -833.738, error: 0.01, source: "40-a (rutile-like, Pnnm) relaxed on its own with an independent program" }, "fail"],
  ["search.unique", 118, "", null, null, "info"],
  ["search.rate", 166, "structures/h", 3, null, "info"],
  ["search.lowest", "pyrite", "", null, null, "info"],
].map(([id, value, unit, error, reference, check]) => ({ id, value, unit, error, n: null, reference, check }));

export function runs() {
  const of = (id, kind, state, more) => ({
    id, name: id.split(":").at(-1), kind, state, steps: 1, done: state === "complete" ? 1 : 0, fraction: state === "complete" ? 1 : 0,
    text: "", date: "2026-11-20T09:12:00Z", seconds: 12, checks: { pass: 0, fail: 0, info: 0 }, own: false, ...more,
  });
  const detail = (more) => ({ headline: "", lede: "", steps: [], rows: [], study: "crucible = 1\n", figures: [], ...more });
  return new Map([
    [of("tio2-20GPa", "polymorphs", "complete", { steps: 3, done: 3, date: "2026-11-21T16:40:00Z", seconds: 1204, checks: { pass: 2, fail: 1, info: 3 } }), detail({
      headline: "Pyrite has the lowest enthalpy of 118 structures at 20 GPa",
      lede: "Of 1\u202f600 random structures 1\u202f412 relaxed to 118 different minima. The lowest is the pyrite structure, 1.35 kcal/mol below columbite.",
      steps: [search("done"),
        { name: "map", use: "polymorphs.map", state: "done", seconds: 96, items: null, parameters: { minima: ["@search.minima"], known: "" },
          outputs: [{ name: "map", artefact: "table", files: [file("map-map.csv", 2_413_000)] }] },
        { name: "cluster", use: "polymorphs.cluster", state: "done", seconds: 3.2, items: null, parameters: { map: "@map" },
          outputs: [{ name: "clusters", artefact: "table", files: [file("cluster-clusters.csv", 812)] }] }],
      rows, study: "crucible = 1\nkind = \"polymorphs\"\nname = \"tio2-20GPa\"\nseed = 1\n\n[step.search]\nuse = \"polymorphs.search\"\npreset = \"tio2\"\ntrials = 400\n",
    })],
    [of("fits:cu64zr36", "glass", "running", { steps: 2, done: 1, fraction: 0.41, text: "with-energy: 1.2 / 2.9 M moves", date: "2026-11-22T14:02:00Z", seconds: 341, own: true }), detail({
      headline: "Reverse Monte Carlo model of Cu\u2086\u2084Zr\u2083\u2086", lede: "The fit with an energy is under way.",
      steps: [
        { name: "quench", use: "glass.quench", state: "done", seconds: 190, items: null, outputs: [{ name: "target", artefact: "structures", files: [file("quench-target.extxyz", 81_000)] }] },
        { name: "with-energy", use: "glass.fit", state: "running", seconds: 151, items: { done: 0, total: 2 }, outputs: [] }],
      study: "crucible = 1\nkind = \"glass\"\n",
      previews: [preview()],
    })],
    [of("core-4", "soil", "complete", { date: "2026-11-18T11:20:00Z", seconds: 71 }), detail({
      headline: "Porosity of the core is 0.231",
      steps: [{ name: "phantom", use: "soil.phantom", state: "done", seconds: 9, items: null, outputs: [
        { name: "volume", artefact: "volume", files: [file("volume.nii", 262_496)] }, { name: "truth", artefact: "volume", files: [file("truth.nii", 262_496)] },
        { name: "heat", artefact: "volume", files: [file("heat.nii", 262_496)] }] }],
    })],
    [of("ni-melting", "melting", "failed", { steps: 2, done: 1, fraction: 0.5, date: "2026-11-17T08:00:00Z", seconds: 4001 }), detail({
      headline: "",
      steps: [{ name: "train", use: "potential.train", state: "done", seconds: 3600, items: null, outputs: [] },
        { name: "coexist", use: "melting.coexist", state: "failed", seconds: 401, items: null, outputs: [],
          error: { code: "E-md-unstable", message: "The crystal melted while it was being heated.", cure: "Give a lower temperature or a shorter heating time." } }],
    })],
    [of("later", "", "empty", { steps: 0 }), detail({})],
  ].map(([summary, rest]) => [summary.id, { summary, rest }]));
}

function preview() {
  const q = Array.from({ length: 160 }, (_, i) => 0.8 + i * 0.08);
  const random = generator(3);
  const s = (x) => 1 + 2.1 * Math.exp(-((x - 2.8) ** 2) / 0.18) + 0.5 * Math.exp(-((x - 5) ** 2) / 0.6) - 0.3 * Math.exp(-((x - 3.8) ** 2) / 0.4);
  return {
    name: "sq", title: "Structure factor, measured and model", unit: "", x: { name: "q", unit: "1/angstrom", values: q },
    series: [{ name: "measured", role: "measured", values: q.map((x) => s(x) + 0.03 * normal(random)) }, { name: "model", role: "model", values: q.map((x) => s(x) * 0.98 + 0.02) }],
  };
}

const energies = [
  { name: "matsui-akaogi", sentence: "Buckingham terms and charges for TiO2", fields: [] },
  { name: "eam", sentence: "Embedded atoms, read from a file", fields: [
    { name: "file", sentence: "The table of the potential", type: "path", required: true, example: "CuZr_mm.eam.fs" },
    { name: "scale", sentence: "Factor on every energy", type: "number", default: 1, low: 0.1, high: 10 }] },
];

export const steps = [
  { name: "polymorphs.search", group: "polymorphs", sentence: "Random structures, relaxed: which crystals exist at a pressure" },
  { name: "polymorphs.map", group: "polymorphs", sentence: "Structures as points of a map" },
  { name: "structure.relax", group: "structure", sentence: "Relax positions and cells" },
];

export const searchType = {
  ...steps[0], examples: ["crucible polymorphs search --formula TiO2 --pressure '20 GPa'"], presets: [{ name: "tio2", sentence: "Potential, cells and least distances for TiO2" }],
  fields: [
    { name: "formula", sentence: "What a formula unit is made of", type: "text", required: true, example: "TiO2" },
    { name: "pressure", sentence: "External pressure", type: "number", unit: "GPa", default: "0 GPa", low: -10, high: 1000 },
    { name: "trials", sentence: "Random structures for each number of formula units", type: "integer", default: 200, low: 1, high: 1000000 },
    { name: "units", sentence: "Formula units per cell", type: "list", default: [2, 3, 4], low: 1, high: 64, element: { name: "", sentence: "", type: "integer" } },
    { name: "volume", sentence: "Volume of an atom to begin with", type: "range", unit: "angstrom^3", default: ["8 angstrom^3", "14 angstrom^3"], low: 1, high: 200, element: { name: "", sentence: "", type: "number", unit: "angstrom^3" } },
    { name: "energy", sentence: "What gives energies and forces", type: "one_of", default: "matsui-akaogi", alternatives: energies },
    { name: "known", sentence: "Structures to recognise", type: "reference", artefact: "structures", example: "phases.extxyz" },
    { name: "symmetry", sentence: "Whether cells begin with a space group", type: "choice", default: "none", choices: [{ name: "none", sentence: "every atom on its own" }, { name: "random", sentence: "a space group drawn for each" }] },
    { name: "similar", sentence: "When two minima are one", type: "table", fields: [
      { name: "enthalpy", sentence: "Largest difference", type: "number", unit: "meV", default: "1 meV", low: 0, high: 100 }] },
    { name: "least", sentence: "Least distance of two elements", type: "list", element: { name: "", sentence: "", type: "table", fields: [
      { name: "pair", sentence: "Two elements", type: "text", required: true, example: "Ti-O" },
      { name: "distance", sentence: "Least distance", type: "number", unit: "angstrom", required: true, example: "1.5 angstrom", low: 0.1, high: 10 }] } },
  ],
};

export const template = "# Which crystal phases of TiO2 exist at 20 GPa?\ncrucible = 1\nkind = \"polymorphs\"\nname = \"tio2-20GPa\"\nseed = 1\n\n[step.search]\nuse = \"polymorphs.search\"\npreset = \"tio2\"\nunits = [2, 3, 4]\ntrials = 200\npressure = \"20 GPa\"\n";
