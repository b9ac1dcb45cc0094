#!/usr/bin/env python3
"""The page of melting.cohesion: two figures that can be drawn, whatever elements were asked for.
usage: cohesion.py CRUCIBLE"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

program = str(pathlib.Path(sys.argv.pop(1)).resolve())


class Cohesion(unittest.TestCase):
    def page(self, *words):
        with tempfile.TemporaryDirectory(prefix="crucible-cohesion-") as folder:
            run = pathlib.Path(folder) / "run"
            subprocess.run([program, "melting", "cohesion", *words, "--run", str(run)], check=True,
                           capture_output=True)
            figures = {p.name: p.read_text() for p in (run / "figures").iterdir()}
            text = (run / "steps/cohesion/out/elements.csv").read_text()
            rows = list(csv.DictReader(text.splitlines()))
            return (run / "report.html").read_text(), figures, rows

    def test_all_elements(self):
        html, figures, rows = self.page()
        self.assertIn("Cohesive energies give melting temperatures to 9 %", html)
        self.assertIn("20 elements, by lattice", html)
        self.assertNotIn("E-report", html)
        lattices = [row["lattice"] for row in rows]
        # Fig. 3 of doi:10.1039/d4dd00069b: 9 fcc metals and Kr, 3 bcc, 7 hcp.
        self.assertEqual([lattices.count(x) for x in ("fcc", "bcc", "hcp", "other")], [10, 3, 7, 36])
        parity = figures["cohesion-parity.csv"]
        for words in ("fcc", "bcc", "hcp", "simulated"):
            self.assertIn(words, parity)
        for name in ("cohesion-parity.svg", "cohesion-energy.svg"):
            self.assertNotIn("nan", figures[name])
        self.assertIn("All elements", figures["cohesion-energy.svg"])

    def test_few_elements(self):
        for words in (["--elements", "Na"], ["--elements", "Na,Mg,Cu"], ["--elements", "Kr,W"]):
            html, figures, _ = self.page(*words)
            self.assertNotIn("E-report", html, words)
            self.assertIn("melting." + words[1].split(",")[0], html)
            self.assertIn("Melting temperature of an element by its group", html)
            self.assertIn("cohesion-energy.svg", figures)


if __name__ == "__main__":
    unittest.main()
