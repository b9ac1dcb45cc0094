#!/usr/bin/env python3
"""potential.train on several ranks: the same bytes as on one, also when it was killed or stopped on the way and
went on with another number of ranks. usage: ranks.py CRUCIBLE CRUCIBLE_TRAIN"""
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

worker = str(pathlib.Path(sys.argv.pop(2)).resolve())
program = str(pathlib.Path(sys.argv.pop(1)).resolve())
STUDY = """crucible = 1
name = "train"
[step.train]
use = "potential.train"
frames = ["frames.xyz"]
faults = "keep"
steps = STEPS
cutoff = "5 angstrom"
embedding = [16, 32]
axis = 8
fitting = [64, 64]
batch = 8
shards = 4
ranks = RANKS
report_every = 20
"""


def frames(count=10, edge=4.0):
    """Shaken cubes of two elements with labels of no meaning: only their bytes matter here."""
    pick = random.Random(5)
    text = ""
    for _ in range(count):
        lines = []
        for i in range(8):
            place = [edge / 2 * (i >> k & 1) + pick.uniform(-0.2, 0.2) for k in range(3)]
            force = [pick.gauss(0, 0.5) for _ in range(3)]
            lines.append(f"{'Cu' if i % 3 else 'Zr'} " + " ".join(map(repr, place + force)))
        virial = " ".join(repr(pick.gauss(0, 1)) for _ in range(9))
        text += (f'8\nLattice="{edge} 0 0 0 {edge} 0 0 0 {edge}" Properties=species:S:1:pos:R:3:forces:R:3 '
                 f'energy={-28 + pick.gauss(0, 0.2)!r} virial="{virial}" pbc="T T T"\n' + "\n".join(lines) + "\n")
    return text


def below(pid):
    """All processes under `pid`."""
    out = []
    for child in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split():
        out += [int(child), *below(int(child))]
    return out


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


class Ranks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="crucible-ranks-")
        self.place = pathlib.Path(self.folder.name)
        (self.place / "frames.xyz").write_text(frames())
        self.environment = {**os.environ, "CRUCIBLE_TRAIN": worker,
                            "OMPI_MCA_mpi_yield_when_idle": "1"}  # ranks share a busy machine here

    def tearDown(self):
        self.folder.cleanup()

    def start(self, name, ranks, steps=60, text=STUDY):
        study = self.place / f"study{ranks}.toml"
        study.write_text(text.replace("RANKS", str(ranks)).replace("STEPS", str(steps)))
        return subprocess.Popen([program, "run", str(study), "-o", str(self.place / name)], env=self.environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")

    def finished(self, name, ranks, **options):
        process = self.start(name, ranks, **options)
        _, error = process.communicate(timeout=600)
        return process.returncode, error

    def outputs(self, name):
        return {p.name: p.read_bytes() for p in (self.place / name / "steps/train/out").iterdir()}

    def whole(self, name, ranks, **options):
        code, error = self.finished(name, ranks, **options)
        self.assertEqual(code, 0, error)
        out = self.outputs(name)
        self.assertIn("model.crucible", out)
        return out

    def test_one_two_and_four_ranks_make_the_same_model(self):
        expected = self.whole("one", 1)
        for ranks in (2, 4):
            self.assertEqual(self.whole(f"ranks{ranks}", ranks), expected, f"{ranks} ranks")
        # The number of ranks is no part of the result: nothing is to be done again.
        code, error = self.finished("ranks2", 4)
        self.assertEqual(code, 0, error)
        self.assertIn("cached", error)

    def wait_for_step(self, name, process, step, seen):
        """Until the run says, behind the first `seen` bytes of its events, that it is at that step; False when it
        ends before."""
        events = self.place / name / "events.jsonl"
        while process.poll() is None:
            lines = events.read_bytes()[seen:].split(b"\n")[:-1] if events.exists() else []
            told = [json.loads(line) for line in lines]
            if any(e["kind"] == "progress" and e["value"] >= step for e in told):
                return True
            time.sleep(0.02)
        return False

    def stopped_everywhere(self, name, steps):
        """Kills and stops a run at several steps; False where this machine was through before it was asked."""
        events = self.place / name / "events.jsonl"
        for ranks, share, how in ((2, 0.1, signal.SIGINT), (2, 0.25, signal.SIGKILL), (1, 0.3, signal.SIGINT),
                                  (4, 0.4, signal.SIGINT), (4, 0.5, signal.SIGKILL)):
            seen = events.stat().st_size if events.exists() else 0
            process = self.start(name, ranks, steps)
            if not self.wait_for_step(name, process, share * steps, seen):
                _, error = process.communicate(timeout=600)
                self.assertEqual(process.returncode, 0, error)
                return False
            under = below(process.pid)
            process.send_signal(how)
            process.communicate(timeout=120)
            for _ in range(100):
                if not any(alive(p) for p in under):
                    break
                time.sleep(0.1)
            self.assertFalse([p for p in under if alive(p)], "ranks outlived their program")
            if process.returncode == 0:
                return False
            self.assertEqual(process.returncode, 130 if how == signal.SIGINT else -signal.SIGKILL)
        return True

    def test_killed_and_stopped_runs_end_in_the_same_bytes_whatever_ranks_they_had(self):
        for steps in (1200, 4800, 19200):
            if self.stopped_everywhere(f"killed{steps}", steps):
                break
        else:
            self.fail("no run was long enough for this machine")
        code, error = self.finished(f"killed{steps}", 2, steps=steps)
        self.assertEqual(code, 0, error)
        self.assertEqual(self.outputs(f"killed{steps}"), self.whole("whole", 1, steps=steps))

    def test_faults_are_told(self):
        code, error = self.finished("odd", 3)
        self.assertEqual(code, 1)
        self.assertIn("E-training-ranks", error)
        self.environment["CRUCIBLE_TRAIN"] = "/nowhere/crucible-train"
        code, error = self.finished("absent", 2)
        self.assertEqual(code, 4)
        self.assertIn("E-training-worker", error)
        self.environment["CRUCIBLE_TRAIN"] = worker
        (self.place / "frames.xyz").write_text(re.sub(r"energy=\S+", "energy=-1e200", frames()))
        code, error = self.finished("exploding", 2)
        self.assertEqual(code, 1)
        self.assertIn("E-training-diverged", error)
        done = subprocess.run([worker, str(self.place / "none")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("E-io", done.stderr)


unittest.main()
