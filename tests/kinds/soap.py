#!/usr/bin/env python3
"""structure.soap from end to end: shapes, axes, and rows that do not depend on how a crystal is written.
usage: soap.py CRUCIBLE"""
import array
import csv
import pathlib
import struct
import subprocess
import sys
import tempfile

crucible = str(pathlib.Path(sys.argv[1]).resolve())

RUTILE = """rutile
1.0
4.4924 0 0
0 4.4924 0
0 0 3.0082
Ti O
2 4
Direct
0 0 0
0.5 0.5 0.5
0.3045 0.3045 0
0.6955 0.6955 0
0.1955 0.8045 0.5
0.8045 0.1955 0.5
"""
# The same crystal from another corner, axes renamed, oxygen first.
TURNED = """turned
1.0
0 3.0082 0
4.4924 0 0
0 0 4.4924
O Ti
4 2
Direct
0.25 0.4045 0.4045
0.25 0.7955 0.7955
0.75 0.2955 0.9045
0.75 0.9045 0.2955
0.25 0.1 0.1
0.75 0.6 0.6
"""


def call(*arguments):
    return subprocess.run([crucible, "structure", "soap", *map(str, arguments)], capture_output=True, text=True)


def features(run):
    data = (run / "steps/soap/out/features.npy").read_bytes()
    length = struct.unpack("<H", data[8:10])[0]
    header = data[10:10 + length].decode()
    shape = tuple(int(v) for v in header.split("(")[1].split(")")[0].split(",") if v.strip())
    values = array.array("d", data[10 + length:])
    assert len(values) == shape[0] * shape[1], (shape, len(values))
    return shape, [values[k * shape[1]:(k + 1) * shape[1]] for k in range(shape[0])]


def axes(run):
    with open(run / "steps/soap/out/axes.csv", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        one, two = directory / "one.poscar", directory / "two.poscar"
        one.write_text(RUTILE)
        two.write_text(TURNED)
        for average, rows, columns in (("outer", 2, 294), ("inner", 2, 294), ("element", 2, 588), ("none", 12, 294)):
            run = directory / average
            done = call(one, two, "--average", average, "--run", run)
            assert done.returncode == 0, done.stderr
            shape, values = features(run)
            assert shape == (rows, columns), shape
            assert len(axes(run)) == columns
            if average == "none":
                continue
            scale = max(abs(x) for x in values[0])
            assert scale > 0
            worst = max(abs(a - b) for a, b in zip(*values))
            assert worst < 1e-7 * scale, (average, worst, scale)
        assert axes(directory / "element")[0]["atoms"] == "O" and axes(directory / "element")[-1]["atoms"] == "Ti"
        for arguments, code in ((["--species", "O"], "E-soap"), (["--n_max", "30"], "E-"),
                                (["--cutoff", "0.9 angstrom"], "E-soap"), (["--basis", "spline"], "E-")):
            done = call(one, *arguments, "--run", directory / "bad")
            assert done.returncode in (1, 2) and code in done.stderr, (arguments, done.returncode, done.stderr)
    print("soap: all as it should be")


main()
