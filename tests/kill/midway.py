"""Stops a run once its events say that it is in the midst of its work: a wait of so many seconds is too short on
one machine and too long on the next."""
import json
import pathlib
import signal
import subprocess
import time


def told(run, what):
    """How many events of that kind, or in that unit, a run has told; those that begin at nothing (0 of n) left out."""
    events = pathlib.Path(run) / "events.jsonl"
    if not events.exists():
        return 0
    lines = events.read_bytes().split(b"\n")[:-1]
    return sum(what in (e["kind"], e.get("unit")) and e["value"] > 0 for e in map(json.loads, lines))


def stop_midway(command, run, what, count=1, how=signal.SIGINT, **popen):
    """Runs `command`, sends it `how` once `run` has told `count` such events, and fails when it did not end by that
    signal."""
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **popen)
    while child.poll() is None and told(run, what) < count:
        time.sleep(0.01)
    child.send_signal(how)
    code = child.wait(timeout=120)
    expected = 130 if how == signal.SIGINT else -how
    assert code == expected, f"{run}: ended with {code} instead of {expected}: it was through before it was stopped"
