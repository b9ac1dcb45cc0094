#!/usr/bin/env python3
"""run --dry-run tells how items would be started, here and elsewhere, and starts nothing: dry_run.py CRUCIBLE"""
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
STUDY = """crucible = 1
kind = "polymorphs"
name = "dry"
[step.search]
use = "polymorphs.search"
preset = "tio2"
trials = 4
units = [1]
[step.map]
use = "polymorphs.map"
minima = ["@search.minima"]
"""


def said(folder, *words):
    done = subprocess.run([PROGRAM, "run", "study.toml", "--dry-run", *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not (folder / "runs").exists()
    return done.stdout


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "study.toml").write_text(STUDY)
        local = said(folder, "--on", "local:3")
        assert local.startswith("# search\n3 processes: ") and "# map\n" in local, local
        ranks = said(folder, "--on", "mpi:5")
        assert "mpirun " in ranks and " -np 5 " in ranks and " worker " in ranks, ranks
        job = said(folder, "--on", "slurm:night:7")
        assert job.count("sbatch ") == job.count("#!/bin/sh\nexec ") == 2, job
        for word in ("--array=0-6", "--partition=night", "--requeue", "--signal=B:USR1@120", "runs/dry/steps/search/items/"):
            assert word in job, (word, job)
        subprocess.run([PROGRAM, "run", "study.toml", "--only", "search"], cwd=folder, check=True, capture_output=True)
        done = subprocess.run([PROGRAM, "run", "study.toml", "--dry-run"], cwd=folder, capture_output=True, text=True)
        assert done.stdout.startswith("# search is done\n"), done.stdout


main()
