"""Stops a run once its events say that it is in the midst of its work: a wait of so many seconds is too short on
one machine and too long on the next. Progress is told once a second at most, but the end of a stage at once."""
import json
import pathlib
import signal
import subprocess
import time


def metric(event):
    return event["kind"] == "metric"


def some_items(event):
    return event.get("unit") == "items" and event["value"] > 0


def all_items(event):
    """What follows in the same step, a training for example, begins."""
    return event.get("unit") == "items" and event["value"] == event["total"]


def told(run, sign):
    """How many events of a run are such a sign."""
    events = pathlib.Path(run) / "events.jsonl"
    if not events.exists():
        return 0
    lines = events.read_bytes().split(b"\n")[:-1]
    return sum(map(sign, map(json.loads, lines)))


def stop_midway(command, run, sign, count=1, how=signal.SIGINT, **popen):
    """Runs `command`, sends it `how` once `run` has told `count` such signs, and fails when it did not end by that
    signal."""
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **popen)
    while child.poll() is None and told(run, sign) < count:
        time.sleep(0.01)
    child.send_signal(how)
    code = child.wait(timeout=120)
    expected = 130 if how == signal.SIGINT else -how
    assert code == expected, f"{run}: ended with {code} instead of {expected}: it was through before it was stopped"
