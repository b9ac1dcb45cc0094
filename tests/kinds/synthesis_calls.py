"""What the tests of synthesis share: steps that are called and what they leave. The program is the first argument of
the test."""
import csv
import json
import os
import pathlib
import subprocess
import sys

crucible = str(pathlib.Path(sys.argv[1]).resolve())
# Without what ships with the program, so that everything has to be given.
BARE = {**os.environ, "CRUCIBLE_SHARE": "/nowhere"}


def call(*arguments, good=True, env=None):
    """A step of synthesis that has to go well, or must not."""
    done = subprocess.run([crucible, "synthesis", *map(str, arguments)], capture_output=True, text=True, env=env)
    assert (done.returncode == 0) == good, (arguments, done.returncode, done.stderr)
    return done


def call_bare(*arguments, good=True):
    return call(*arguments, good=good, env=BARE)


def whole_rows(run):
    shown = subprocess.run([crucible, "show", str(run), "--json"], capture_output=True, text=True, check=True)
    found = json.loads(shown.stdout)
    found = found["rows"] if isinstance(found, dict) else found
    return {r["id"].split(".", 1)[-1]: r for r in found}


def rows(run):
    return {name: row["value"] for name, row in whole_rows(run).items()}


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))
