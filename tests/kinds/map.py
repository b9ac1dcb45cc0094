#!/usr/bin/env python3
"""synthesis.map: reactions get atom maps, what has none says why, and templates come out of the result.
usage: map.py CRUCIBLE"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kill"))
from midway import some_items, stop_midway

program = str(pathlib.Path(sys.argv.pop(1)).resolve())
AMIDE = "[C:1](=[O:2])-[NH;+0:3]>>[C:1](=[O:2])-[OH].[NH2:3]"
REACTIONS = [("a", "CC(=O)O.NCC", "CC(=O)NCC"), ("b", "CC(=O)Cl.NCC", "CC(=O)NCC"), ("c", "CBr.CO", "COC"),
             ("d", "C(.NCC", "CC(=O)NCC"), ("f", "CCO", "CC.O"), ("e", "OC(=O)CC.NCC.[Na+]", "CCC(=O)NCC")]


class Map(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.path = pathlib.Path(self.place.name)
        (self.path / "templates.csv").write_text("retro_template,uses\n" + f'"{AMIDE}",5\n')

    def write(self, reactions):
        table = self.path / "reactions.csv"
        table.write_text("id,reactants,product\n" + "".join(f"{i},{r},{p}\n" for i, r, p in reactions))
        return table

    def command(self, table, run="run"):
        return [program, "synthesis", "map", table, "--templates", self.path / "templates.csv", "--run", self.path / run]

    def rows(self, run="run"):
        done = subprocess.run([program, "show", self.path / run, "--json"], capture_output=True, text=True, check=True)
        return done.stdout

    def table(self, run="run"):
        out = self.path / run / "steps/map/out/mapped.csv"
        return list(csv.DictReader(out.read_text().splitlines()))

    def test_maps_and_reasons(self):
        done = subprocess.run(self.command(self.write(REACTIONS)), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        mapped = self.table()
        self.assertEqual([m["id"] for m in mapped], ["a", "b", "c", "f", "e"])  # d is told as unread
        self.assertEqual([m["template"] for m in mapped], ["0", "-1", "-1", "-1", "0"])
        self.assertEqual(mapped[1]["why not"], "no template makes its reactants of the product")
        self.assertEqual(mapped[2]["why not"], "no template applies to the product")
        self.assertIn("several products", mapped[3]["why not"])
        self.assertIn(">[Na+]>", mapped[4]["reaction_smiles"])
        shown = self.rows()
        for words in ("no template makes its reactants", "no template applies", "it is no reaction to one product"):
            self.assertIn(words, shown)

    def test_templates_come_out_of_maps(self):
        subprocess.run(self.command(self.write(REACTIONS[:1])), check=True, capture_output=True)
        done = subprocess.run([program, "synthesis", "extract", self.path / "run/steps/map/out/mapped.csv", "--run",
                               self.path / "extracted"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        out = self.path / "extracted/steps/extract/out/reactions.csv"
        self.assertEqual(next(csv.DictReader(out.read_text().splitlines()))["check"], "stereo")

    def test_templates_that_ship(self):
        table = self.write([("a", "CC(=O)Cl.Nc1ccc(O)cc1", "CC(=O)Nc1ccc(O)cc1")])
        done = subprocess.run([program, "synthesis", "map", table, "--run", self.path / "run"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(":1]", self.table()[0]["reaction_smiles"])

    def test_goes_on_after_a_stop(self):
        table = self.write([REACTIONS[0]] * 20000)
        stop_midway(self.command(table, "stopped"), self.path / "stopped", some_items)
        done = subprocess.run(self.command(table, "stopped"), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        whole = self.table("stopped")
        self.assertEqual(len(whole), 20000)
        self.assertEqual({m["template"] for m in whole}, {"0"})

    def test_without_a_file(self):
        done = subprocess.run(self.command(self.path / "nowhere.csv"), capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nowhere.csv", done.stderr)


if __name__ == "__main__":
    unittest.main()
