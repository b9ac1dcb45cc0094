#!/usr/bin/env python3
"""What RDKit alone takes for the molecules of `crucible bench chem.molecules`: CPU time of one core."""
import re
import statistics
import sys
import time
from pathlib import Path

from rdkit import Chem, RDLogger
from rdkit.Chem import rdMolDescriptors
from rdkit.Chem.Draw import rdMolDraw2D

RDLogger.DisableLog("rdApp.*")
source = (Path(__file__).resolve().parents[2] / "src/crucible/chem/molecule_bench.cpp").read_text()
drugs = re.findall(r'^        "([^"]+)"', source, re.M)
molecules = [Chem.MolFromSmiles(s) for s in drugs]


def drawn(mol):
    drawer = rdMolDraw2D.MolDraw2DSVG(200, 150)
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, Chem.Mol(mol))
    drawer.FinishDrawing()
    return drawer.GetDrawingText()


def rate(name, rounds, work, inputs):
    values = []
    for _ in range(6):
        begin = time.process_time()
        for _ in range(rounds):
            for x in inputs:
                work(x)
        values.append(rounds * len(inputs) / (time.process_time() - begin))
    print(f"{name:40} {statistics.median(values[1:]):12.0f} molecules/s")


if len(drugs) != 12:
    sys.exit("the list of drugs was not found")
rate("parse", 60, Chem.MolFromSmiles, drugs)
rate("canonical (parse and write)", 40, lambda s: Chem.MolToSmiles(Chem.MolFromSmiles(s)), drugs)
rate("morgan (counts, radius 2, chirality)", 100,
     lambda m: rdMolDescriptors.GetMorganFingerprint(m, 2, useChirality=True), molecules)
rate("svg", 10, drawn, molecules)
