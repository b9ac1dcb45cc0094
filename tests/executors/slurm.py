#!/usr/bin/env python3
"""A study on an array of Slurm gives the bytes of local workers, also when its owner is killed.
usage: slurm.py PROGRAM. Skipped (77) without Slurm, munge or root."""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from cluster import Cluster, why_not

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kill"))
from runs import Bench, difference  # noqa: E402


def expect_same(bench, run, reference):
    found = bench.contents(run)
    assert found == reference, f"{run} differs in {difference(found, reference)}"


def jobs(cluster):
    return cluster.call("squeue", "-h", "-o", "%A").split()


def unknown_partition(bench, cluster):
    done = subprocess.run(bench.command("nowhere", "--on", "slurm:nowhere"), capture_output=True, text=True,
                          env=cluster.environment, timeout=60)
    assert done.returncode == 1 and "[E-executor-start]" in done.stderr, done.stderr
    assert "partition" in done.stderr, done.stderr


def whole(bench, cluster, reference):
    done = subprocess.run(bench.command("array", "--on", "slurm:debug:3"), capture_output=True, text=True,
                          env=cluster.environment, timeout=300)
    assert done.returncode == 0, done.stderr
    expect_same(bench, "array", reference)
    assert not jobs(cluster), "tasks are left"


def killed_owner(bench, cluster, reference):
    """The array goes on without it; the next run waits for that and starts no other."""
    child = subprocess.Popen(bench.command("owner", "--on", "slurm:debug:2"), env=cluster.environment,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    items = bench.root / "owner/steps/search/items"
    while child.poll() is None and not list(items.glob("pool-*/slurm-job")):
        time.sleep(0.01)
    assert child.poll() is None, "it ended before it could be killed"
    child.kill()
    child.wait()
    pools = list(items.glob("pool-*"))
    first = {p.name for p in pools}
    again = subprocess.Popen(bench.command("owner", "--on", "slurm:debug:2"), env=cluster.environment,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seen = set(first)
    while again.poll() is None:
        if (bench.root / "owner/steps/search/status.json").read_text().find('"done"') < 0:
            seen |= {p.name for p in items.glob("pool-*")}
        time.sleep(0.05)
    assert again.returncode == 0, again.stderr.read()
    assert seen == first, "a second array was started beside the first"
    expect_same(bench, "owner", reference)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    reason = why_not()
    if reason:
        print("SKIPPED:", reason)
        return 77
    with tempfile.TemporaryDirectory(prefix="crucible-slurm-") as place, Bench(400) as bench:
        os.chmod(bench.root, 0o755)
        bench.finish("local", "--on", "local:1")
        reference = bench.contents("local")
        with Cluster(pathlib.Path(place)) as cluster:
            try:
                unknown_partition(bench, cluster)
                whole(bench, cluster, reference)
                killed_owner(bench, cluster, reference)
            except BaseException:
                print(cluster.logs())
                raise
    print(f"{program.name}: the same bytes from one worker and from arrays, also when the owner was killed")
    return 0


sys.exit(main())
