#!/usr/bin/env python3
"""synthesis.review and plans by rule records: ranked moves with what they need, damaged records told with field and
column, formulas with theirs. usage: synthesis_review.py CRUCIBLE"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

program = pathlib.Path(sys.argv.pop(1)).resolve()
shipped = program.parent.parent / "share/crucible/transforms/records.json"
ARIPIPRAZOLE = "Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl"
SULFANILAMIDE = "Nc1ccc(S(N)(=O)=O)cc1"


class Review(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def call(self, *words, code=0):
        done = subprocess.run([program, "synthesis", *map(str, words)], cwd=self.place, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def moves(self, run):
        with open(self.place / run / "steps/review/out/moves.csv", newline="") as file:
            return list(csv.DictReader(file))

    def test_aripiprazole_as_on_the_slide(self):
        self.call("review", ARIPIPRAZOLE, "--run", "a")
        names = [m["name"] for m in self.moves("a")]
        slide = {"Alkylation of amines with alkyl chlorides (PTC conditions)", "SN2 NR2", "Alkylation Secondary Amines"}
        self.assertEqual(set(names[:3]), slide)
        self.assertEqual(names[3], "Buchwald-Hartwig amination of aryl bromides")
        self.assertIn("Beckmann rearrangement to a lactam", names)
        self.assertIn("review-route-1-1.svg", [p.name for p in (self.place / "a/figures").iterdir()])

    def test_protection_is_told_and_drawn(self):
        self.call("review", SULFANILAMIDE, "--run", "s")
        move = self.moves("s")[0]
        self.assertEqual(move["protection"], "tert-butyl carbamate (Boc)")
        self.assertIn("2. acetamide (Ac)", move["warnings"])
        route = json.loads((self.place / "s/steps/review/out/routes.json").read_text())[0]
        self.assertEqual(route["scores"]["steps"], 3)  # on, reaction, off

    def test_a_plan_keeps_acetyl_through_two_steps(self):
        self.call("plan", SULFANILAMIDE, "--records", shipped, "--algorithm", "formula-bfs", "--run", "p")
        best = json.loads((self.place / "p/steps/plan/out/routes.json").read_text())[0]
        self.assertTrue(best["is_solved"])
        names = [best["children"][0]["metadata"]["name"]]
        self.assertEqual(names, ["take off acetamide (Ac)"])
        self.assertIn("HCl or NaOH", best["children"][0]["metadata"]["conditions"])
        again = self.call("plan", SULFANILAMIDE, "--records", shipped, "--algorithm", "formula-bfs", "--run", "q")
        self.assertEqual(*[(self.place / r / "steps/plan/out/routes.json").read_bytes() for r in "pq"], again.stderr)

    def test_damaged_records_and_formulas(self):
        (self.place / "r.json").write_text('[{"rxn_id": 7, "name": "x", "reaction_SMARTS": "[C:1][N:2]>>[C:1].[N:2]",\n'
                                           ' "groups_to_protect": ["[#6]C([#6)=O"]}]')
        said = self.call("review", "CCN", "--records", "r.json", "--run", "r", code=1).stderr
        self.assertIn("r.json:2:34: ", said)
        self.assertIn("record 7: groups_to_protect[0], column 10", said)
        self.assertIn("E-rule-record", said)
        said = self.call("review", "CCN", "--move_score", "20 + 3 *", "--run", "f", code=1).stderr
        self.assertIn("move_score:1:9: ", said)
        self.assertIn('the formula "20 + 3 *": a number or a name is missing at its end', said)
        said = self.call("review", "CCN", "--position_score", "SIZE", "--run", "g", code=1).stderr
        self.assertIn("nobody knows 'SIZE'", said)


if __name__ == "__main__":
    unittest.main()
