#!/usr/bin/env python3
"""crucible-md by hand: physics, ranks, stops, and one clear line for every bad job. usage: worker.py PROGRAM"""
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import jobs

program = str(pathlib.Path(sys.argv.pop(1)).resolve())
KIM = pathlib.Path("/usr/lib/x86_64-linux-gnu/kim-api/portable-models")
TANTALUM = "EAM_Dynamo_RaveloGermannGuerrero_2013Ta1_Ta__MO_816821594689_000"


class Case(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="crucible-md-"))

    def tearDown(self):
        shutil.rmtree(self.place)

    def finish(self, job, name="out", ranks=1):
        done = jobs.run(program, job, self.place / name, ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.place / name


class Physics(Case):
    def test_nve_keeps_the_energy_and_a_shorter_step_keeps_it_better(self):
        spread = []
        for step in (4, 2):
            job = jobs.write(self.place / f"job{step}", jobs.fcc(4, 5.3, ["Ar"]), jobs.LENNARD_JONES,
                             [jobs.dynamics("nve", 2000 // step, time_step=f"{step} fs")],
                             velocity_temperature="120 K", sample_every=10)
            columns = jobs.series(self.finish(job, f"out{step}"))
            total = [p + k for p, k in zip(columns["potential"], columns["kinetic"])]
            spread.append(max(total) - min(total))
        # Velocity Verlet is of second order: half the step, a quarter of the error.
        self.assertLess(spread[1], 0.4 * spread[0])
        self.assertLess(spread[1] / 256, 1e-4)

    def test_thermostat_and_barostat_reach_what_was_asked(self):
        job = jobs.write(self.place / "job", jobs.fcc(4, 5.3, ["Ar"]), jobs.LENNARD_JONES,
                         [jobs.dynamics("npt", 4000, "60 K", pressure="0.05 GPa", barostat_time="500 fs")],
                         velocity_temperature="60 K", sample_every=10)
        columns = jobs.series(self.finish(job))
        tail = {name: values[len(values) // 2:] for name, values in columns.items()}
        mean = {name: sum(values) / len(values) for name, values in tail.items()}
        self.assertAlmostEqual(mean["temperature"], 60, delta=3)
        self.assertAlmostEqual(mean["pressure"] * 160.2176634, 0.05, delta=0.02)

    @unittest.skipUnless(jobs.POTENTIAL.exists(), "no lammps-data")
    def test_two_ranks_follow_one_as_long_as_rounding_lets_them(self):
        start = jobs.fcc(4, 4.0, ["Cu", "Cu", "Zr"])
        job = jobs.write(self.place / "job", start, jobs.EAM, [jobs.dynamics("npt", 50, "300 K")],
                         velocity_temperature="300 K", sample_every=10)
        one, two = (jobs.series(self.finish(job, f"out{n}", n)) for n in (1, 2))
        for name in ("potential", "kinetic", "volume", "temperature"):
            for a, b in zip(one[name], two[name]):
                self.assertAlmostEqual(a, b, delta=1e-9 * abs(a), msg=name)
        self.assertIn("2 ranks", json.loads((self.place / "out2/result.json").read_text())["engine"])

    @unittest.skipUnless((jobs.POTENTIAL.parent / "Si.sw").exists(), "no lammps-data")
    def test_silicon_of_lammps_files_keeps_its_energy_on_two_ranks(self):
        # Diamond at its lattice constant: -4.3366 eV/atom by fit (Stillinger and Weber 1985,
        # doi:10.1103/PhysRevB.31.5262), -4.6296 (Tersoff 1988, doi:10.1103/PhysRevB.37.6991).
        start = jobs.fcc(3, 5.4305, ["Si"])
        atoms = [line.split() for line in start.splitlines()[2:]]
        shifted = [" ".join([a[0], *(str(float(x) + 5.4305 / 4) for x in a[1:])]) for a in atoms]
        start = start.replace("108\n", "216\n", 1) + "\n".join(shifted) + "\n"
        for use, file, energy in (("stillinger-weber", "Si.sw", -4.3366), ("tersoff", "Si.tersoff", -4.6296),
                                  ("tersoff-mod", "Si.tersoff.mod", None)):
            with self.subTest(use):
                job = jobs.write(self.place / use, start, {"use": use, "file": file},
                                 [jobs.dynamics("nve", 200, time_step="0.5 fs")],
                                 velocity_temperature="300 K", sample_every=20)
                one, two = (jobs.series(self.finish(job, f"{use}{n}", n)) for n in (1, 2))
                if energy:
                    self.assertAlmostEqual(one["potential"][0] / 216, energy, delta=2e-3)
                total = [p + k for p, k in zip(one["potential"], one["kinetic"])]
                self.assertLess((max(total) - min(total)) / 216, 1e-4)
                for a, b in zip(one["potential"], two["potential"]):
                    self.assertAlmostEqual(a, b, delta=1e-9 * abs(a))

    @unittest.skipUnless((KIM / TANTALUM).exists(), "no openkim-models")
    def test_kim_models_run_and_go_on_from_a_checkpoint(self):
        for every, name in ((0, "whole"), (20, "often")):
            job = jobs.write(self.place / f"job{name}", jobs.fcc(3, 4.2, ["Ta"]), {"use": "kim", "model": TANTALUM},
                             [jobs.dynamics("nvt", 60, "500 K")], velocity_temperature="500 K", sample_every=10,
                             checkpoint_every=every)
            self.finish(job, name)
        whole, often = (jobs.series(self.place / name)["potential"] for name in ("whole", "often"))
        for a, b in zip(whole, often):
            self.assertAlmostEqual(a, b, delta=1e-9 * abs(a))


class Stops(Case):
    def start(self, job):
        process = subprocess.Popen([program, str(job), str(self.place / "out")], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=jobs.ENVIRONMENT)
        self.assertEqual(json.loads(process.stdout.readline())["event"], "progress")
        return process

    def long_job(self):
        return jobs.write(self.place / "job", jobs.fcc(4, 5.3, ["Ar"]), jobs.LENNARD_JONES,
                          [jobs.dynamics("nvt", 200000, "80 K")], velocity_temperature="80 K", checkpoint_every=1000)

    def test_signals_and_the_stop_file_end_it_with_130(self):
        job = self.long_job()
        for how in (signal.SIGINT, signal.SIGTERM, "stop"):
            process = self.start(job)
            if how == "stop":
                (self.place / "out/stop").touch()
            else:
                process.send_signal(how)
            self.assertEqual(process.wait(timeout=20), 130, process.stderr.read())
            process.communicate()
            self.assertFalse((self.place / "out/result.json").exists())

    def test_two_workers_do_not_share_a_directory(self):
        job = self.long_job()
        process = self.start(job)
        other = jobs.run(program, job, self.place / "out")
        self.assertEqual(other.returncode, 1)
        self.assertIn("E-run-locked", other.stderr)
        self.assertIsNone(process.poll())
        process.kill()
        process.communicate()

    def test_a_killed_worker_leaves_nothing_among_temporary_files(self):
        temporary = self.place / "temporary"
        temporary.mkdir()
        process = subprocess.Popen([program, self.long_job(), self.place / "out"], stdout=subprocess.PIPE, text=True,
                                   env={**jobs.ENVIRONMENT, "TMPDIR": str(temporary)})
        self.assertEqual(json.loads(process.stdout.readline())["event"], "progress")
        process.kill()
        process.communicate()
        self.assertEqual(list(temporary.iterdir()), [])

    def test_a_tied_worker_ends_with_its_parent(self):
        job = self.long_job()
        shell = subprocess.Popen(["sh", "-c", f"'{program}' --tied '{job}' '{self.place}/out' & echo $!; exec sleep 60"],
                                 stdout=subprocess.PIPE, text=True, env=jobs.ENVIRONMENT)
        pid = int(shell.stdout.readline())
        self.assertEqual(json.loads(shell.stdout.readline())["event"], "progress")
        shell.kill()
        shell.communicate()
        for _ in range(100):
            if not pathlib.Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.1)
        self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())


class BadJobs(Case):
    def refused(self, job, code, *words, directory="out"):
        done = jobs.run(program, job, self.place / directory)
        self.assertEqual(done.returncode, 1, done.stderr)
        lines = done.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertIn(f"[{code}]", lines[0])
        for word in words:
            self.assertIn(word, lines[0])
        self.assertEqual(json.loads((self.place / directory / "error.json").read_text())["code"], code)

    def test_every_fault_has_one_line(self):
        start = jobs.fcc(2, 5.3, ["Ar"])
        good = {"crucible_md": 1, "start": "start.extxyz", "potential": jobs.LENNARD_JONES,
                "stages": [jobs.dynamics("nve", 10)]}
        nve = good["stages"][0]["dynamics"]
        stage = lambda **change: {"stages": [{"dynamics": {**nve, **change}}]}  # noqa: E731
        faults = [
            ({"crucible_md": 2}, "E-md-job", ["crucible_md is 2"]),
            ({"crucible_md": None}, "E-md-job", ["crucible_md"]),
            ({"sampel_every": 5}, "E-md-job", ["sampel_every is not known", "did you mean 'sample_every'"]),
            ({"sample_every": 0}, "E-md-job", ["sample_every is 0"]),
            ({"sample_every": 1.5}, "E-md-job", ["not an integer"]),
            ({"stages": []}, "E-md-job", ["no stages"]),
            ({"stages": [{}]}, "E-md-job", ["stages[0]", "neither"]),
            (stage(steps=-1), "E-md-job", ["stages[0].steps is -1"]),
            (stage(time_step="2 kg"), "E-md-job", ["stages[0].dynamics.time_step", "a mass"]),
            (stage(time_step=2), "E-md-job", ["with its unit"]),
            (stage(time_step="nan fs"), "E-md-job", ["time_step"]),
            (stage(ensemble="nvq"), "E-md-job", ["did you mean 'nve'"]),
            (stage(ensemble="nvt", temperature="-5 K"), "E-md-job", ["temperature_start is -5"]),
            (stage(ensemble="npt", temperature=["1 K", "2 K", "3 K"]), "E-md-job", ["has not two values"]),
            ({"start": "gone.extxyz"}, "E-io-missing", ["gone.extxyz"]),
            ({"velocity_temperature": "1e9 K"}, "E-md-job", ["velocity_temperature"]),
            ({"potential": {"use": "magic"}}, "E-md-job", ["potential.use is 'magic'"]),
            ({"potential": {"use": "eam", "file": "gone.eam.fs"}}, "E-energy-file", ["gone.eam.fs", "looked in"]),
            ({"potential": {"use": "eam", "file": "run 0; shell rm"}}, "E-md-job", ["which kind"]),
            ({"potential": {"use": "eam", "file": "start.eam"}}, "E-energy-file", []),
            ({"potential": {"use": "kim", "model": "x\nshell touch broken"}}, "E-energy-kim", ["not the id"]),
            ({"potential": {"use": "nep", "file": "start.extxyz"}}, "E-nep", ["start.extxyz:1"]),
            ({"potential": {"use": "nep", "file": "gone.txt"}}, "E-energy-file", ["gone.txt"]),
            ({"potential": {"use": "nep", "file": "gone.txt", "precision": "half"}}, "E-md-job", ["precision"]),
            ({"potential": {"use": "deep-pot", "files": []}}, "E-md-job", ["names no file"]),
            ({"potential": {"use": "tersoff", "file": "start.extxyz"}}, "E-md-engine", []),
            ({"potential": {**jobs.LENNARD_JONES, "pairs": []}}, "E-energy-element", ["Ar-Ar"]),
            ({"potential": {**jobs.LENNARD_JONES, "cutoff": "-1 angstrom"}}, "E-energy-parameters", []),
            ({"potential": {"use": "buckingham", "parameters": "matsui-akaogi"}}, "E-energy-element", ["Ar"]),
        ]
        for number, (change, code, words) in enumerate(faults):
            with self.subTest(change=change):
                job = jobs.write(self.place / f"job{number}", start, jobs.LENNARD_JONES, good["stages"])
                job.write_text(json.dumps({**good, **change}))
                self.refused(job, code, *words, directory=f"out{number}")

    def test_broken_files_have_their_place(self):
        job = jobs.write(self.place / "job", jobs.fcc(2, 5.3, ["Ar"]), jobs.LENNARD_JONES, [jobs.dynamics("nve", 1)])
        job.write_text('{"crucible_md": 1,\n "start": }')
        self.refused(job, "E-json", "job.json:2:")
        job = jobs.write(self.place / "job2", "2\nnothing\nAr 0 0 0\nAr 1 x 0\n", jobs.LENNARD_JONES,
                         [jobs.dynamics("nve", 1)])
        self.refused(job, "E-format-extxyz", "start.extxyz:4")

    def test_what_blows_up_is_told_as_such(self):
        for name, start, settings in (
                ("on top", jobs.fcc(2, 5.3, ["Ar"]).replace("Ar 2.65 2.65 0.0", "Ar 0.0 0.0 0.001"), {}),
                ("hot", jobs.fcc(2, 5.3, ["Ar"]), {"velocity_temperature": "1e6 K"})):
            with self.subTest(name):
                job = jobs.write(self.place / name, start, jobs.LENNARD_JONES,
                                 [jobs.dynamics("nve", 2000, time_step="50 fs")], **settings)
                self.refused(job, "E-md-lost", directory=name + "-out")

    def test_usage(self):
        for words, code, text in ((["--help"], 0, "mpirun"), (["--version"], 0, "crucible-md"), ([], 2, "no job"),
                                  (["--bogus"], 2, "E-cli-option"), (["a", "b", "c"], 2, "too many")):
            done = subprocess.run([program, *words], capture_output=True, text=True, timeout=20)
            self.assertEqual(done.returncode, code)
            self.assertIn(text, done.stdout + done.stderr)


unittest.main()
