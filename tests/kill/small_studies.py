"""The smallest studies that still go through every engine's own durable writes: tenths of a second each, by name. A study is its
kind, its steps and the files that lie beside it."""


def alternating_crystal(cells=4, width=3.2):
    """Copper and zirconium in turn on a body-centred lattice, as extxyz."""
    edge = cells * width
    rows = [f"{element} {(i + shift) * width:.3f} {(j + shift) * width:.3f} {(k + shift) * width:.3f}"
            for i in range(cells) for j in range(cells) for k in range(cells)
            for element, shift in (("Cu", 0), ("Zr", 0.5))]
    return "\n".join([str(len(rows)), f'Lattice="{edge} 0 0 0 {edge} 0 0 0 {edge}" Properties=species:S:1:pos:R:3 pbc="T T T"',
                      *rows, ""])


SMALL = {
    "search": ("polymorphs", """
[step.search]
use = "polymorphs.search"
preset = "tio2"
units = [1]
trials = 6
pressure = "20 GPa"
[step.map]
use = "polymorphs.map"
minima = ["@search.minima"]
""", {}),
    "fit": ("glass", """
[step.fit]
use = "glass.fit"
target = "crystal.extxyz"
schedule = "own"
stages = [{ sweeps = 20, sigma = [1e-2, 1e-3] }]
checkpoint = "0.01 s"
data = [{ use = "sq-xray" }]
""", {"crystal.extxyz": alternating_crystal()}),
    "quench": ("glass", """
[step.quench]
use = "glass.quench"
composition = "Cu64Zr36"
energy = { use = "eam", file = "CuZr_mm.eam.fs" }
atoms = 32
melt_time = "0.01 ps"
rate = "1e18 K/s"
hold_time = "0.01 ps"
""", {}),
    "soil": ("soil", """
[step.core]
use = "soil.phantom"
size = [6, 12, 12]
[step.classes]
use = "soil.classes"
volume = "@core.volume"
[step.pores]
use = "soil.pores"
volume = "@classes.labels"
phase = [1]
""", {}),
    "network": ("soil", """
[step.core]
use = "soil.phantom"
size = [24, 32, 32]
[step.train]
use = "soil.train"
samples = ["@core.volume"]
net = "tiny"
side = 16
epochs = 2
precision = "float"
""", {}),
    "records": ("synthesis", """
[step.network]
use = "synthesis.network"
reactions = ["reactions.csv"]
targets = ["CC(=O)Nc1ccc(O)cc1"]
[step.plan]
use = "synthesis.plan"
iterations = 5
reactions = ["reactions.csv"]
stock = ["stock.smi"]
targets = ["CC(=O)Nc1ccc(O)cc1"]
""", {"reactions.csv": "id,product,reactants\n1,CC(=O)Nc1ccc(O)cc1,Nc1ccc(O)cc1.CC(=O)OC(C)=O\n"
                       "2,Nc1ccc(O)cc1,O=[N+]([O-])c1ccc(O)cc1\n",
      "stock.smi": "CC(=O)OC(C)=O\nO=[N+]([O-])c1ccc(O)cc1\n"}),
    "plan": ("synthesis", """
[step.plan]
use = "synthesis.plan"
iterations = 5
targets = ["CC(=O)Nc1ccc(O)cc1"]
""", {}),
    "adapt": ("melting", """
[step.adapt]
use = "potential.adapt"
element = "Al"
temperature = "926 K"
factors = [1.0]
cells = [2, 2, 2]
start_frames = 5
time = "0.01 ps"
snapshots = 2
iterations = 1
steps = 6
further_steps = 4
last_steps = 4
embedding = [2, 4]
axis = 2
fitting = [4]
labeller = { use = "model", energy = { use = "eam", file = "Al_mm.eam.fs" } }
""", {}),
}
