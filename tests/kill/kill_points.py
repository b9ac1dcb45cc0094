#!/usr/bin/env python3
"""SIGKILL at each durable operation of a two-step run, then a resume: every run ends byte-equal.

usage: kill_points.py PROGRAM
"""
import concurrent.futures

from runs import Bench, difference

passed = failed = 0


def expect(condition, message):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print("FAILED:", message)


def points_of(bench, *options):
    """How many durable operations such a run makes."""
    log = bench.root / "points"
    bench.forget("count")
    bench.run("count", *options, CRUCIBLE_KILL_LOG=str(log))
    count = len(log.read_text().splitlines())
    log.unlink()
    return count


def kill_and_resume(bench, reference, workers, point):
    run = f"run-{workers}-{point}"
    options = ("--on", f"local:{workers}")
    killed = bench.run(run, *options, CRUCIBLE_KILL_AT=str(point))
    # Commits follow the clock, so a run may make a few operations more or fewer than the counted one.
    expect(killed.returncode in (-9, 0), f"point {point}: exit {killed.returncode}: {killed.stderr}")
    bench.finish(run, *options)
    found = bench.contents(run)
    expect(found == reference, f"{workers} workers, point {point}: differs in {difference(found, reference)}")
    bench.forget(run)
    return killed.returncode == -9


def steps_only(contents):
    return {k: v for k, v in contents.items() if k.startswith("steps")}


def kill_while_changing(bench, reference, there, changed, point):
    run = f"change-{point}"
    bench.finish(run)
    killed = bench.run(run, *changed, CRUCIBLE_KILL_AT=str(point))
    bench.finish(run)
    back = bench.contents(run)
    expect(steps_only(back) == steps_only(reference), f"point {point}: back differs in {difference(back, reference)}")
    bench.finish(run, *changed)
    again = bench.contents(run)
    expect(steps_only(again) == steps_only(there), f"point {point}: there again differs in {difference(again, there)}")
    bench.forget(run)
    return killed.returncode == -9


def at_each(points, what):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return sum(pool.map(what, range(1, points + 1)))


with Bench(trials=6) as bench:
    bench.finish("reference", "--on", "local:1")
    reference = bench.contents("reference")
    bench.finish("two", "--on", "local:2")
    expect(bench.contents("two") == reference, "two workers differ from one")
    for workers in (1, 2):
        points = points_of(bench, "--on", f"local:{workers}")
        expect(points > 30, f"only {points} durable operations were seen")
        kills = at_each(points, lambda n: kill_and_resume(bench, reference, workers, n))
        print(f"{workers} workers: {kills} kills at {points} points")

    # Over a finished run, killed while its settings change; then there and back again.
    changed = ("--set", "search.trials=7")
    bench.finish("changed", *changed)
    there = bench.contents("changed")
    bench.finish("count")
    points = points_of(bench, *changed)
    kills = at_each(points, lambda n: kill_while_changing(bench, reference, there, changed, n))
    print(f"changing settings: {kills} kills at {points} points")

print(f"{passed} passed, {failed} failed")
raise SystemExit(1 if failed else 0)
