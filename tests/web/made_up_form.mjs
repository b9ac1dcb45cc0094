// A step's description with every type of field, and a study to start from.

const energies = [
  { name: "matsui-akaogi", sentence: "Buckingham terms and charges for TiO2", fields: [] },
  {
    name: "eam",
    sentence: "Embedded atoms, read from a file",
    fields: [
      { name: "file", sentence: "The table of the potential", type: "path", required: true, example: "CuZr_mm.eam.fs" },
      { name: "scale", sentence: "Factor on every energy", type: "number", default: 1, low: 0.1, high: 10 },
    ],
  },
];

export const steps = [
  { name: "polymorphs.search", group: "polymorphs", sentence: "Random structures, relaxed: which crystals exist at a pressure" },
  { name: "polymorphs.map", group: "polymorphs", sentence: "Structures as points of a map" },
  { name: "structure.relax", group: "structure", sentence: "Relax positions and cells" },
];

export const searchType = {
  ...steps[0],
  examples: ["crucible polymorphs search --formula TiO2 --pressure '20 GPa'"],
  presets: [{ name: "tio2", sentence: "Potential, cells and least distances for TiO2" }],
  fields: [
    { name: "formula", sentence: "What a formula unit is made of", type: "text", required: true, example: "TiO2" },
    { name: "pressure", sentence: "External pressure", type: "number", unit: "GPa", default: "0 GPa", low: -10, high: 1000 },
    { name: "trials", sentence: "Random structures for each number of formula units", type: "integer", default: 200, low: 1, high: 1000000 },
    {
      name: "units",
      sentence: "Formula units per cell",
      type: "list",
      default: [2, 3, 4],
      low: 1,
      high: 64,
      element: { name: "", sentence: "", type: "integer" },
    },
    {
      name: "volume",
      sentence: "Volume of an atom to begin with",
      type: "range",
      unit: "angstrom^3",
      default: ["8 angstrom^3", "14 angstrom^3"],
      low: 1,
      high: 200,
      element: { name: "", sentence: "", type: "number", unit: "angstrom^3" },
    },
    { name: "energy", sentence: "What gives energies and forces", type: "one_of", default: "matsui-akaogi", alternatives: energies },
    { name: "known", sentence: "Structures to recognise", type: "reference", artefact: "structures", example: "phases.extxyz" },
    {
      name: "symmetry",
      sentence: "Whether cells begin with a space group",
      type: "choice",
      default: "none",
      choices: [
        { name: "none", sentence: "every atom on its own" },
        { name: "random", sentence: "a space group drawn for each" },
      ],
    },
    {
      name: "similar",
      sentence: "When two minima are one",
      type: "table",
      fields: [{ name: "enthalpy", sentence: "Largest difference", type: "number", unit: "meV", default: "1 meV", low: 0, high: 100 }],
    },
    {
      name: "least",
      sentence: "Least distance of two elements",
      type: "list",
      element: {
        name: "",
        sentence: "",
        type: "table",
        fields: [
          { name: "pair", sentence: "Two elements", type: "text", required: true, example: "Ti-O" },
          {
            name: "distance",
            sentence: "Least distance",
            type: "number",
            unit: "angstrom",
            required: true,
            example: "1.5 angstrom",
            low: 0.1,
            high: 10,
          },
        ],
      },
    },
  ],
};

export const template =
  '# Which crystal phases of TiO2 exist at 20 GPa?\ncrucible = 1\nkind = "polymorphs"\nname = "tio2-20GPa"\nseed = 1\n\n[step.search]\nuse = "polymorphs.search"\npreset = "tio2"\nunits = [2, 3, 4]\ntrials = 200\npressure = "20 GPa"\n';
