#!/usr/bin/env python3
"""synthesis.extract: templates are counted, reactions point at them, what has none says why.
usage: extract.py CRUCIBLE"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

program = str(pathlib.Path(sys.argv.pop(1)).resolve())
AMIDE = "[CH3:1][C:2](=[O:3])[Cl:9].[NH2:4][CH2:5][{0}:7]>>[CH3:1][C:2](=[O:3])[NH:4][CH2:5][{0}:7]"
REACTIONS = [("a", 2, AMIDE.format("CH3")), ("b", 2, AMIDE.format("CH2").replace(":7]", ":7][CH3:8]")),
             ("c", 1, "[CH3:1][Br:2].[OH:3][CH3:4]>>[CH3:1][O:3][CH3:4]"), ("d", 0, "CO>>CO")]


class Extract(unittest.TestCase):
    def extracted(self, *options):
        with tempfile.TemporaryDirectory() as place:
            table = pathlib.Path(place) / "reactions.csv"
            table.write_text("id,class,reaction_smiles\n" +
                             "".join(f"{i},{c},{r}\n" for i, c, r in REACTIONS))
            run = pathlib.Path(place) / "run"
            done = subprocess.run([program, "synthesis", "extract", table, "--run", run, *options],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            out = run / "steps/extract/out"
            return [list(csv.DictReader((out / name).read_text().splitlines())) for name in ("templates.csv", "reactions.csv")]

    def test_counts_and_indices(self):
        templates, reactions = self.extracted()
        self.assertEqual([t["uses"] for t in templates], ["2", "1"])
        self.assertEqual(templates[0]["precedent"], "a")
        self.assertEqual(templates[0]["class_2"], "2")
        self.assertEqual([r["template"] for r in reactions], ["0", "0", "1", "-1"])
        self.assertEqual([r["check"] for r in reactions], ["stereo"] * 3 + ["no template"])
        self.assertEqual(reactions[3]["why not"], "it has no atom map")

    def test_rare_ones_can_be_left_out(self):
        templates, reactions = self.extracted("--uses", "2")
        self.assertEqual(len(templates), 1)
        self.assertEqual([r["template"] for r in reactions], ["0", "0", "-1", "-1"])


if __name__ == "__main__":
    unittest.main()
