#!/usr/bin/env python3
"""polymorphs.free-energy and polymorphs.diagram from end to end: two phases of TiO2, three levels, one diagram.
usage: free_energy.py CRUCIBLE"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

program = str(pathlib.Path(sys.argv.pop(1)).resolve())

RUTILE = """rutile
1.0
4.4924 0 0
0 4.4924 0
0 0 3.0082
Ti O
2 4
Direct
0 0 0
0.5 0.5 0.5
0.3045 0.3045 0
0.6955 0.6955 0
0.1955 0.8045 0.5
0.8045 0.1955 0.5
"""


def pyrite():
    ti = [(0, 0, 0), (0.5, 0, 0.5), (0, 0.5, 0.5), (0.5, 0.5, 0)]
    u = 0.34
    o = []
    for s in (1, -1):
        for x, y, z in ((u, u, u), (0.5 - u, -u, 0.5 + u), (-u, 0.5 + u, 0.5 - u), (0.5 + u, 0.5 - u, -u)):
            o.append(tuple((s * v) % 1 for v in (x, y, z)))
    lines = "\n".join(" ".join(f"{v:.6f}" for v in p) for p in ti + o)
    return f"pyrite\n1.0\n4.8225 0 0\n0 4.8225 0\n0 0 4.8225\nTi O\n4 8\nDirect\n{lines}\n"


STUDY = """crucible = 1
kind = "polymorphs"
name = "two-phases"
[inputs]
phases = ["rutile.poscar", "pyrite.poscar", "twin.poscar"]
entropies = "basins.csv"
[step.classical]
use = "polymorphs.free-energy"
phases = "@phases"
formula = "TiO2"
energy = "matsui-akaogi"
pressures = { range = ["12 GPa", "18 GPa"], step = "2 GPa" }
temperatures = ["0 K", "400 K", "800 K"]
level = { use = "harmonic", mesh = "10 angstrom", volumes = 7 }
[step.quantum]
use = "polymorphs.free-energy"
phases = "@phases"
formula = "TiO2"
energy = "matsui-akaogi"
pressures = { list = ["12 GPa", "18 GPa"] }
temperatures = ["0 K", "300 K"]
level = { use = "harmonic", mesh = "10 angstrom", volumes = 7, statistics = "quantum" }
[step.basin]
use = "polymorphs.free-energy"
phases = "@phases"
formula = "TiO2"
energy = "matsui-akaogi"
pressures = { range = ["10 GPa", "20 GPa"], step = "5 GPa" }
temperatures = ["0 K", "1000 K"]
level = { use = "basin", basins = "@entropies" }
[step.diagram]
use = "polymorphs.diagram"
potentials = ["@classical.mu", "@quantum.mu", "@basin.mu"]
reference = "pyrite"
[[check]]
id = "diagram.boundary.harmonic.rutile.pyrite.0"
expect = "14.39 GPa"
within = "0.01 GPa"
source = "static enthalpies of the Matsui-Akaogi potential"
"""

# kB per formula unit.
BASINS = "label,entropy (kB),error (kB),component\nrutile,0,0.1,1\npyrite,-0.5,0.1,1\n"


def rows(path):
    with open(path, encoding="utf-8") as f:
        return list(csv.DictReader(f))


class FreeEnergy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="crucible-free-energy-")
        cls.path = pathlib.Path(cls.folder.name)
        (cls.path / "rutile.poscar").write_text(RUTILE)
        (cls.path / "pyrite.poscar").write_text(pyrite())
        # Rutile once more, from another corner.
        (cls.path / "twin.poscar").write_text(RUTILE.replace("0.3045 0.3045 0\n", "0.3046 0.3044 1\n"))
        (cls.path / "basins.csv").write_text(BASINS)
        (cls.path / "study.toml").write_text(STUDY)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def call(self, *words, code=0):
        done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, cwd=self.path)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_points_of_lines_are_shared_by_workers(self):
        level = ("{ use = 'integrate', plan = 'lines', width = '4 angstrom', nodes = 3, steps = 300, switches = 2, "
                 "cell_steps = 300 }")
        found = []
        for workers in (1, 2):
            self.call("polymorphs", "free-energy", "rutile.poscar", "pyrite.poscar", "--formula", "TiO2", "--energy",
                      "matsui-akaogi", "--pressures", "{ list = ['10 GPa'] }", "--temperatures", "400 K,600 K,800 K",
                      "--level", level, "--run", f"lines-{workers}", "--on", f"local:{workers}")
            out = self.path / f"lines-{workers}/steps/free-energy/out"
            found.append([(out / f"{table}.csv").read_bytes() for table in ("mu", "integrals", "branches")])
        self.assertEqual(found[0], found[1])
        mu = rows(out / "mu.csv")
        self.assertEqual([(r["phase"], r["temperature (K)"], r["state"]) for r in mu],
                         [(p, t, "stays") for p in ("rutile", "pyrite") for t in ("400", "600", "800")])
        states = [r["state"] for r in rows(out / "integrals.csv")]
        self.assertEqual(states, ["stays", "sampled", "sampled"] * 2)
        for cold, hot in ((mu[0], mu[2]), (mu[3], mu[5])):
            self.assertGreater(float(hot["mu (kcal/mol)"]), float(cold["mu (kcal/mol)"]) + 5)  # wavelength 1 angstrom
            self.assertGreater(float(hot["error (kcal/mol)"]), 0)
            self.assertGreater(0.5, float(hot["error (kcal/mol)"]))

    def test_three_levels_one_diagram(self):
        self.call("run", "study.toml", "-o", "run")
        steps = self.path / "run/steps"
        mu = rows(steps / "classical/out/mu.csv")
        self.assertEqual({r["phase"] for r in mu}, {"rutile", "pyrite"})  # the twin is left out
        self.assertTrue(all(r["state"] == "stays" for r in mu))
        self.assertEqual({r["space_group"] for r in mu}, {"P4_2/mnm", "Pa-3"})
        cold = [r for r in mu if r["temperature (K)"] == "0"]
        self.assertTrue(all(r["mu (kcal/mol)"] == r["enthalpy (kcal/mol)"] for r in cold))
        hot = {r["phase"]: float(r["volume (angstrom^3)"]) for r in mu
               if r["temperature (K)"] == "800" and r["pressure (GPa)"] == "12"}
        rest = {r["phase"]: float(r["volume (angstrom^3)"]) for r in cold if r["pressure (GPa)"] == "12"}
        for phase in ("rutile", "pyrite"):
            self.assertGreater(hot[phase], 1.005 * rest[phase])
        quantum = rows(steps / "quantum/out/mu.csv")
        self.assertEqual({r["level"] for r in quantum}, {"harmonic-quantum"})
        self.assertTrue(all(r["state"] == "stays" for r in quantum))
        for r in quantum:  # zero-point energy lifts, by some kcal/mol
            self.assertGreater(float(r["mu (kcal/mol)"]), float(r["enthalpy (kcal/mol)"]))
        boundaries = rows(steps / "diagram/out/boundaries.csv")
        found = {(b["level"], b["temperature (K)"]): float(b["pressure (GPa)"]) for b in boundaries}
        self.assertAlmostEqual(found["harmonic", "0"], 14.387, delta=0.005)
        self.assertAlmostEqual(found["basin", "0"], 14.387, delta=0.01)
        # Half a kB at 1000 K is 0.9936 kcal/mol; the boundary moves by that over the difference of volumes.
        at_15 = {r["phase"]: float(r["volume (angstrom^3)"]) for r in rows(steps / "basin/out/mu.csv")
                 if r["pressure (GPa)"] == "15" and r["temperature (K)"] == "0"}
        slope = (at_15["rutile"] - at_15["pyrite"]) * 0.143932643
        self.assertAlmostEqual(found["basin", "1000"] - found["basin", "0"], 0.9936 / slope, delta=0.05)
        html = (self.path / "run/report.html").read_text()
        self.assertNotIn("E-report", html)
        self.assertIn("Rutile gives way to pyrite", html)
        for name in ("diagram-diagram-1.svg", "classical-phases.svg"):
            self.assertNotIn("nan", (self.path / "run/figures" / name).read_text())
        density = rows(steps / "classical/out/density.csv")
        for phase in ("rutile", "pyrite"):
            mine = [r for r in density if r["phase"] == phase]
            width = float(mine[1]["frequency (THz)"]) - float(mine[0]["frequency (THz)"])
            self.assertAlmostEqual(sum(float(r["density (1/THz)"]) for r in mine) * width, 1, places=9)

    def test_faults_are_told(self):
        common = ("--formula", "TiO2", "--energy", "matsui-akaogi", "--run")
        done = self.call("polymorphs", "free-energy", "rutile.poscar", "--formula", "Ti2O3", "--energy",
                         "matsui-akaogi", "--run", "bad-1", code=1)
        self.assertIn("E-thermo-branch", done.stderr)
        done = self.call("polymorphs", "free-energy", "rutile.poscar", "--pressures",
                         "{ range = ['0 GPa', '900 GPa'], step = '0.001 GPa' }", *common, "bad-2", code=1)
        self.assertIn("E-thermo-branch", done.stderr)
        (self.path / "no-entropy.csv").write_text("label,found\nrutile,3\n")
        done = self.call("polymorphs", "free-energy", "rutile.poscar", "--level",
                         "{ use = 'basin', basins = 'no-entropy.csv' }", *common, "bad-3", code=1)
        self.assertIn("E-thermo-table", done.stderr)
        (self.path / "mu.csv").write_text(
            "phase,space_group,level,pressure (GPa),temperature (K),state,mu (kcal/mol),error (kcal/mol),"
            "enthalpy (kcal/mol),volume (angstrom^3)\na,,harmonic,0,300,lost,,,,\n")
        done = self.call("polymorphs", "diagram", "mu.csv", "--run", "bad-4", code=1)
        self.assertIn("E-thermo-diagram", done.stderr)


if __name__ == "__main__":
    unittest.main()
