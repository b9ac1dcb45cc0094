#!/usr/bin/env python3
"""potential.adapt with an embedded-atom potential as the teacher: the deviation falls, and a run that was
stopped ends in the same bytes. usage: adapt.py CRUCIBLE CRUCIBLE_MD"""
import csv
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

worker = str(pathlib.Path(sys.argv.pop(2)).resolve())
program = str(pathlib.Path(sys.argv.pop(1)).resolve())
POTENTIAL = pathlib.Path("/usr/share/lammps/potentials/Cu_mishin1.eam.alloy")
STUDY = """crucible = 1
name = "adapt"
[step.adapt]
use = "potential.adapt"
element = "Cu"
labeller = { use = "model", energy = { use = "eam", file = "Cu_mishin1.eam.alloy" } }
cells = [2, 2, 2]
start_frames = 20
window = [0.05, 1.5]
stop = 0.05
steps = 400
further_steps = 400
last_steps = 400
time = "0.4 ps"
snapshots = 10
iterations = 3
"""

OTHERS = """1
Lattice="2.4 0 0 0 2.4 0 0 0 2.4" Properties=species:S:1:pos:R:3 pbc="T T T"
Cu 0 0 0
2
Lattice="2.87 0 0 0 2.87 0 0 0 2.87" Properties=species:S:1:pos:R:3 pbc="T T T"
Cu 0 0 0
Cu 1.435 1.435 1.435
"""

# A worker that dies while it writes its last frame.
DYING = """#!/bin/sh
{worker} "$@"
for last; do :; done
case "$last" in */run)
    truncate -s -100 "$last/frames.extxyz"
    kill -SEGV $$
esac
"""


@unittest.skipUnless(POTENTIAL.exists(), "no lammps-data")
class Adapt(unittest.TestCase):
    def start(self, place, name, study_text=STUDY, worker=worker):
        study = place / f"{name}.toml"
        study.write_text(study_text)
        environment = {**os.environ, "CRUCIBLE_MD": str(worker), "OMP_NUM_THREADS": "1"}
        return subprocess.Popen([program, "run", str(study), "-o", str(place / name)], env=environment,
                                stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, errors="replace")

    def outputs(self, run):
        return {p.name: p.read_bytes() for p in (run / "steps/adapt/out").iterdir()}

    def test_dynamics_whose_worker_dies_is_lost_but_its_frames_count(self):
        with tempfile.TemporaryDirectory(prefix="crucible-adapt-") as folder:
            place = pathlib.Path(folder)
            dying = place / "dying"
            dying.write_text(DYING.format(worker=worker))
            dying.chmod(0o755)
            text = STUDY.replace("iterations = 3", "iterations = 2").replace("steps = 400", "steps = 50")
            text = text.replace("[0.05, 1.5]", "[0.001, 100]")
            run = self.start(place, "lost", text, dying)
            _, error = run.communicate(timeout=800)
            self.assertEqual(run.returncode, 0, error)
            self.assertIn("was lost: dying ended with signal", error)
            rows = list(csv.DictReader(self.outputs(place / "lost")["iterations.csv"].decode().splitlines()))
            self.assertEqual([row["lost"] for row in rows][0], "5")
            self.assertGreater(int(rows[0]["candidates"]), 0)

    def test_other_phases_are_learned_from(self):
        with tempfile.TemporaryDirectory(prefix="crucible-adapt-") as folder:
            place = pathlib.Path(folder)
            (place / "others.extxyz").write_text(OTHERS)
            text = STUDY.replace("iterations = 3", "iterations = 2").replace("start_frames = 20", "start_frames = 12")
            text += 'others = "others.extxyz"\ntemperature = "3000 K"\n'
            run = self.start(place, "hot", text)
            _, error = run.communicate(timeout=800)
            self.assertEqual(run.returncode, 0, error)
            frames = self.outputs(place / "hot")["labelled.extxyz"].decode().splitlines()
            sizes = [int(line) for line in frames if line.strip().isdigit()]
            self.assertLessEqual({1, 2, 32}, set(sizes))  # the others are among them

    def test_deviation_falls_and_stopped_runs_end_as_whole_ones(self):
        with tempfile.TemporaryDirectory(prefix="crucible-adapt-") as folder:
            place = pathlib.Path(folder)
            began = time.monotonic()
            whole = self.start(place, "whole")
            _, error = whole.communicate(timeout=800)
            seconds = time.monotonic() - began
            self.assertEqual(whole.returncode, 0, error)
            expected = self.outputs(place / "whole")
            rows = list(csv.DictReader(expected["iterations.csv"].decode().splitlines()))
            median = [float(row["median (eV/angstrom)"]) for row in rows]
            force = [float(row["force-rmse (eV/angstrom)"]) for row in rows]
            self.assertGreater(len(rows), 1)
            self.assertLess(median[-1], median[0])
            self.assertLess(force[-1], force[0])
            for share in (0.2, 0.5):
                stopped = self.start(place, "stopped")
                try:
                    stopped.communicate(timeout=share * seconds)
                except subprocess.TimeoutExpired:
                    stopped.send_signal(signal.SIGINT if share < 0.4 else signal.SIGKILL)
                    stopped.communicate(timeout=300)
            last = self.start(place, "stopped")
            _, error = last.communicate(timeout=800)
            self.assertEqual(last.returncode, 0, error)
            found = self.outputs(place / "stopped")
            self.assertEqual([name for name in expected if found.get(name) != expected[name]], [])


unittest.main()
