#!/usr/bin/env python3
"""polymorphs.hull and structure.dft-inputs from end to end: searches of five compositions, their hull, inputs of what is on it.
usage: hull.py CRUCIBLE. Skipped (77) without lammps-data."""
import csv
import io
import pathlib
import subprocess
import sys
import tarfile
import tempfile

crucible = str(pathlib.Path(sys.argv[1]).resolve())
EAM = "{ use = 'eam', file = 'CuZr_mm.eam.fs' }"
VOLUMES = {"Cu": (9, 13), "Zr": (20, 27), "CuZr": (32, 42), "Cu2Zr": (42, 54)}

STUDY = f"""crucible = 1
kind = "polymorphs"
name = "hull"
seed = 1
""" + "".join(f"""
[step.{formula}]
use = "polymorphs.search"
formula = "{formula}"
units = [2]
trials = 12
energy = {EAM}
cell = {{ volume = ["{low} angstrom^3", "{high} angstrom^3"] }}
symmetry = {{ groups = [2, 230] }}
""" for formula, (low, high) in VOLUMES.items()) + f"""
[step.hull]
use = "polymorphs.hull"
structures = [{", ".join(f'"@{f}"' for f in VOLUMES)}]
energy = {EAM}
[step.inputs]
use = "structure.dft-inputs"
structures = "@hull"
program = "qe"
pressure = "5 GPa"
"""


def call(*arguments):
    return subprocess.run([crucible, *map(str, arguments)], capture_output=True, text=True)


def rows(path):
    with open(path) as f:
        return list(csv.DictReader(f))


def main():
    if not pathlib.Path("/usr/share/lammps/potentials/CuZr_mm.eam.fs").exists():
        print("SKIPPED: needs lammps-data")
        return 77
    with tempfile.TemporaryDirectory(prefix="crucible-hull-") as place:
        place = pathlib.Path(place)
        study = place / "study.toml"
        study.write_text(STUDY)
        done = call("run", study, "-o", place / "run", "--on", "local:2")
        assert done.returncode == 0, done.stdout + done.stderr
        hull = rows(place / "run/steps/hull/out/hull.csv")
        best = {}
        for r in hull:
            above, formation = float(r["above (eV/atom)"]), float(r["formation (eV/atom)"])
            assert above >= 0, r
            assert (above == 0) == (r["best mixture"] == "1 " + r["name"]), r
            best[r["formula"]] = min(best.get(r["formula"], 9), formation)
        assert set(best) == {"Cu", "Zr", "ZrCu", "ZrCu2"}, best
        # Mendelev's potential: both compounds are below the elements by a tenth of an eV and more.
        assert best["Cu"] == best["Zr"] == 0 and best["ZrCu"] < -0.1 and best["ZrCu2"] < -0.1, best
        archive = tarfile.open(fileobj=io.BytesIO((place / "run/steps/inputs/out/inputs.tar").read_bytes()))
        names = archive.getnames()
        folders = rows(place / "run/steps/inputs/out/folders.csv")
        assert names == [f["folder"] + "/pw.in" for f in folders], names
        text = archive.extractfile(names[0]).read().decode()
        assert "press = 50\n" in text and "calculation = 'vc-relax'" in text, text
        report = (place / "run/report.html").read_text()
        assert "Enthalpies of formation" in report and "on the hull" in report
        # A compound without its elements: the hull is there, enthalpies of formation are not.
        alone = call("polymorphs", "hull", place / "run/steps/CuZr/out/phases.extxyz", "--energy", EAM)
        assert alone.returncode == 0 and "by itself" in alone.stderr, alone.stderr
        bad = call("structure", "dft-inputs", study)
        assert bad.returncode == 1 and bad.stderr.count("\n") == 1, bad.stderr
    print("the hull of Cu and Zr, and inputs for what is on it")
    return 0


sys.exit(main())
