#!/usr/bin/env python3
"""synthesis.strategies, and plans that follow strategies, from end to end.
usage: synthesis_strategies.py CRUCIBLE"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

crucible = str(pathlib.Path(sys.argv[1]).resolve())
BOC_PHE_OME = "COC(=O)[C@H](Cc1ccccc1)NC(=O)OC(C)(C)C"
L_PHENYLALANINE = "N[C@@H](Cc1ccccc1)C(=O)O"
REDUCED = "CC12CCC(O)C=C1CCCC2=O"  # the Wieland-Miescher ketone, its enone reduced
PARTIAL = "CC12CCC(O)CC1CCCC2=O"  # the Wieland-Miescher ketone, reduced and hydrogenated


def call(*arguments, good=True):
    done = subprocess.run([crucible, *map(str, arguments)], capture_output=True, text=True)
    assert (done.returncode == 0) == good, (arguments, done.returncode, done.stderr)
    return done


def table(run, name):
    with open(out(run, name), newline="") as file:
        return list(csv.DictReader(file))


def out(run, name):
    return next(pathlib.Path(run).glob(f"steps/*/out/{name}"))


def plan(d, name, *arguments):
    call("synthesis", "plan", *arguments, "--rules", "written", "--algorithm", "p-uct",
         "--iterations", 60, "--run", d / name)
    return d / name


def check_advice(d):
    call("synthesis", "strategies", PARTIAL, BOC_PHE_OME, "--run", d / "why")
    found = table(d / "why", "advice.csv")
    told = {(r["target"], r["strategy"]) for r in found}
    assert any(s == "transform-goals" for _, s in told) and any(s == "structure-goals" for _, s in told), told
    ahead = [r for r in found if r["strategy"] == "transform-goals" and r["rank"] == "1"]
    assert any("prepares the Robinson annulation in 2 steps back" in r["reasons"] for r in ahead), ahead


def check_look_ahead(d):
    run = plan(d, "ahead", REDUCED, "--strategies", "transform-goals")
    moves = [r for r in table(run, "moves.csv") if r["route"] == "1"]
    names = [r["name"] for r in moves]
    assert "Robinson annulation" in names, names
    first = next(r for r in moves if r["depth"] == "1")
    assert "prepares the Robinson annulation in 1 step back: Luche reduction" in first["reasons"], first
    document = json.loads(out(run, "routes.json").read_text())
    assert document[0]["children"][0]["metadata"]["reasons"], document[0]


def check_start(d):
    run = plan(d, "start", BOC_PHE_OME, "--strategies", "structure-goals")
    document = json.loads(out(run, "routes.json").read_text())
    assert document[0]["is_solved"], document[0]["scores"]

    def leaves(node):
        if not node.get("children"):
            return [node["smiles"]]
        return [x for c in node["children"] for x in leaves(c)]

    assert L_PHENYLALANINE in leaves(document[0]), leaves(document[0])


def check_unchanged(d):
    plain = plan(d, "plain", "CC(=O)Nc1ccc(O)cc1")
    assert "reasons" not in out(plain, "moves.csv").read_text()
    assert "reasons" not in out(plain, "routes.json").read_text()


def check_faults(d):
    wrong = call("synthesis", "plan", "CCO", "--strategies", "wishful", "--run", d / "x", good=False)
    assert "wishful" in wrong.stderr, wrong.stderr
    deep = call("synthesis", "plan", "CCO", "--strategies", "transform-goals", "--look_ahead", 16,
                "--run", d / "y", good=False)
    assert "15" in deep.stderr, deep.stderr


with tempfile.TemporaryDirectory() as folder:
    directory = pathlib.Path(folder)
    check_advice(directory)
    check_look_ahead(directory)
    check_start(directory)
    check_unchanged(directory)
    check_faults(directory)
print("strategies: passed")
