#!/usr/bin/env python3
"""synthesis.train-translator, translate and plan from end to end: amides whose acid chloride and amine a small net
learns to write; stops, threads and faults. With a folder of data as second argument: the toy of 2,000 recorded
deprotections. usage: synthesis_translator.py CRUCIBLE [DATA]"""
import csv
import gzip
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kill"))
from midway import metric, stop_midway
from synthesis_calls import call, crucible, rows, table

TAILS = ["C", "CC", "CCC", "CC(C)", "CCCC", "C1CC1", "C1CCC1", "CCCCC"]


def reactions():
    for left in TAILS:
        for right in TAILS:
            yield 2, f"{left}C(=O)NC{right}", f"{left}C(=O)Cl.NC{right}"


def model(run):
    return run / "steps/train-translator/out/translator.model"


def write(path, some):
    with open(path, "w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["class", "product", "reactants"])
        lines.writerows(some)


def toy(d, data):
    """Boc groups and tert-butyl esters: which group was taken off is no matter of chance there."""
    with gzip.open(data / "reactions/uspto50k_liu2017_split.csv.gz", "rt") as file:
        found = [r for r in csv.DictReader(file) if r["class"] == "6" and
                 ("C(=O)OC(C)(C)C" in r["reactants"] or "CC(C)(C)OC(=O)" in r["reactants"])]
    for part, most in (("train", 2000), ("valid", 1000)):
        write(d / f"{part}.csv", [(r["class"], r["product"], r["reactants"]) for r in found if r["split"] == part][:most])
    call("train-translator", d / "train.csv", "--net", "memory", "--width", 128, "--attention", 64,
         "--encoder_layers", 1, "--decoder_layers", 1, "--epochs", 12, "--batch_tokens", 1500, "--warm_up", 100,
         "--rate", 0.004, "--run", d / "toy")
    call("translate", d / "valid.csv", "--beams", 10, "--translator", model(d / "toy"), "--run", d / "asked")
    r = rows(d / "asked")
    print({k: v for k, v in r.items() if not k.startswith("flat")}, rows(d / "toy")["seconds"])
    assert r["asked"] > 250, r
    assert r["top-1"] > 0.6, r  # of reactions that were held out


def main():
    with tempfile.TemporaryDirectory() as name:
        d = pathlib.Path(name)
        if not (pathlib.Path(crucible).parent / "libcrucible_nn.so").exists():
            print("SKIPPED: libtorch was not here to build nn with")
            sys.exit(77)
        if len(sys.argv) > 2:
            data = pathlib.Path(sys.argv[2])
            if not data.is_dir():
                print("SKIPPED: no ../shared/data")
                sys.exit(77)
            toy(d, data)
            return

        write(d / "reactions.csv", reactions())
        small = ["--net", "memory", "--width", 32, "--attention", 32, "--encoder_layers", 1, "--decoder_layers", 1,
                 "--batch_tokens", 200, "--warm_up", 20, "--rate", 0.01, "--dropout", 0, "--epochs", 30,
                 "--classes", "on", "--untold", 0.3]
        call("train-translator", d / "reactions.csv", "--held_out", d / "reactions.csv", *small, "--run", d / "whole")
        r = rows(d / "whole")
        assert r["reactions"] == 64 and r["unread"] == 0, r
        call("translate", d / "reactions.csv", "--beams", 5, "--translator", model(d / "whole"), "--run", d / "asked")
        for option in ("on", "off"):
            call("translate", d / "reactions.csv", "--beams", 5, "--translator", model(d / "whole"), "--classes", option,
                 "--run", d / f"asked-{option}")
            asked = rows(d / f"asked-{option}")
            assert asked["asked"] == 64 and asked["top-1"] > 0.8, asked
            assert 0 <= asked["invalid"] < 1, asked

        # Several writings of a product are one list of answers, and answers say whether they were recorded
        call("translate", d / "reactions.csv", "--beams", 5, "--translator", model(d / "whole"), "--writings", 3,
             "--run", d / "several")
        several, one = rows(d / "several"), rows(d / "asked")
        assert several["asked"] == 64 and several["answers"] >= one["answers"], (several, one)
        told = table(d / "asked/steps/translate/out/answers.csv")
        assert sum(a["recorded"] == "yes" and a["place"] == "1" for a in told) == round(64 * one["top-1"]), one

        # A trained net goes on as it is
        call("train-translator", d / "reactions.csv", "--start", model(d / "whole"), "--epochs", 1, "--rate", 1e-7,
             "--batch_tokens", 200, "--dropout", 0, "--run", d / "further")
        assert rows(d / "further")["loss"] < 2 * r["held-out-loss"] + 0.05, (rows(d / "further"), r)

        # A stop changes nothing
        arguments = ["train-translator", d / "reactions.csv", "--held_out", d / "reactions.csv", *small]
        stop_midway([crucible, "synthesis", *arguments, "--run", d / "stopped"], d / "stopped", metric, 60)
        call(*arguments, "--run", d / "stopped")
        assert model(d / "whole").read_bytes() == model(d / "stopped").read_bytes(), "a stop changed the weights"

        # A plan by translations alone
        (d / "stock.smi").write_text("CC(=O)Cl\nNCCC\n")
        plans = []
        for run in ("plan", "again"):
            call("plan", "CC(=O)NCCC", "--stock", d / "stock.smi", "--translator", model(d / "whole"), "--beams", 5,
                 "--iterations", 20, "--algorithm", "retro-star", "--run", d / run)
            plans.append((d / run / "steps/plan/out/routes.json").read_bytes())
        assert plans[0] == plans[1], "the same seed gave other routes"
        best = json.loads(plans[0])[0]
        assert best["is_solved"] and best["scores"]["steps"] == 1, best

        # Faults in one line each
        write(d / "none.csv", [(2, "C(", "CC")])
        for arguments, code in ((["train-translator", d / "none.csv", *small], "E-"),
                                (["train-translator", d / "reactions.csv", "--net", "memory", "--width", 40], "E-translator-shape"),
                                (["translate", d / "reactions.csv", "--translator", d / "reactions.csv"], "E-model")):
            wrong = call(*arguments, good=False)
            assert code in wrong.stderr and len(wrong.stderr.strip().splitlines()) == 1, wrong.stderr


main()
