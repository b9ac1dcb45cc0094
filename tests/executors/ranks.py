#!/usr/bin/env python3
"""A study on ranks of mpirun gives the bytes of local workers, also when ranks or the owner are killed.
usage: ranks.py PROGRAM. Skipped (77) without mpirun."""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kill"))
from runs import Bench, difference  # noqa: E402

TRIALS = 3000


def expect_same(bench, run, reference):
    found = bench.contents(run)
    assert found == reference, f"{run} differs in {difference(found, reference)}"


def ranks(bench, run):
    """Process ids of the ranks at work: the names of their logs are HOST-PID-TIME-news.log."""
    logs = (bench.root / run / "steps/search/items").glob("pool-*/*-news.log")
    return [int(p.name.split("-")[-3]) for p in logs]


def started(bench, run):
    child = subprocess.Popen(bench.command(run, "--on", "mpi:2"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while child.poll() is None and not bench.items(run):
        time.sleep(0.005)
    return child


def killed_rank(bench, reference):
    child = started(bench, "rank")
    victims = ranks(bench, "rank")
    for victim in victims:
        with contextlib.suppress(ProcessLookupError):  # it may have come to its end already
            os.kill(victim, signal.SIGKILL)
            break
    said = child.communicate(timeout=120)[1]
    assert child.returncode == 0, said
    assert victims, "no rank was seen at work"
    expect_same(bench, "rank", reference)


def killed_owner(bench, reference):
    child = started(bench, "owner")
    assert child.poll() is None, "it was too quick to be killed"
    victims = ranks(bench, "owner")
    acknowledged = bench.items("owner")
    child.kill()
    child.wait()
    deadline = time.time() + 20
    while any(pathlib.Path(f"/proc/{p}").exists() for p in victims):
        assert time.time() < deadline, "a rank outlived the run that it worked for"
        time.sleep(0.05)
    bench.finish("owner", "--on", "local:2")
    now = bench.items("owner")
    assert all(now.get(k) == v for k, v in acknowledged.items()), "an acknowledged item was lost"
    expect_same(bench, "owner", reference)


def interrupted(bench, reference):
    child = started(bench, "stopped")
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert child.returncode in (130, 0), child.returncode
    bench.finish("stopped", "--on", "mpi:3")
    expect_same(bench, "stopped", reference)


def main():
    if not shutil.which("mpirun"):
        print("SKIPPED: mpirun is not installed")
        return 77
    with Bench(TRIALS) as bench:
        bench.finish("local", "--on", "local:1")
        reference = bench.contents("local")
        bench.finish("ranks", "--on", "mpi:2")
        expect_same(bench, "ranks", reference)
        killed_rank(bench, reference)
        killed_owner(bench, reference)
        interrupted(bench, reference)
    print("the same bytes from one worker, from ranks, and after a rank, the owner and a stop")
    return 0


sys.exit(main())
