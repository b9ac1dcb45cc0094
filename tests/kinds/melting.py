#!/usr/bin/env python3
"""Steps of the kind melting from end to end, at sizes and errors that minutes allow: every output that a
step declares is made, the page can be drawn, a second start finds all done.
usage: melting.py CRUCIBLE"""
import csv
import pathlib
import subprocess
import sys
import tempfile
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

    def table(self, verb, name):
        text = (self.run_folder / "steps" / verb / "out" / name).read_text()
        return list(csv.DictReader(text.splitlines()))

    def test_coexist(self):
        words = ["--element", "Cu", "--error", "0.05", "--atoms", "900", "--slab", "20 angstrom", "--guess", "1330 K"]
        self.step("coexist", *words)
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
