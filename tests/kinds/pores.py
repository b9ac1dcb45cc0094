#!/usr/bin/env python3
"""soil.pores from end to end on volumes whose numbers are known by hand, and on what it must refuse.
usage: pores.py CRUCIBLE"""
import csv
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

crucible = str(pathlib.Path(sys.argv[1]).resolve())


def nifti(path, shape, voxels, spacing=(1, 1, 1), bits=8):
    """(slices, rows, columns) of small numbers as NIfTI-1, columns fastest."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, shape[2], shape[1], shape[0], 1, 1, 1, 1)
    struct.pack_into("<hh", header, 70, 2 if bits == 8 else 4, bits)
    struct.pack_into("<8f", header, 76, 1, spacing[2], spacing[1], spacing[0], 1, 1, 1, 1)
    struct.pack_into("<fff", header, 108, 352, 1, 0)
    header[123] = 2
    header[344:348] = b"n+1\0"
    path.write_bytes(bytes(header) + struct.pack(f"<{len(voxels)}{'B' if bits == 8 else 'h'}", *voxels))
    return str(path)


def pores(directory, name, *arguments):
    run = directory / name
    done = subprocess.run([crucible, "soil", "pores", *arguments, "--run", str(run)], capture_output=True,
                          text=True)
    if done.returncode != 0:
        return done.returncode, done.stderr, run
    shown = subprocess.run([crucible, "show", str(run), "--json"], capture_output=True, text=True, check=True)
    rows = json.loads(shown.stdout)
    rows = rows["rows"] if isinstance(rows, dict) else rows
    return 0, {r["id"].split(".", 1)[-1] if r["id"].startswith("pores.") else r["id"]: r.get("value") for r in rows}, run


def near(found, expected):
    assert abs(found - expected) <= 1e-9 * max(1, abs(expected)), (found, expected)


def slit(shape, first, end):
    return [int(first <= i < end) for i in range(shape[0]) for _ in range(shape[1] * shape[2])]


def check_slit(directory):
    """A slit of 7 voxels of 0.5 mm: every number is known."""
    shape = (20, 16, 18)
    volume = nifti(directory / "slit.nii", shape, slit(shape, 5, 12), (.5, .5, .5))
    code, rows, run = pores(directory, "slit", volume, "--phase", "1", "--quantities",
                            "clusters,minkowski,anisotropy,distances,thickness,correlation,chords,boxes,diffusivity")
    assert code == 0, rows
    near(rows["porosity"], 7 / 20)
    near(rows["clusters"], 1)
    near(rows["percolating.slices"], 0)
    near(rows["percolating.rows"], 1)
    near(rows["surface.faces"], 2 * 16 * 18 * .25)
    near(rows["euler.6"], 1)
    near(rows["thickness.mean"], 2 * 4 * .5)
    near(rows["critical-diameter.slices"], 0)
    near(rows["critical-diameter.columns"], 2 * 4 * .5)
    near(rows["chord.slices"], 3.5)
    near(rows["diffusivity.slices"], 0)
    near(rows["diffusivity.rows"], 7 / 20)
    near(rows["tortuosity.columns"], 1)
    assert "anisotropy.degree" not in rows  # no surface along two axes
    with open(run / "steps/pores/out/metrics.csv", newline="") as file:
        metrics = {m["name"]: m for m in csv.DictReader(file)}
    near(float(metrics["chord.slices"]["value"]), 3.5)
    assert metrics["chord.slices"]["unit"] == "mm" and metrics["chord.slices"]["definition"]
    with open(run / "steps/pores/out/pore_sizes.csv", newline="") as file:
        sizes = list(csv.DictReader(file))
    assert len(sizes) == 1 and float(sizes[0]["cumulated"]) == 1


def check_regions_and_masks(directory):
    shape = (20, 16, 18)
    volume = nifti(directory / "part.nii", shape, slit(shape, 5, 12))
    code, rows, _ = pores(directory, "part", volume, "--phase", "1", "--first", "4,0,0", "--end", "14,16,18",
                          "--quantities", "clusters")
    assert code == 0, rows
    near(rows["porosity"], 7 / 10)
    mask = nifti(directory / "mask.nii", shape, slit(shape, 5, 19))
    code, rows, _ = pores(directory, "masked", volume, "--phase", "1", "--mask", mask, "--quantities", "minkowski")
    assert code == 0, rows
    near(rows["porosity"], 7 / 14)
    near(rows["measured"], 14 / 20)
    near(rows["surface.faces"], 16 * 18)  # the upper side is not measured
    code, rows, _ = pores(directory, "grey", nifti(directory / "grey.nii", shape,
                          [-900 if v else 700 for v in slit(shape, 5, 12)], bits=16), "--phase", "1",
                          "--quantities", "clusters")
    assert code == 0, rows
    near(rows["porosity"], 7 / 20)


def check_one_kind(directory):
    for name, value, porosity in (("void", 1, 1), ("solid", 0, 0)):
        volume = nifti(directory / f"{name}.nii", (9, 9, 9), [value] * 729)
        code, rows, run = pores(directory, name, volume, "--phase", "1")
        assert code == 0, rows
        near(rows["porosity"], porosity)
        assert all(v is not None and v == v for v in rows.values()), rows
        text = (run / "steps/pores/out/metrics.csv").read_text().lower()
        assert "nan" not in text and "inf" not in text.replace("information", ""), text
    code, rows, _ = pores(directory, "flat", nifti(directory / "flat.nii", (1, 9, 9), [0, 1, 1] * 27), "--phase", "1",
                          "--trim", "0")
    assert code == 0, rows
    near(rows["porosity"], 2 / 3)
    code, rows, _ = pores(directory, "oblong", nifti(directory / "oblong.nii", (9, 9, 9), [0, 1, 1] * 243, (1, 1, 2)),
                          "--phase", "1", "--trim", "0")
    assert code == 0, rows
    near(rows["thickness.median"], 4)  # slits of two voxels of 2 mm


def check_refusals(directory):
    shape = (9, 9, 9)
    volume = nifti(directory / "v.nii", shape, [0, 1, 1] * 243)
    grey = nifti(directory / "g.nii", shape, [0, 1, 1] * 243, bits=16)
    nothing = nifti(directory / "n.nii", shape, [0] * 729)
    other = nifti(directory / "o.nii", (9, 9, 8), [1] * 648)
    done = subprocess.run([crucible, "soil", "pores", volume, "--phase", "7", "--run", str(directory / "seven")],
                          capture_output=True, text=True)
    assert done.returncode == 0 and "no voxel has label 7; there are 0, 1" in done.stdout + done.stderr, (done.stdout, done.stderr)
    for name, code, arguments in (
            ("masked", "E-volume-empty", (volume, "--phase", "1", "--mask", nothing)),
            ("shape", "E-volume-shape", (volume, "--phase", "1", "--mask", other)),
            ("region", "E-volume-region", (volume, "--phase", "1", "--first", "0,0,9")),
            ("numbers", "E-volume-region", (volume, "--phase", "1", "--end", "3")),
            ("class", "E-volume-target", (grey, "--phase", "9")),
            ("size", "E-study", (volume, "--phase", "1", "--trim", "-1")),
            ("phase", "E-study", (volume,))):
        returned, said, _ = pores(directory, "bad-" + name, *arguments)
        assert returned in (1, 2) and code in said, (name, returned, said)


with tempfile.TemporaryDirectory() as folder:
    for check in (check_slit, check_regions_and_masks, check_one_kind, check_refusals):
        place = pathlib.Path(folder) / check.__name__
        place.mkdir()
        check(place)
print("soil.pores: slit, parts, masks, one kind, refusals")
