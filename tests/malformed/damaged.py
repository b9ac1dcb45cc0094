#!/usr/bin/env python3
"""Damaged files: seeds of the fuzz corpus, cut short and with one byte changed. usage: damaged.py PROGRAM [COUNT]

Each seed is handed to the program COUNT times (5) cut at places over its whole length, and as often with one
bit of a byte turned over. What is left may be readable or not; the program must end within seconds, by itself
(no signal), and say what is wrong in one line with a code. Places are drawn from a generator that is seeded
with the file's name, so that a failure can be seen again: --keep leaves the files it names in place.
"""
import concurrent.futures
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

program = str(pathlib.Path(sys.argv[1]).resolve())
count = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2].isdigit() else 5
corpus = pathlib.Path(__file__).resolve().parents[2] / "fuzz/corpus"
SECONDS = 30  # a call takes some ten milliseconds; machines that test are busy

# Seeds, how such a file is called, where it begins (drivers of several formats put a byte before), who reads it.
SEEDS = [
    ("cif/rutile.cif", ".cif", b"", "structure info {}"),
    ("cif/operations.cif", ".cif", b"", "structure info {}"),
    ("extxyz/frames.extxyz", ".extxyz", b"", "structure info {}"),
    ("poscar/direct.vasp", ".vasp", b"", "structure info {}"),
    ("poscar/selective.vasp", ".vasp", b"", "structure info {}"),
    ("res/airss.res", ".res", b"", "structure info {}"),
    ("res/shelx.res", ".res", b"", "structure info {}"),
    ("lammps_data/atomic.data", ".data", b"", "structure info {} --elements Ti,O"),
    ("lammps_dump/general.dump", ".dump", b"", "structure info {} --elements Ti,O"),
    ("rmc_cfg/small.cfg", ".cfg", b"", "structure info {} --elements Ti,O"),
    ("toml/study.toml", ".toml", b"", "check {}"),
    ("eam/funcfl", ".eam", b"comment", "potential info {}"),
    ("eam/setfl", ".eam.alloy", b"", "potential info {}"),
    ("eam/fs", ".eam.fs", b"", "potential info {}"),
    ("nep/nep4.txt", ".txt", b"", "potential info {}"),
    ("nep/charge1.txt", ".txt", b"", "potential info {}"),
    ("deep_pot/one.pb", ".pb", b"", "potential info {}"),
    ("deep_pot/compressed.pb", ".pb", b"", "potential info {}"),
    ("volume_header/nifti", ".nii", b"\x5c\x01\x00\x00", "soil info {}"),
    ("volume_header/npy", ".npy", b"\x93NUMPY", "soil info {}"),
    ("volume_header/nrrd", ".nrrd", b"NRRD", "soil info {}"),
    ("volume_header/metaimage", ".mha", b"ObjectType", "soil info {}"),
    ("molecule_files/smi", ".smi", b"OCC", "synthesis stock {}"),
    ("molecule_files/csv", ".csv", b"Name", "synthesis stock {}"),
    ("molecule_files/sdf", ".sdf", b"ethanol", "synthesis stock {}"),
    ("molecule_files/stock", ".stock", b"crucible-stock", "synthesis stock {}"),
    ("molecule_files/reactions", ".csv", b"id,", "synthesis extract {}"),
    ("molecule_files/rdf", ".rdf", b"$RDFILE", "synthesis extract {}"),
    ("mapped_reaction/amide", ".rsmi", b"", "synthesis extract {}"),
    ("transform/from.ctl", ".ctl", b"", "synthesis transforms CCO --transforms {}"),
    ("transform/conditions.ctl", ".ctl", b"", "synthesis transforms CCO --transforms {}"),
    ("workbook/ethanol.json", ".json", b"", "synthesis workbook {}"),
    ("chemical_potentials/titania.csv", ".csv", b"", "polymorphs diagram {}"),
    ("dense_net/value", ".model", b"", "synthesis plan CCO --algorithm retro-star --value {}"),
]


def damaged(seed, data):
    """Names and contents: cut at `count` places, and with one bit turned over at as many."""
    random_places = random.Random(seed)
    for k in range(count):
        yield f"cut-{k}", data[: k * len(data) // count + random_places.randrange(max(1, len(data) // count))]
    for k in range(count):
        at = random_places.randrange(len(data))
        changed = bytes([data[at] ^ (1 << random_places.randrange(8))])
        yield f"changed-{k}", data[:at] + changed + data[at + 1:]


def fault(path, command):
    """What is wrong with the program's answer to this file; empty if nothing is."""
    words = command.format(path.name).split()
    with tempfile.TemporaryDirectory(prefix="crucible-damaged-") as temporary:
        try:
            done = subprocess.run([program, *words], cwd=path.parent, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=SECONDS, env={**os.environ, "TMPDIR": temporary})
        except subprocess.TimeoutExpired:
            return f"no answer within {SECONDS} s"
        if os.listdir(temporary):
            return f"left {os.listdir(temporary)}"
    said = done.stderr.decode("utf-8", "backslashreplace")
    lines = [line for line in said.splitlines() if line and not line[0].isspace() and ": warning: " not in line]
    if done.returncode not in (0, 1, 2):
        return f"exit code {done.returncode}: {said}"
    if done.returncode == 0:
        return ""
    if len(lines) != 1 and not (words[0] == "check" and lines):
        return f"{len(lines)} messages: {said}"
    return "" if all(re.search(r"\[E-[a-z0-9-]+\]$", line) for line in lines) else f"no code: {said}"


def main():
    done = 0
    faults = []
    with tempfile.TemporaryDirectory(prefix="crucible-damaged-") as place, \
            concurrent.futures.ThreadPoolExecutor(2) as pool:
        calls = []
        for seed, suffix, start, command in SEEDS:
            data = (corpus / seed).read_bytes()
            data = data[data.index(start):]
            for name, content in damaged(seed, data):
                path = pathlib.Path(place) / f"{seed.replace('/', '-').replace('.', '-')}-{name}{suffix}"
                path.write_bytes(content)
                calls.append((path, command))
        for (path, command), wrong in zip(calls, pool.map(lambda call: fault(*call), calls)):
            done += 1
            if wrong:
                faults.append(f"crucible {command.format(path.name)}: {wrong}")
                if "--keep" in sys.argv:
                    pathlib.Path(path.name).write_bytes(path.read_bytes())
    print(f"{done} damaged files of {len(SEEDS)} seeds, {len(faults)} faults")
    for each in faults:
        print("FAILED:", each)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
