#!/usr/bin/env python3
"""A study on an array of Slurm gives the bytes of local workers, also when its owner is killed, its tasks are told that their
time is up, or it is a job itself: of ranks by srun, or one that is requeued.
usage: slurm.py PROGRAM. Skipped (77) without Slurm, munge or root."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from cluster import Cluster, wait_until, why_not

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kill"))
from runs import STUDY, Bench, difference  # noqa: E402

TRIALS = 500  # of what is interrupted: some seconds
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/clusters.md"
RECIPE = next(block for block in re.findall(r"```\n(.*?)```", PAGE.read_text(), re.S) if "scontrol requeue" in block)


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


def warned_tasks(bench, cluster, reference):
    """SIGUSR1, as two minutes before the time limit: tasks save and end, what is left is submitted again."""
    child = subprocess.Popen(bench.command("warned", "--on", "slurm:debug:2"), env=cluster.environment,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while child.poll() is None and not bench.items("warned"):
        time.sleep(0.01)
    for job in set(jobs(cluster)):
        cluster.call("scancel", "--batch", "--signal=USR1", job)
    pools = set()
    while child.poll() is None:
        pools |= {p.name for p in (bench.root / "warned/steps/search/items").glob("pool-*")}
        time.sleep(0.01)
    assert child.returncode == 0, child.stderr.read()
    assert len(pools) > 1, "nothing was left to be submitted again"
    expect_same(bench, "warned", reference)
    return len(pools)


def batch(cluster, bench, *options, script):
    """A job that ends with its exit code."""
    file = bench.root / "job.sh"
    file.write_text(f"#!/bin/sh\n{script}\n")
    done = subprocess.run([*("sbatch", "--wait", f"--output={bench.root}/job.txt"), *options, str(file)], capture_output=True,
                          text=True, env=cluster.environment, timeout=400)
    return done.returncode, (bench.root / "job.txt").read_text(errors="replace") + done.stderr


def ranks_of_a_job(bench, cluster, reference):
    """Inside an allocation `--on mpi` starts its ranks by srun, as many as the job has tasks."""
    code, said = batch(cluster, bench, "--ntasks=2", script=" ".join(bench.command("ranks", "--on", "mpi")))
    assert code == 0, said
    expect_same(bench, "ranks", reference)


def requeued(bench, cluster, reference):
    """A run as a job that is told that its time is up: it saves, has itself requeued, and as the same job again it goes on.
    The script is that of docs/clusters.md."""
    run = " ".join(bench.command("requeued", "--on", "local:1"))
    script = RECIPE.replace("crucible run study.toml", run)
    assert run in script
    job = cluster.call("sbatch", "--parsable", f"--output={bench.root}/job-%j.txt", str(write(bench, script))).strip()

    def facts():
        return dict(word.partition("=")[::2] for word in cluster.call("scontrol", "show", "job", job).split())

    wait_until(lambda: bench.items("requeued"), 60, "a first item")
    cluster.call("scancel", "--batch", "--signal=USR1", job)
    wait_until(lambda: facts()["Restarts"] == "1", 60, "the requeued job")
    kept = len(bench.items("requeued"))
    assert 0 < kept < TRIALS, facts()
    # Slurm lets two minutes go by otherwise. The node refuses what was issued up to the second in which it ended the job.
    wait_until(lambda: cluster.call("sinfo", "-h", "-o", "%T").strip() == "idle", 60, "the node")
    cluster.call("scontrol", "update", f"JobId={job}", "StartTime=now+2")
    wait_until(lambda: facts()["JobState"] in ("COMPLETED", "FAILED"), 200, "the end of the job")
    assert facts()["JobState"] == "COMPLETED", (bench.root / f"job-{job}.txt").read_text(errors="replace")
    expect_same(bench, "requeued", reference)
    return kept


def write(bench, script):
    file = bench.root / "first.sh"
    file.write_text(script)
    return file


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    reason = why_not()
    if reason:
        print("SKIPPED:", reason)
        return 77
    with tempfile.TemporaryDirectory(prefix="crucible-slurm-") as place, Bench(400) as bench, \
            Bench(study=STUDY.format(trials=TRIALS).replace("[2]", "[8]")) as longer:
        for some in (bench, longer):
            os.chmod(some.root, 0o755)
            some.finish("local", "--on", "local:2")
        reference = bench.contents("local")
        with Cluster(pathlib.Path(place)) as cluster:
            try:
                unknown_partition(bench, cluster)
                whole(bench, cluster, reference)
                killed_owner(bench, cluster, reference)
                ranks_of_a_job(bench, cluster, reference)
                pools = warned_tasks(longer, cluster, longer.contents("local"))
                kept = requeued(longer, cluster, longer.contents("local"))
            except BaseException:
                print(cluster.logs())
                raise
    print(f"{program.name}: the same bytes from one worker, from arrays, also when the owner was killed or tasks were warned "
          f"({pools} submissions), from ranks of a job, and from a job that was requeued with {kept} items")
    return 0


sys.exit(main())
