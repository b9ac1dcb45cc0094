#!/usr/bin/env python3
"""A run on a disk that fills up: one clear error, and it goes on once there is room.

usage: full_disk.py PROGRAM
"""
import os
import pathlib
import subprocess
import sys
import tempfile

from runs import Bench, difference

if os.geteuid() != 0:
    print("SKIPPED: mounting a small tmpfs needs root")
    sys.exit(77)


def mount(place, size):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)],
                          capture_output=True).returncode == 0


failed = 0


def fill_up(bench, reference, size):
    """Runs in a file system of `size`, expects one clear error, makes room, resumes."""
    global failed
    place = pathlib.Path(tempfile.mkdtemp(prefix="crucible-full-"))
    if not mount(place, size):
        print("SKIPPED: tmpfs cannot be mounted here")
        sys.exit(77)
    try:
        bench.forget("run")
        (bench.root / "run").unlink(missing_ok=True)
        (place / "run").mkdir()
        (bench.root / "run").symlink_to(place / "run")
        full = bench.run("run", "--on", "local:2")
        lines = [l for l in full.stderr.splitlines() if "free some space" in l]
        print(f"{size}: {lines}")
        if full.returncode != 1 or len(lines) != 1:
            failed += 1
            print(f"FAILED: exit {full.returncode}, not one clear line: {full.stderr}")
        subprocess.run(["mount", "-o", "remount,size=64m", str(place)], check=True)
        bench.finish("run", "--on", "local:2")
        found = bench.contents("run")
        if found != reference:
            failed += 1
            print("FAILED: the resumed run differs in", difference(found, reference))
    finally:
        subprocess.run(["umount", "-l", str(place)])
        place.rmdir()


sizes = ("40k", "120k", "200k", "300k", "400k", "500k")
with Bench(trials=300) as bench:
    bench.finish("reference", "--on", "local:2")
    reference = bench.contents("reference")
    for size in sizes:
        fill_up(bench, reference, size)
print(f"{2 * len(sizes) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
