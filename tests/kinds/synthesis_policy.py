#!/usr/bin/env python3
"""synthesis.extract, train, train-filter, one-step and plan from end to end: amides and ethers of which a policy
learns where each is cut. usage: synthesis_policy.py CRUCIBLE"""
import csv
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kill"))
from midway import all_items, stop_midway
from synthesis_calls import call, crucible, rows

AMIDE = "[C:1](=[O;D1;H0:2])-[NH;D2;+0:3]-[C:4]>>Cl-[C:1]=[O;D1;H0:2].[C:4]-[NH2;D1;+0:3]"
ETHER = "[C:1]-[O;H0;D2;+0:2]-[c:3]>>Br-[C:1].[OH;D1;+0:2]-[c:3]"
TAILS = ["C", "CC", "CCC", "CC(C)", "CCCC", "CC(C)C", "C1CC1", "C1CCC1", "CCCCC", "C1CCCC1"]


def reactions():
    """An amide is always made of its chloride, also where an aryl ether is there to be cut."""
    for i, left in enumerate(TAILS):
        for j, right in enumerate(TAILS):
            ether = (i + j) % 2 == 0
            head = "c1ccccc1O" if ether else ""
            yield (f"a{i}-{j}", f"{left}C(=O)NC{right}{head}".replace("c1ccccc1O", "Oc1ccccc1"),
                   f"{left}C(=O)Cl.NC{right}{head}".replace("c1ccccc1O", "Oc1ccccc1"), AMIDE)
        yield (f"e{i}", f"{left}COc1ccccc1", f"{left}CBr.Oc1ccccc1", ETHER)


def check_values(d, templates, policy, target):
    """A net of costs: the same on any number of threads, used by a plan, bound to its policy."""
    given = ["--templates", templates, "--policy", policy]
    bought = {m for _, _, reactants, _ in list(reactions())[::2] for m in reactants.split(".")}
    (d / "half.smi").write_text("".join(f"{m}\n" for m in sorted(bought)))
    made = []
    for threads in (1, 3):
        run = d / f"value-{threads}"
        call("train-value", d / "reactions.csv", *given, "--stock", d / "half.smi", "--calls", 4, "--width", 16,
             "--bits", 256, "--epochs", 20, "--rounds", 2, "--batch", 16, "--rate", 0.01, "--threads", threads,
             "--run", run)
        made.append((run / "steps/train-value/out/value.model").read_bytes())
    assert made[0] == made[1], "costs depend on threads"
    r = rows(d / "value-1")
    assert r["molecules"] > 100 and r["seen"] >= r["molecules"], r
    assert 0.05 < r["makeable"] < 0.95, r  # the stock has half of what it takes
    assert r["error"] < r["spread"], r
    model = d / "value-1/steps/train-value/out/value.model"
    plan = ["plan", target, "--stock", d / "stock.smi", "--templates", templates, "--iterations", 50,
            "--algorithm", "retro-star", "--value", model]
    call(*plan, "--policy", policy, "--run", d / "valued")
    best = json.loads((d / "valued/steps/plan/out/routes.json").read_text())[0]
    assert best["is_solved"] and best["scores"]["steps"] == 2, best
    other = d / "other-policy"
    call("train", d / "reactions.csv", "--templates", templates, "--width", 16, "--bits", 64, "--epochs", 1,
         "--run", other)
    wrong = call(*plan, "--policy", other / "steps/train/out/policy.model", good=False)
    assert "E-value-policy" in wrong.stderr, wrong.stderr


def check_ruled(d, templates, recorded):
    """What written rules say is learned, too; products that are kept apart are not."""
    learn = ("train-filter", d / "reactions.csv", "--templates", templates, "--width", 16, "--epochs", 2, "--ruled", 2)
    call(*learn, "--run", d / "ruled")
    more = rows(d / "ruled")
    assert more["recorded"] > recorded and 0 <= more["area.killed"] <= 1, more
    (d / "apart.csv").write_text("product\n" + "".join(f"{product}\n" for _, product, _, _ in list(reactions())[:40]))
    call(*learn, "--unseen", d / "apart.csv", "--run", d / "apart")
    assert rows(d / "apart")["recorded"] < more["recorded"], rows(d / "apart")
    (d / "apart.csv").write_text("molecule\nCCO\n")
    wrong = call(*learn, "--unseen", d / "apart.csv", good=False)
    assert "apart.csv:1" in wrong.stderr and "E-reactions" in wrong.stderr, wrong.stderr


def check_stop(d, templates):
    """A filter and a net of costs that were stopped while they learned are those of one go, whenever that was."""
    for verb, output, sizes in (("train-filter", "filter.model", ["--epochs", 1000]),
                                ("train-value", "value.model", ["--epochs", 1000, "--calls", 2])):
        arguments = [verb, d / "reactions.csv", "--width", 128, "--batch", 16, *sizes]
        if verb == "train-filter":
            arguments += ["--templates", templates]
        whole = d / f"{verb}-whole"
        call(*arguments, "--run", whole)
        stopped = d / f"{verb}-stopped"
        command = [crucible, "synthesis", *arguments, "--run", stopped]
        stop_midway(command, stopped, all_items)
        call(*arguments, "--run", stopped)
        made = [(run / f"steps/{verb}/out" / output).read_bytes() for run in (whole, stopped)]
        assert made[0] == made[1], f"{verb} after a stop is another"


def main():
    with tempfile.TemporaryDirectory() as name:
        d = pathlib.Path(name)
        with open(d / "reactions.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["id", "product", "reactants", "retro_template"])
            table.writerows(reactions())
        call("extract", d / "reactions.csv", "--templates", "given", "--keep", "none", "--run", d / "extract")
        templates = d / "extract/steps/extract/out/templates.csv"
        assert rows(d / "extract")["distinct"] == 2

        small = ["--width", 32, "--bits", 512, "--epochs", 40, "--batch", 16, "--rate", 0.01]
        trained = []
        for threads in (1, 3):
            run = d / f"train-{threads}"
            call("train", d / "reactions.csv", "--templates", templates, "--run", run, "--threads", threads, *small)
            trained.append((run / "steps/train/out/policy.model").read_bytes())
        assert trained[0] == trained[1], "a policy depends on threads"
        policy = d / "train-1/steps/train/out/policy.model"

        call("one-step", d / "reactions.csv", "--templates", templates, "--policy", policy, "--run", d / "one-step")
        r = rows(d / "one-step")
        assert r["asked"] == 110, r
        assert r["top-1"] > 0.9, r  # half of the amides have an ether that could be cut as well
        assert r["top-3"] == 1 and r["flat-top-3"] == 1, r

        call("train-filter", d / "reactions.csv", "--templates", templates, "--width", 32, "--epochs", 30, "--batch",
             16, "--rate", 0.01, "--held_out", 0.3, "--run", d / "filter")
        r = rows(d / "filter")
        assert r["recorded"] == 110 and r["unrecorded"] > 50, r
        assert r["area"] > 0.8, r
        model = d / "filter/steps/train-filter/out/filter.model"
        check_ruled(d, templates, r["recorded"])

        (d / "stock.smi").write_text("CC(=O)Cl\nOc1ccccc1\nNCCBr\n")
        target = "CC(=O)NCCOc1ccccc1"
        plans = []
        for run in ("plan", "again"):
            call("plan", target, "--stock", d / "stock.smi", "--templates", templates, "--policy", policy, "--filter",
                 model, "--least_feasibility", 0, "--iterations", 50, "--run", d / run)
            plans.append((d / run / "steps/plan/out/routes.json").read_bytes())
        assert plans[0] == plans[1], "the same seed gave other routes"
        best = json.loads(plans[0])[0]
        assert best["is_solved"] and best["scores"]["steps"] == 2, best
        assert "<svg" in (d / "plan/report.html").read_text()

        # Threads that share a batch change nothing
        batches = []
        for threads in (1, 3):
            run = d / f"batch-{threads}"
            call("plan", target, "--stock", d / "stock.smi", "--templates", templates, "--policy", policy, "--batch", 4,
                 "--threads", threads, "--iterations", 50, "--run", run)
            batches.append((run / "steps/plan/out/routes.json").read_bytes())
        assert batches[0] == batches[1], "routes depend on threads"

        check_values(d, templates, policy, target)
        check_stop(d, templates)

        (d / "judge.csv").write_text("product,reactants,known\nCC(=O)NCC,CC(=O)Cl.CCN,2\nCC(=O)NCC,c1ccccc1.O,1\n")
        call("judge", d / "judge.csv", "--filter", model, "--run", d / "judge")
        r = rows(d / "judge")
        assert r["reactions"] == 2 and r["correlation.all"] == 1, r  # an amide from its chloride is likelier
        (d / "judge.csv").write_text("product,reactants\nCC(=O)NCC,C(\n")
        wrong = call("judge", d / "judge.csv", "--filter", model, good=False)
        assert "judge.csv:2" in wrong.stderr and "E-smiles" in wrong.stderr, wrong.stderr

        # What ships with the program: paracetamol from what it is made of, with nothing given
        call("plan", "CC(=O)Nc1ccc(O)cc1", "--iterations", 30, "--run", d / "shipped")
        best = json.loads((d / "shipped/steps/plan/out/routes.json").read_text())[:5]
        steps = [{p["smiles"] for p in route["children"][0]["children"]} for route in best]
        assert any("Nc1ccc(O)cc1" in s for s in steps), steps  # N-acetylation of 4-aminophenol
        assert all(route["is_solved"] for route in best), best

        # A policy and templates that do not belong together
        lines = templates.read_text().splitlines()
        (d / "other.csv").write_text("\n".join([lines[0], lines[2], lines[1]]) + "\n")
        wrong = call("plan", target, "--stock", d / "stock.smi", "--templates", d / "other.csv", "--policy", policy,
                     good=False)
        assert "E-policy-templates" in wrong.stderr and len(wrong.stderr.strip().splitlines()) == 1, wrong.stderr
        alone = call("plan", target, "--stock", d / "stock.smi", "--policy", policy, good=False)
        assert "E-plan-sources" in alone.stderr, alone.stderr


main()
