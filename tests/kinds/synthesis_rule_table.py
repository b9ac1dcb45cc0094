#!/usr/bin/env python3
"""synthesis.rule-labels and rule-table from end to end: amides, biaryls and amines of which nets learn by which
transform they are made. usage: synthesis_rule_table.py CRUCIBLE"""
import csv
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kill"))
from midway import some_items, stop_midway
from synthesis_calls import call, crucible, rows, table

RINGS = ["c1ccccc1", "c1ccc(C)cc1", "c1ccc(F)cc1", "c1ccc(OC)cc1", "c1ccncc1", "c1ccsc1", "c1ccc(CC)cc1", "c1ccoc1"]


def reactions():
    for i, a in enumerate(RINGS):
        for j, b in enumerate(RINGS):
            part = "test" if (i + j) % 4 == 0 else "train"
            yield part, f"{a}C(=O)NC{b}", f"{a}C(=O)Cl.NC{b}"
            yield part, f"c1(-{b.replace('1', '2')}){a[2:]}", f"Br{a}.OB(O){b}"
        yield "train", f"Nc2cc(C{a})ccc2", f"O=[N+]([O-])c2cc(C{a})ccc2"
    yield "train", "C(", "CC"
    yield "test", "CC(C)(C)C", "CC"  # no transform makes it


def out(run, name):
    return next((run / "steps").glob(f"*/out/{name}"))


def main():
    with tempfile.TemporaryDirectory() as name:
        d = pathlib.Path(name)
        with open(d / "reactions.csv", "w", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["split", "product", "reactants"])
            lines.writerows(reactions())
        for part in ("train", "test"):
            call("rule-labels", d / "reactions.csv", "--part", part, "--run", d / part)
        r = rows(d / "train")
        assert r["unread"] == 1 and r["explained"] > 80 and r["rules"] >= 3, r
        labels = table(out(d / "train", "labels.csv"))
        assert all(line["rule"] in line["applicable"].split() for line in labels if line["rule"] != "0")
        names = " ".join(line["name"] for line in table(out(d / "train", "rules.csv")))
        assert "ACYL CHLORIDE" in names and "SUZUKI" in names and "NITRO" in names, names
        assert sum(line["rule"] == "0" for line in table(out(d / "test", "labels.csv"))) >= 1

        asked = ["rule-table", out(d / "train", "labels.csv"), "--held_out", out(d / "test", "labels.csv"), "--width", 32,
                 "--bits", 256, "--highways", 2, "--batch", 8]
        call(*asked, "--epochs", 300, "--run", d / "whole")
        r = rows(d / "whole")
        assert r["unexplained"] >= 1 and r["held-out"] > 20, r
        for way in ("retro", "forward"):
            for chooser in ("logistic", "fc512", "highway", "masked"):
                assert r[f"{way}.{chooser}.accuracy"] > 0.9, (way, chooser, r)
            assert r[f"{way}.random.accuracy"] < 0.7, r
            assert r[f"{way}.expert.top-3"] >= r[f"{way}.expert.accuracy"], r
        scores = table(out(d / "whole", "scores.csv"))
        assert len(scores) == 12 and scores[4]["accuracy published"] == "0.78", scores[4]

        # The same bytes after a stop; long enough that progress, told once a second, is told before the end
        longer = [*asked, "--epochs", 3000]
        call(*longer, "--run", d / "again")
        stop_midway([crucible, "synthesis", *map(str, longer), "--run", str(d / "stopped")], d / "stopped", some_items)
        call(*longer, "--run", d / "stopped")
        for file in ("scores.csv", "rules.csv", "ranks.csv"):
            assert out(d / "again", file).read_bytes() == out(d / "stopped", file).read_bytes(), f"{file}: a stop changed it"

        # What was learned from is not asked about, and tables of something else are refused
        wrong = call(*asked[:3], out(d / "train", "labels.csv"), "--run", d / "same", good=False)
        assert "E-classifier-training" in wrong.stderr, wrong.stderr
        wrong = call("rule-table", d / "reactions.csv", "--held_out", d / "reactions.csv", "--run", d / "no", good=False)
        assert "E-reactions" in wrong.stderr and len(wrong.stderr.strip().splitlines()) == 1, wrong.stderr


main()
