#!/usr/bin/env python3
"""A job that is killed at any moment and run again ends in the same bytes. usage: random_kills.py PROGRAM [KILLS]"""
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import jobs


def children(pid):
    """Pids of all processes below `pid`."""
    out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
    below = [int(p) for p in out]
    return below + [q for p in below for q in children(p)]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = pathlib.Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def killed_run(program, job, directory, ranks, kills, seconds, chance):
    """Starts the job until it is done, killing it `kills` times."""
    done = 0
    while True:
        command = [program, "--tied", str(job), str(directory)]
        if ranks > 1:
            command = ["mpirun", "--oversubscribe", "--bind-to", "none", "-np", str(ranks), *command]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=jobs.ENVIRONMENT)
        if done < kills:
            time.sleep(chance.uniform(0.1, max(0.2, seconds)))
        if done < kills and process.poll() is None:
            below = children(process.pid)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            done += 1
            for _ in range(100):  # ranks end with the launcher that they are tied to
                if not any(alive(p) for p in below):
                    break
                time.sleep(0.1)
            assert not any(alive(p) for p in below), "ranks outlived their launcher"
            continue
        error = process.communicate()[1]
        assert process.returncode == 0, error.decode()
        if done >= kills or (pathlib.Path(directory) / "result.json").exists():
            return done


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    if not jobs.POTENTIAL.exists():
        print("SKIPPED: no lammps-data")
        return 77
    seed = int.from_bytes(os.urandom(4), "little")
    chance = random.Random(seed)
    for ranks in (1, 2):
        with tempfile.TemporaryDirectory(prefix="crucible-md-") as place:
            place = pathlib.Path(place)
            job = jobs.glass(place / "job", steps=2000)
            start = time.time()
            whole = jobs.run(program, job, place / "whole", ranks)
            assert whole.returncode == 0, whole.stderr
            seconds = time.time() - start
            done = killed_run(program, job, place / "killed", ranks, kills, 0.3 * seconds, chance)
            while done < 2 and seconds > 0.5:  # the machine is faster now than when the whole run was timed
                seconds *= 0.7
                shutil.rmtree(place / "killed")
                done = killed_run(program, job, place / "killed", ranks, kills, 0.3 * seconds, chance)
            expected, got = jobs.results(place / "whole"), jobs.results(place / "killed")
            assert expected.keys() == got.keys(), (expected.keys(), got.keys())
            for name in expected:
                assert expected[name] == got[name], f"{name} differs after {done} kills (seed {seed}, {ranks} ranks)"
            assert done > 1, f"only {done} kills: the job is too short for this machine"
            print(f"{ranks} rank(s): {done} kills, {len(expected)} files the same to the last byte")
    return 0


sys.exit(main())
