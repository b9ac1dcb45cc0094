#!/usr/bin/env python3
"""polymorphs.map, cluster, basins and predict from end to end, on a small search.
usage: maps.py CRUCIBLE"""
import array
import csv
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

crucible = str(pathlib.Path(sys.argv[1]).resolve())

STUDY = """crucible = 1
kind = "polymorphs"
name = "maps"
seed = 1
[step.low]
use = "polymorphs.search"
preset = "tio2"
units = [2, 4]
trials = 40
pressure = "20 GPa"
[step.high]
use = "polymorphs.search"
preset = "tio2"
units = [2]
trials = 15
pressure = "40 GPa"
known = "@low.structures"
[step.map]
use = "polymorphs.map"
preset = "paper"
minima = ["@low.minima"]
known = "@low.known"
[step.both]
use = "polymorphs.map"
minima = ["@low.minima", "@high.minima"]
[step.clusters]
use = "polymorphs.cluster"
preset = "paper"
map = "@map.map"
[step.basins]
use = "polymorphs.basins"
phases = ["@low.phases"]
[step.predict]
use = "polymorphs.predict"
samples = "minima"
map = "@map.map"
features = "@map.features"
basins = "@basins.basins"
repeats = 2
"""


def call(*arguments):
    return subprocess.run([crucible, *map(str, arguments)], capture_output=True, text=True)


def table(run, step, name):
    with open(run / f"steps/{step}/out/{name}.csv", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def array_of(path):
    data = path.read_bytes()
    length = struct.unpack("<H", data[8:10])[0]
    header = data[10:10 + length].decode()
    shape = tuple(int(v) for v in header.split("(")[1].split(")")[0].split(",") if v.strip())
    values = array.array("d", data[10 + length:])
    assert len(values) == shape[0] * shape[1], (shape, len(values))
    return shape, [values[k * shape[1]:(k + 1) * shape[1]] for k in range(shape[0])]


def check_search(run):
    phases = table(run, "low", "phases")
    fresh = [p["label"] for p in phases]
    assert all(name.startswith("20-") for name in fresh), fresh
    assert fresh[0] == "20-a-" + phases[0]["space_group"].replace("_", ""), fresh[0]
    trials = table(run, "low", "trials")
    minima = [t for t in trials if t["outcome"] == "minimum"]
    frames = (run / "steps/low/out/minima.extxyz").read_text().count("Lattice=")
    assert frames == len(minima) == sum(int(p["count"]) for p in phases)
    # What one search found and named, another one knows.
    assert any(p["label"].startswith("20-") or "20-" in p["label"] for p in table(run, "high", "phases"))


def check_map(run):
    rows = table(run, "map", "map")
    shape, vectors = array_of(run / "steps/map/out/features.npy")
    basis_shape, basis = array_of(run / "steps/map/out/basis.npy")
    assert shape == (len(rows), 294) and basis_shape == (11, 294), (shape, basis_shape)
    for row, v in zip(rows[:20], vectors):
        assert abs(sum(x * x for x in v) - 1) < 1e-12
        for k in range(10):
            x = sum((a - m) * d for a, m, d in zip(v, basis[0], basis[k + 1]))
            assert abs(x - float(row[f"x{k + 1}"])) < 1e-12
    both = table(run, "both", "map")
    assert {row["pressure (GPa)"] for row in both} == {"20", "40"}


def check_rest(run):
    labels = table(run, "clusters", "labels")
    clusters = table(run, "clusters", "clusters")
    for k, c in enumerate(clusters):
        assert int(c["size"]) == sum(int(row["cluster"]) == k for row in labels)
    basins = table(run, "basins", "basins")
    assert len(basins) == len(table(run, "low", "phases"))
    assert sum(b["entropy (kB)"] == "0" for b in basins) >= 1
    cells = table(run, "basins", "cells")
    for n in {c["n"] for c in cells}:  # the model has the counts of each batch
        here = [c for c in cells if c["n"] == n]
        assert abs(sum(float(c["found"]) - float(c["expected"]) for c in here)) < 1e-4
    for row in table(run, "basins", "potentials"):
        b = next(one for one in basins if one["label"] == row["phase"])
        s = (float(row["enthalpy (kcal/mol)"]) - float(row["mu (kcal/mol)"])) / float(row["temperature (K)"])
        assert abs(s / (8.617333262e-5 * 23.060548) - float(b["entropy (kB)"])) < 1e-9
        assert row["pressure (GPa)"] == "20" and row["level"] == "basin"
    parity = table(run, "predict", "parity")
    assert all(math.isfinite(float(row["predicted (kcal/mol)"])) for row in parity)
    held = [row["name"] for row in parity if row["part"] == "held out"]
    learned = {row["name"] for row in parity if row["part"] == "learned"}
    twins = sum(name in learned for name in held)
    said = call("show", run).stdout
    assert twins > 0 and f"predict.twins" in said, said
    told = next(line.split()[1] for line in said.splitlines() if line.startswith("predict.twins"))
    assert abs(float(told) - twins / len(held)) < 1e-6, (told, twins, len(held))


def check_known(directory, run):
    """Chemical potentials whose entropies are s - aH: the comparison finds a and nothing else."""
    basins = [b for b in table(run, "basins", "basins") if b["component"] == "1"][:8]
    boltzmann, slope, kelvin = 8.617333262e-5 * 23.060548, -0.04, 500
    lines = ["phase,pressure (GPa),temperature (K),mu (kcal/mol),enthalpy (kcal/mol)"]
    for b in basins:
        h = float(b["enthalpy (kcal/mol)"])
        s = float(b["entropy (kB)"]) - slope * h
        for pressure, off in ((20, 0), (10, 7)):  # another pressure must not be read
            lines.append(f"{b['label']},{pressure},{kelvin},{h - boltzmann * kelvin * s + off},{h}")
    known = directory / "known.csv"
    known.write_text("\n".join(lines) + "\n")
    done = call("polymorphs", "basins", run / "steps/low/out/phases.csv", "--known", known,
                "--run", directory / "known")
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line.split()[1] for line in done.stdout.splitlines() if len(line.split()) > 1}
    assert rows["compared"] == str(len(basins)), done.stdout
    assert abs(float(rows["slope"]) - slope) < 1e-6, done.stdout
    assert float(rows["corrected-rmse"]) < 1e-6 and float(rows["rmse"]) > 0.01, done.stdout


def check_page(run):
    page = (run / "report.html").read_text()
    for part in ('id="map-map"', 'data-atlas="map-map"', 'id="clusters-clusters"', 'id="basins-basins"',
                 'id="predict-parity"', 'id="low-phases"', 'id="high-phases"', "phases found at 20 GPa and 40 GPa"):
        assert part in page, part
    assert "cannot be drawn" not in page and "E-report" not in page


def check_errors(directory, run):
    both = run / "steps/both/out"
    bad = call("polymorphs", "predict", both / "map.csv", "--features", both / "features.npy", "--run", directory / "e1")
    assert bad.returncode == 1 and "E-polymorphs-pressures" in bad.stderr, bad.stderr
    bad = call("polymorphs", "basins", run / "steps/low/out/trials.csv", "--run", directory / "e2")
    assert bad.returncode == 1 and "E-search-basins" in bad.stderr, bad.stderr
    phases = [run / f"steps/{step}/out/phases.csv" for step in ("low", "high")]
    bad = call("polymorphs", "basins", *phases, "--run", directory / "e5")
    assert bad.returncode == 1 and "E-polymorphs-pressures" in bad.stderr, bad.stderr
    bad = call("polymorphs", "cluster", run / "steps/low/out/trials.csv", "--run", directory / "e3")
    assert bad.returncode == 1 and "E-csv" in bad.stderr, bad.stderr
    bad = call("polymorphs", "map", run / "steps/low/out/minima.extxyz", "--average", "none", "--run", directory / "e4")
    assert bad.returncode == 1 and "E-soap" in bad.stderr, bad.stderr


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        (directory / "study.toml").write_text(STUDY)
        run = directory / "run"
        done = call("run", directory / "study.toml", "-o", run)
        assert done.returncode == 0, done.stderr
        check_search(run)
        check_map(run)
        check_rest(run)
        check_page(run)
        check_known(directory, run)
        check_errors(directory, run)
    print("maps: all as it should be")


main()
