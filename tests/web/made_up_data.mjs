// Large data of a server that never was: points, a crystal, a core. The same every time.

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

export function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const phases = [
  "rutile",
  "pyrite",
  "columbite",
  "baddeleyite",
  "fluorite",
  "cotunnite",
  "anatase",
  "brookite",
  "OI",
  "0-a",
];

/** Points of a map in ten clusters and a haze. */
export function mapTable(count) {
  const random = generator(7);
  const centres = phases.map(() => [normal(random) * 0.5, normal(random) * 0.35]);
  const columns = [
    ["name", ""],
    ["phase", ""],
    ["cluster", ""],
    ["n", ""],
    ["enthalpy", "kcal/mol"],
    ["volume", "angstrom^3"],
    ["x1", ""],
    ["x2", ""],
  ].map(([name, unit]) => ({ name, unit, values: [] }));
  for (let i = 0; i < count; i += 1) {
    const k = Math.floor(random() ** 1.7 * 11);
    const isHaze = k >= 10;
    const [cx, cy] = isHaze ? [0, 0] : centres[k];
    const spread = isHaze ? 0.55 : 0.05 + 0.01 * k;
    const row = [
      `r-${i}`,
      isHaze ? "" : phases[k],
      isHaze ? -1 : k,
      1 + Math.floor(random() ** 6 * 60),
      -835.4 + k * 0.7 + Math.abs(normal(random)),
      26 + k * 0.3 + normal(random) * 0.2,
      cx + normal(random) * spread,
      cy + normal(random) * spread * 0.7,
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
  const corners = [
    [-h, -h, -h],
    [h, -h, -h],
    [h, h, -h],
    [-h, h, -h],
  ];
  const edges = corners.map((c, k) => [...c, ...corners[(k + 1) % 4]]);
  return {
    elements: [
      { symbol: "Ti", hue: "c1", radius: 0.45 },
      { symbol: "O", hue: "c2", radius: 0.32 },
    ],
    balls,
    sticks,
    edges,
    view: [0.87, -0.5, 0, 0.17, 0.3, 0.94, -0.47, -0.81, 0.34],
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
  [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ].forEach((row, r) => row.forEach((v, c) => bytes.writeFloatLE(v, 280 + 16 * r + 4 * c)));
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
