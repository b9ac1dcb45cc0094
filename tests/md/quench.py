#!/usr/bin/env python3
"""glass.quench from outside: killed and stopped runs end in the same bytes; faults. usage: quench.py CRUCIBLE CRUCIBLE_MD"""
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import jobs

worker = str(pathlib.Path(sys.argv.pop(2)).resolve())
program = str(pathlib.Path(sys.argv.pop(1)).resolve())
STUDY = """crucible = 1
name = "quench"
[step.quench]
use = "glass.quench"
preset = "fast"
atoms = 256
melt_time = "1 ps"
rate = "4e14 K/s"
hold_time = "0.5 ps"
ranks = RANKS
"""


@unittest.skipUnless(jobs.POTENTIAL.exists(), "no lammps-data")
class Quench(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="crucible-quench-"))
        self.environment = {**jobs.ENVIRONMENT, "CRUCIBLE_MD": worker}

    def tearDown(self):
        shutil.rmtree(self.place)

    def study(self, ranks=1, text=STUDY):
        file = self.place / "study.toml"
        file.write_text(text.replace("RANKS", str(ranks)))
        return file

    def start(self, name, ranks=1):
        return subprocess.Popen([program, "run", str(self.study(ranks)), "-o", str(self.place / name)],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment)

    def outputs(self, name):
        out = self.place / name / "steps/quench/out"
        return {p.name: p.read_bytes() for p in out.iterdir()}

    def whole(self, ranks):
        process = self.start("whole", ranks)
        _, error = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 0, error)
        return self.outputs("whole")

    def test_killed_and_stopped_runs_end_as_whole_ones(self):
        seed = int.from_bytes(os.urandom(4), "little")
        chance = random.Random(seed)
        for ranks in (1, 2):
            began = time.monotonic()
            expected = self.whole(ranks)
            seconds = time.monotonic() - began
            kills = 0
            for _ in range(60):
                process = self.start(f"killed{ranks}", ranks)
                try:
                    process.communicate(timeout=chance.uniform(0.1, 0.7) * seconds if kills < 6 else 300)
                    if kills:
                        break
                    seconds *= 0.7  # the machine is faster now than when the whole run was timed
                    shutil.rmtree(self.place / f"killed{ranks}")
                except subprocess.TimeoutExpired:
                    process.send_signal(chance.choice([signal.SIGKILL, signal.SIGINT]))
                    process.communicate(timeout=60)
                    self.assertIn(process.returncode, (-9, 130, 0))
                    kills += 1
            self.assertEqual(process.returncode, 0, f"seed {seed}")
            self.assertGreater(kills, 0)
            self.assertEqual(self.outputs(f"killed{ranks}"), expected, f"seed {seed}, {kills} kills")
            shutil.rmtree(self.place / "whole")
            print(f"{ranks} rank(s): {kills} kills and stops, {len(expected)} files the same")

    def test_a_missing_worker_is_exit_4_with_the_packages(self):
        self.environment["CRUCIBLE_MD"] = "/nowhere/crucible-md"
        done = subprocess.run([program, "run", str(self.study()), "-o", str(self.place / "run")],
                              capture_output=True, text=True, env=self.environment)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("liblammps-dev", done.stderr)

    def test_faults_have_their_place(self):
        for old, new, words in (
                ('preset = "fast"', 'preset = "fats"', ["study.toml:5:", "did you mean 'fast'"]),
                ('rate = "4e14 K/s"', 'rate = "4e14 K"', ["study.toml:8:", "cooling rate"]),
                ('preset = "fast"', 'preset = "fast"\nenergy = { use = "eam", file = "CuZr_m.eam.fs" }',
                 ["E-energy-file", "did you mean 'CuZr_mm.eam.fs'"]),
                ('preset = "fast"', 'preset = "fast"\nenergy = { use = "kim", model = "nothing" }', ["E-energy-kim"]),
                ('preset = "fast"', 'preset = "fast"\ncomposition = "Cu64Al36"', ["knows no Al"])):
            with self.subTest(new):
                file = self.study(text=STUDY.replace(old, new))
                done = subprocess.run([program, "run", str(file), "-o", str(self.place / "run")],
                                      capture_output=True, text=True, env=self.environment, timeout=60)
                self.assertNotEqual(done.returncode, 0)
                for word in words:
                    self.assertIn(word, done.stderr)


unittest.main()
