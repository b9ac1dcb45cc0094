#!/usr/bin/env python3
"""SOAP by DScribe beside ours, on relaxed phases of TiO2. Needs an interpreter with dscribe and ase.
usage: soap.py CRUCIBLE [ROUNDS]   (reads ../shared/data/tio2/relaxed beside the checkout)"""
import pathlib
import re
import statistics
import subprocess
import sys
import time

import ase.io
from dscribe.descriptors import SOAP

root = pathlib.Path(__file__).resolve().parents[2]
cells = ase.io.read(root.parent / "shared/data/tio2/relaxed/tio2_P20GPa.extxyz", ":")
cells = [c for c in cells if len(c) == 12]
soap = SOAP(species=[8, 22], r_cut=4.0, n_max=6, l_max=6, sigma=0.5, periodic=True, average="outer",
            compression={"mode": "crossover", "species_weighting": None})


def theirs():
    begin = time.process_time()
    for _ in range(5):
        for c in cells:
            soap.create(c)
    return 1e6 * (time.process_time() - begin) / (5 * 12 * len(cells))


def ours():
    text = subprocess.run([sys.argv[1], "bench", "structure.soap"], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"structure\.soap\.per-atom\s+([\d.]+)", text)[1])


rounds = [(theirs(), ours()) for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3)]
them, us = (statistics.median(r[k] for r in rounds) for k in (0, 1))
print(f"us per atom: DScribe {them:.1f}, ours {us:.2f}, ratio {them / us:.1f}")
