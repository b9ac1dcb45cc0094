#!/usr/bin/env python3
"""Steps of the kind melting from end to end, at sizes and errors that minutes allow: every output that a
step declares is made, the page can be drawn, a second start finds all done.
usage: melting.py CRUCIBLE"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

program = str(pathlib.Path(sys.argv.pop(1)).resolve())
copper = "{ use = 'eam', file = 'Cu_mishin1.eam.alloy' }"


class Melting(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="crucible-melting-")
        self.addCleanup(folder.cleanup)
        self.run_folder = pathlib.Path(folder.name) / "run"

    def step(self, verb, *words):
        """Exit code 3 is a verdict that refuses, which such small runs may earn."""
        done = subprocess.run([program, "melting", verb, *words, "--energy", copper, "--run", str(self.run_folder)],
                              capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        html = (self.run_folder / "report.html").read_text()
        place = html.find("E-report")
        self.assertEqual(place, -1, html[max(0, place - 300):place + 200])
        self.assertIn("<svg", html)
        return html

    def previews_while(self, run, step):
        """What `step` shows of itself while the process `run` works: file name -> the last content."""
        folder, shown = self.run_folder / "steps" / step / "preview", {}
        while run.poll() is None:
            for file in folder.glob("*.csv") if folder.is_dir() else ():
                try:
                    shown[file.name] = file.read_text()
                except FileNotFoundError:
                    pass  # its run has just ended
            time.sleep(0.2)
        return shown

    def assert_fronts_were_shown(self, shown):
        """Temperature and solid share over time, and the solid along the cell, of the first run."""
        self.assertFalse((self.run_folder / "steps/coexist/preview").exists(), "previews go when their step is done")
        plots = {}
        for what, heads in (("Temperature", ("time (ps)", "mean of 1 ps (K)")),
                            ("Solid share", ("time (ps)", "by the energy")),
                            ("Solid along the cell", ("z (angstrom)", "after "))):
            rows = list(csv.reader(shown[f"{what}, Cu run 1.0.csv"].splitlines()))
            self.assertTrue(all(h.startswith(head) for h, head in zip(rows[0], heads)), rows[0])
            plots[what] = [[float(row[k]) for row in rows[1:]] for k in (0, 1)]
            self.assertEqual(plots[what][0], sorted(plots[what][0]))
        # The samples that were heard are few of those that the result is made of, at the same times.
        full = {round(float(t["time (ps)"]), 3): float(t["temperature (K)"])
                for t in self.table("coexist", "traces.csv") if t["run"] == "1"}
        for time_ps, temperature in zip(*plots["Temperature"]):
            self.assertLess(abs(temperature - full[round(time_ps, 3)]), 100)
        self.assertTrue(all(-0.3 < share < 1.3 for share in plots["Solid share"][1]), plots)
        self.assertTrue(all(0 <= share <= 1 for share in plots["Solid along the cell"][1]), plots)

    def table(self, verb, name):
        text = (self.run_folder / "steps" / verb / "out" / name).read_text()
        return list(csv.DictReader(text.splitlines()))

    def test_coexist(self):
        words = ["--element", "Cu", "--error", "0.05", "--atoms", "900", "--slab", "20 angstrom", "--guess", "1330 K"]
        run = subprocess.Popen([program, "melting", "coexist", *words, "--energy", copper, "--run",
                                str(self.run_folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shown = self.previews_while(run, "coexist")
        self.assertIn(run.returncode, (0, 3))
        self.assert_fronts_were_shown(shown)
        made = {p.name for p in (self.run_folder / "steps/coexist/out").iterdir()}
        self.assertTrue({"runs.csv", "front.extxyz"} <= made, made)
        runs = self.table("coexist", "runs.csv")
        self.assertGreaterEqual(len(runs), 2)
        before = {p: p.stat().st_mtime_ns for p in (self.run_folder / "steps/coexist/out").iterdir()}
        self.step("coexist", *words)
        after = {p: p.stat().st_mtime_ns for p in (self.run_folder / "steps/coexist/out").iterdir()}
        self.assertEqual(before, after)

    def test_sizes(self):
        self.step("sizes", "--element", "Cu", "--guess", "1330 K", "--cells", "4", "--seeds", "2", "--time", "10 ps")
        sizes = self.table("sizes", "sizes.csv")
        self.assertEqual(len(sizes), 1)

    def test_elements(self):
        self.step("elements", "--elements", "Cu", "--error", "0.05", "--atoms", "900", "--slab", "20 angstrom",
                  "--runs", "4")
        elements = self.table("elements", "elements.csv")
        self.assertEqual([row["element"] for row in elements], ["Cu"])


if __name__ == "__main__":
    unittest.main()
