#!/usr/bin/env python3
"""kill -9 at random times of a search with two workers, 200 of them; and the other ways to stop.

usage: random_kills.py PROGRAM [KILLS]
"""
import os
import random
import signal
import subprocess
import sys
import time

from runs import Bench, difference, killed_to_its_end

kills_wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 200
passed = failed = 0
dice = random.Random(20261121)


def expect(condition, message):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print("FAILED:", message)


def random_kills(bench, reference, seconds):
    kills = runs = lost = 0
    while kills < kills_wanted:
        runs += 1
        code, killed, gone = killed_to_its_end(bench, dice, 1.3 * seconds)
        kills, lost = kills + killed, lost + gone
        expect(code == 0, f"run {runs} ended with {code}")
        found = bench.contents("run")
        expect(found == reference, f"run {runs} differs in {difference(found, reference)}")
    expect(lost == 0, f"{lost} acknowledged items were lost")
    print(f"{kills} kills in {runs} runs, {lost} acknowledged items lost")


def wait_for_items(bench, child):
    """Until the run has acknowledged something, however fast the machine is now."""
    while child.poll() is None and not bench.items("run"):
        time.sleep(0.01)


def interrupts(bench, reference):
    for signals, name in ((1, "once"), (2, "twice")):
        bench.forget("run")
        child = subprocess.Popen(bench.command("run", "--on", "local:2"), stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, start_new_session=True)
        wait_for_items(bench, child)
        for _ in range(signals):
            os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to workers too
        began = time.monotonic()
        _, talk = child.communicate(timeout=20)
        expect(child.returncode == 130, f"Ctrl-C {name}: exit {child.returncode}: {talk}")
        expect(time.monotonic() - began < 5, f"Ctrl-C {name} took {time.monotonic() - began:.1f} s")
        bench.finish("run")
        expect(bench.contents("run") == reference, f"Ctrl-C {name}: the resumed run differs")


def second_process(bench):
    bench.forget("run")
    first = subprocess.Popen(bench.command("run"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_items(bench, first)
    second = bench.run("run")
    expect(second.returncode == 1 and "E-run-locked" in second.stderr and f"pid {first.pid}" in second.stderr,
           f"a second process: {second.returncode} {second.stderr}")
    first.kill()
    first.wait()
    bench.finish("run")  # the lock died with its process


with Bench(trials=600) as bench:
    began = time.monotonic()
    bench.finish("reference", "--on", "local:1")
    bench.finish("warm", "--on", "local:2")
    began = time.monotonic()
    bench.forget("warm")
    bench.finish("warm", "--on", "local:2")
    seconds = time.monotonic() - began
    reference = bench.contents("reference")
    interrupts(bench, reference)
    second_process(bench)
    random_kills(bench, reference, seconds)

print(f"{passed} passed, {failed} failed")
raise SystemExit(1 if failed else 0)
