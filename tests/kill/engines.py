#!/usr/bin/env python3
"""kill -9 at random times over a small study of every kind: what was acknowledged is there afterwards, and the end is that of
a run that nobody disturbed, byte for byte but for times. usage: engines.py PROGRAM [KILLS [KIND...]]"""
import pathlib
import random
import shutil
import sys
import time

from runs import Bench, difference, killed_to_its_end, program

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
STUDIES = {
    "glass": f"""
[step.quench]
use = "glass.quench"
composition = "Cu64Zr36"
energy = {{ use = "eam", file = "CuZr_mm.eam.fs" }}
atoms = 250
melt_time = "0.3 ps"
rate = "1e16 K/s"
hold_time = "0.2 ps"
[step.fit]
use = "glass.fit"
target = "{EXAMPLES}/glass/cu64zr36.extxyz"
schedule = "strict"
effort = 0.02
replicas = 2
checkpoint = "0.2 s"
data = [{{ use = "sq-xray" }}]
""",
    "polymorphs": """
[step.search]
use = "polymorphs.search"
preset = "tio2"
units = [2, 3]
trials = 120
pressure = "20 GPa"
[step.map]
use = "polymorphs.map"
minima = ["@search.minima"]
[step.cluster]
use = "polymorphs.cluster"
map = "@map.map"
""",
    "melting": """
[step.adapt]
use = "potential.adapt"
element = "Al"
temperature = "926 K"
cells = [2, 2, 2]
start_frames = 8
time = "0.05 ps"
snapshots = 5
iterations = 1
steps = 60
further_steps = 40
last_steps = 60
labeller = { use = "model", energy = { use = "eam", file = "Al_mm.eam.fs" } }
""",
    "soil": """
[step.core]
use = "soil.phantom"
size = [60, 60, 60]
[step.classes]
use = "soil.classes"
volume = "@core.volume"
[step.pores]
use = "soil.pores"
volume = "@classes.labels"
phase = [1]
[step.train]
use = "soil.train"
samples = ["@core.volume"]
net = "tiny"
side = 48
epochs = 3
precision = "float"
""",
    "synthesis": """
[step.plan]
use = "synthesis.plan"
iterations = 40
targets = ["CC(=O)Nc1ccc(O)cc1", "CCN(CC)CC(=O)Nc1c(C)cccc1C", "CC(C)Cc1ccc(cc1)C(C)C(=O)O"]
""",
}
# What also holds how long it took: no two runs have it in common.
TIMED = {
    "soil": ["items", "steps/train/out/model.crucible", "steps/train/status.json"],
    "synthesis": ["items", "steps/plan/out/searches.csv", "steps/plan/status.json"],
}
dice = random.Random(20261122)


def contents(bench, run, kind):
    return {k: v for k, v in bench.contents(run).items() if k not in TIMED.get(kind, [])}


def one_kind(kind, kills_wanted):
    """Kills, runs that they fell into, acknowledged items that were lost, ends that differ."""
    study = f'crucible = 1\nkind = "{kind}"\nname = "kills"\nseed = 5\n{STUDIES[kind]}'
    with Bench(study=study) as bench:
        began = time.monotonic()
        bench.finish("reference", "--on", "local:2")
        seconds = time.monotonic() - began
        reference = contents(bench, "reference", kind)
        kills = runs = lost = different = 0
        while kills < kills_wanted:
            runs += 1
            code, killed, gone = killed_to_its_end(bench, dice, 0.6 * seconds)
            kills, lost = kills + killed, lost + gone
            if code != 0:
                said = (bench.root / "said.txt").read_text(errors="replace").strip()
                print(f"FAILED: {kind}, run {runs} ended with {code}: {said[-2000:]}", flush=True)
                different += 1
                continue
            found = contents(bench, "run", kind)
            if found != reference:
                print(f"FAILED: {kind}, run {runs} differs in {difference(found, reference)}")
                different += 1
    print(f"{kind}: {kills} kills in {runs} runs of {seconds:.1f} s, {lost} acknowledged items lost, "
          f"{different} ends that differ", flush=True)
    return kills, lost + different


def main():
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    kinds = sys.argv[3:] or list(STUDIES)
    if not shutil.which("crucible-md", path=str(program.parent)):
        kinds.remove("glass")
        print("SKIPPED: glass, whose quench needs crucible-md")
    counts = [one_kind(kind, -(-wanted // len(kinds))) for kind in kinds]
    print(f"{sum(k for k, _ in counts)} kills, {sum(f for _, f in counts)} faults")
    sys.exit(1 if any(f for _, f in counts) else 0)


if __name__ == "__main__":
    main()
