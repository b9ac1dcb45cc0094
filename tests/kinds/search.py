#!/usr/bin/env python3
"""polymorphs.search stops by what is unseen, at the same trial whoever did the trials.
usage: search.py CRUCIBLE. The part with ranks is left out without mpirun."""
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

crucible = str(pathlib.Path(sys.argv[1]).resolve())
FILES = ("phases.extxyz", "minima.extxyz", "phases.csv", "trials.csv", "found.csv")


def command(place, run, *options, trials=1000, stop=0.06):
    return [crucible, "polymorphs", "search", "--preset", "tio2", "--pressure", "20 GPa", "--units", "2,3",
            "--trials", str(trials), "--stop_unseen", str(stop), "--run", place / run, *options]


def bytes_of(place, run):
    out = place / run / "steps/search/out"
    return {name: (out / name).read_bytes() for name in FILES}


def numbers(place, run):
    shown = subprocess.run([crucible, "show", place / run, "--json"], capture_output=True, text=True, check=True)
    return {r["id"].split(".", 1)[1]: r.get("value") for r in json.loads(shown.stdout)["rows"]}


def main():
    with tempfile.TemporaryDirectory(prefix="crucible-search-") as place:
        place = pathlib.Path(place)

        def run(name, *options, **settings):
            done = subprocess.run(command(place, name, *options, **settings), capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stderr

        said = run("one", "--on", "local:1")
        one, found = bytes_of(place, "one"), numbers(place, "one")
        each = found["trials"] / 2
        assert 100 <= each < 1000 and each % 50 == 0, found
        assert found["unseen"] < found["unseen-limit"] <= 0.06, found
        assert "more than the" not in said, said
        run("two", "--on", "local:2")
        assert bytes_of(place, "two") == one
        if shutil.which("mpirun"):
            run("ranks", "--on", "mpi:2")
            assert bytes_of(place, "ranks") == one
        # A search of just as many trials that never looks has the same crystals and counts.
        run("plain", "--on", "local:2", trials=int(each), stop=0)
        assert bytes_of(place, "plain") == one
        # One that is interrupted goes on to the same end.
        child = subprocess.Popen(command(place, "stopped", "--on", "local:2"), stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        child.wait()
        run("stopped", "--on", "local:1")
        assert bytes_of(place, "stopped") == one
        # What cannot be had is said.
        said = run("short", trials=60, stop=0.001)
        assert "more than the 0.001 asked for" in said, said
        assert numbers(place, "short")["trials"] == 120
    return 0


sys.exit(main())
