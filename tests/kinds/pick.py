#!/usr/bin/env python3
"""structure.pick from end to end: copies are picked once, what differs is picked first, in an order that does not depend on
workers. usage: pick.py CRUCIBLE"""
import csv
import pathlib
import subprocess
import sys
import tempfile

crucible = str(pathlib.Path(sys.argv[1]).resolve())


def crystal(name, a, sites, b=None, c=None):
    lines = [str(len(sites)), f'Lattice="{a} 0 0 0 {b or a} 0 0 0 {c or a}" Properties=species:S:1:pos:R:3 name={name} pbc="T T T"']
    return "\n".join(lines + ["Cu %.6f %.6f %.6f" % tuple(u * s for u, s in zip(site, (a, b or a, c or a))) for site in sites])


FCC = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
BCC = [(0, 0, 0), (0.5, 0.5, 0.5)]
MANY = [*(crystal(f"fcc-{k}", 3.6 + 0.001 * k, FCC) for k in range(20)), crystal("simple", 2.4, [(0, 0, 0)]),
        *(crystal(f"bcc-{k}", 2.87 + 0.001 * k, BCC) for k in range(20))]


def run(folder, name, *words):
    return subprocess.run([crucible, "structure", "pick", "many.extxyz", *words, "--run", name], cwd=folder,
                          capture_output=True, text=True)


def order(folder, name):
    with open(folder / name / "steps/pick/out/order.csv") as f:
        return list(csv.DictReader(f))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "many.extxyz").write_text("\n".join([*MANY, crystal("copy", 3.6, FCC)]) + "\n")
        done = run(folder, "three", "--count", "3", "--cutoff", "5 angstrom", "--on", "local:1")
        assert done.returncode == 0, done.stderr
        rows = order(folder, "three")
        families = sorted(r["name"].split("-")[0] for r in rows)
        assert families == ["bcc", "fcc", "simple"], rows  # one of each, the 20 like ones left alone
        distances = [float(r["distance"]) for r in rows]
        assert distances[0] == 0 and distances[1] >= distances[2] > 0.01, distances
        picked = (folder / "three/steps/pick/out/picked.extxyz").read_text()
        assert picked.count("Lattice=") == 3 and [r["name"] in picked for r in rows] == [True] * 3
        done = run(folder, "all", "--count", "1000", "--cutoff", "5 angstrom", "--on", "local:2")
        assert done.returncode == 0, done.stderr
        assert [r["name"] for r in order(folder, "all")][:3] == [r["name"] for r in rows]
        assert len(order(folder, "all")) == len(MANY), "the copy is no structure of its own"
        done = run(folder, "atoms", "--average", "none")
        assert done.returncode == 1 and "[E-soap]" in done.stderr, done.stderr


main()
