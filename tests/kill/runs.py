"""What the crash tests share: a small study of two steps, and what must be equal in two runs."""
import contextlib
import hashlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

program = pathlib.Path(sys.argv[1]).resolve()

STUDY = """crucible = 1
kind = "polymorphs"
name = "kill"
seed = 5
[step.search]
use = "polymorphs.search"
preset = "tio2"
units = [2]
trials = {trials}
pressure = "20 GPa"
[step.relax]
use = "structure.relax"
structures = "@search"
energy = "matsui-akaogi"
"""


class Bench:
    """A directory with a study and runs of it; removed at the end."""

    def __init__(self, trials=0, study=None):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="crucible-kill-"))
        self.study = self.root / "study.toml"
        self.study.write_text(study or STUDY.format(trials=trials))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def command(self, run, *options):
        return [str(program), "run", str(self.study), "-o", str(self.root / run), *options]

    def run(self, run, *options, **environment):
        return subprocess.run(self.command(run, *options), capture_output=True, text=True,
                              env={**os.environ, **environment}, timeout=120)

    def finish(self, run, *options):
        done = self.run(run, *options)
        if done.returncode:
            raise AssertionError(f"{run} did not resume: {done.returncode}\n{done.stderr}")

    def forget(self, run):
        shutil.rmtree(self.root / run, ignore_errors=True)

    def items(self, run):
        """Every acknowledged item, by key and number."""
        file = self.root / run / "results.db"
        if not file.exists():
            return {}
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as db:
            try:
                return {row[:2]: row[2:] for row in db.execute("SELECT key, item, state, result FROM items")}
            except sqlite3.OperationalError:
                return {}  # killed before the tables were there

    def contents(self, run):
        """All that must not depend on what happened on the way."""
        root = self.root / run
        out = {}
        for path in sorted(root.glob("steps/*/*")) + sorted(root.glob("steps/*/out/*")):
            if path.is_file() and path.name not in ("log.txt", "trace.csv"):
                out[str(path.relative_to(root))] = hashlib.sha256(path.read_bytes()).hexdigest()
        out["plan.json"] = hashlib.sha256((root / "plan.json").read_bytes()).hexdigest()
        with contextlib.closing(sqlite3.connect(f"file:{root / 'results.db'}?mode=ro", uri=True)) as db:
            out["items"] = db.execute("SELECT * FROM items ORDER BY key, item").fetchall()
            out["rows"] = db.execute("SELECT * FROM rows ORDER BY key, position").fetchall()
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return out


def killed_to_its_end(bench, dice, longest):
    """A fresh run with two workers, killed (-9) after up to `longest` seconds and started again until it ends: its exit code,
    kills, and how many items were acknowledged before a kill and not there afterwards."""
    bench.forget("run")
    kills = lost = 0
    acknowledged = {}
    while True:
        with open(bench.root / "said.txt", "wb") as said:
            child = subprocess.Popen(bench.command("run", "--on", "local:2"), stdout=subprocess.DEVNULL, stderr=said)
        try:
            child.wait(dice.uniform(0, longest))
            is_over = True
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            kills += 1
            longest *= 1.03  # a machine that has become busy must come to an end, too
            is_over = False
        now = bench.items("run")
        lost += sum(now.get(k) != v for k, v in acknowledged.items())
        if is_over:
            return child.returncode, kills, lost
        acknowledged = now


def difference(a, b):
    """Names of what differs, for messages."""
    return [k for k in sorted(set(a) | set(b)) if a.get(k) != b.get(k)]
