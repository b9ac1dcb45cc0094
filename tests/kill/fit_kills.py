#!/usr/bin/env python3
"""kill -9 at random times of a reverse Monte Carlo fit, 50 of them: the chain goes on to the last bit.

usage: fit_kills.py PROGRAM [KILLS]
"""
import pathlib
import random
import signal
import subprocess
import sys
import time

from runs import Bench, difference

kills_wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 50
examples = pathlib.Path(__file__).resolve().parents[2] / "examples/glass"
dice = random.Random(20261121)
failed = 0

STUDY = f"""crucible = 1
kind = "glass"
name = "fit-kill"
seed = 3
[inputs]
target = "{examples}/cu64zr36.extxyz"
[step.fit]
use = "glass.fit"
target = "@target"
replicas = 2
checkpoint = "0.05 s"
schedule = "own"
energy = {{ use = "lennard-jones", cutoff = "6 angstrom", pairs = [
    {{ pair = "Cu-Cu", epsilon = "0.4 eV", sigma = "2.3 angstrom" }},
    {{ pair = "Cu-Zr", epsilon = "0.5 eV", sigma = "2.6 angstrom" }},
    {{ pair = "Zr-Zr", epsilon = "0.5 eV", sigma = "2.9 angstrom" }}] }}
inner = 500
data = [{{ use = "sq-xray", longest = "10 angstrom" }},
        {{ use = "exafs", absorber = "Cu", feff = ["{examples}/feff/CuZr_B2_CuK"] }}]
stages = [{{ sweeps = 15, temperature = ["2000 K", "900 K"], swaps = 0.1 }},
          {{ sweeps = 15, temperature = ["900 K", "300 K"], sigma = [0.1, 0.01] }}]
"""


def expect(condition, message):
    global failed
    if not condition:
        failed += 1
        print("FAILED:", message)


def checkpoints(bench):
    """Moves that the newest whole checkpoint stands for cannot be read here; its number can."""
    return sum(1 for _ in (bench.root / "run").glob("steps/fit/ckpt/item-*/*"))


with Bench(study=STUDY) as bench:
    bench.finish("reference", "--on", "local:2")
    bench.forget("reference")
    began = time.monotonic()
    bench.finish("reference", "--on", "local:2")
    seconds = time.monotonic() - began
    reference = bench.contents("reference")
    kills = runs = resumed = 0
    while kills < kills_wanted:
        bench.forget("run")
        runs += 1
        while True:
            resumed += checkpoints(bench) > 0
            child = subprocess.Popen(bench.command("run", "--on", "local:2"), stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
            try:
                child.wait(dice.uniform(0.1, 0.9) * seconds)
                seconds = seconds if resumed else 0.7 * seconds  # faster now than when the reference was timed
                break
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                kills += 1
        expect(child.returncode == 0, f"run {runs} ended with {child.returncode}")
        found = bench.contents("run")
        expect(found == reference, f"run {runs} differs in {difference(found, reference)}")
    expect(resumed > kills // 10, f"only {resumed} of {kills} resumes found a checkpoint")

    bench.forget("run")
    child = subprocess.Popen(bench.command("run", "--on", "local:2"), stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
    while checkpoints(bench) == 0 and child.poll() is None:  # however fast this machine is now
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    stopped = time.monotonic()
    _, talk = child.communicate(timeout=60)
    expect(child.returncode == 130, f"Ctrl-C: exit {child.returncode}: {talk}")
    expect(time.monotonic() - stopped < 5, "Ctrl-C in the midst of a replica took more than 5 s")
    expect(checkpoints(bench) > 0, "Ctrl-C left no checkpoint")
    bench.finish("run", "--on", "local:1")
    expect(bench.contents("run") == reference, "the run resumed after Ctrl-C differs")
    print(f"{kills} kills in {runs} runs of {seconds:.1f} s, {resumed} resumes found a checkpoint, {failed} failures")

raise SystemExit(1 if failed else 0)
