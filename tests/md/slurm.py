#!/usr/bin/env python3
"""A real job under Slurm. usage: slurm.py CRUCIBLE_MD CRUCIBLE. Skipped (77) without Slurm, munge or root."""
import pathlib
import subprocess
import sys
import tempfile

import jobs

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "executors"))
from cluster import Cluster, why_not  # noqa: E402


def main():
    program, crucible = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    reason = why_not() or ("" if jobs.POTENTIAL.exists() else "needs lammps-data")
    if reason:
        print("SKIPPED:", reason)
        return 77
    with tempfile.TemporaryDirectory(prefix="crucible-slurm-") as place:
        place = pathlib.Path(place)
        with Cluster(place, jobs.ENVIRONMENT) as cluster:
            try:
                check(cluster, place, program, crucible)
            except BaseException:
                print(cluster.logs())
                raise
    return 0


def check(cluster, place, program, crucible):
    job = jobs.glass(place / "job", steps=400)
    script = place / "batch.sh"
    script.write_text(f"""#!/bin/sh
set -e
srun --mpi=pmix -n 2 '{program}' '{job}' '{place}/under-srun'
'{program}' '{job}' '{place}/alone'
'{crucible}' glass quench --preset fast --atoms 108 --melt_time '0.2 ps' --rate '1e16 K/s' --hold_time '0.2 ps' \\
    --ranks 2 --run '{place}/quench' --json
""")
    done = subprocess.run(["sbatch", "--wait", "-n", "2", "-o", str(place / "batch.out"), str(script)],
                          capture_output=True, text=True, timeout=300, env=cluster.environment)
    output = (place / "batch.out").read_text() if (place / "batch.out").exists() else ""
    assert done.returncode == 0, done.stdout + done.stderr + output
    by_hand = jobs.run(program, job, place / "by-hand", 2)
    assert by_hand.returncode == 0, by_hand.stderr
    one, two = jobs.results(place / "under-srun"), jobs.results(place / "by-hand")
    for name in one:
        assert one[name] == two[name], f"{name} differs between srun and mpirun"
    assert (place / "alone/result.json").exists()
    assert "2 ranks" in output, output
    print("srun and mpirun give the same bytes; glass.quench ran on 2 ranks inside the allocation")


sys.exit(main())
