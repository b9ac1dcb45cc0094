#!/usr/bin/env python3
"""Steps on soil cores from end to end, on small phantoms; and one clear line for every bad input.
usage: soil.py CRUCIBLE"""
import csv
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

program = str(pathlib.Path(sys.argv.pop(1)).resolve())


def nifti(path, shape, values, code="h"):
    """Slices, rows, columns of 16-bit voxels as NIfTI-1."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, shape[2], shape[1], shape[0], 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, {"h": 4, "B": 2}[code], {"h": 16, "B": 8}[code])
    struct.pack_into("<8f", header, 76, 1, 0.5, 0.5, 0.25, 0, 0, 0, 0)
    struct.pack_into("<3f", header, 108, 352, 1, 0)
    header[344:348] = b"n+1\0"
    pathlib.Path(path).write_bytes(bytes(header) + struct.pack(f"<{len(values)}{code}", *values))


class Soil(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="crucible-soil-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def crucible(self, *words, code=0):
        done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def fails(self, error, *words):
        """One line that names the code and the cure."""
        done = self.crucible(*words, code=1)
        lines = [line for line in done.stderr.splitlines() if line.startswith("crucible: ")]
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertIn(f"[{error}]", lines[0])
        self.assertIn("; ", lines[0])

    def phantom(self, name, *words):
        self.crucible("soil", "phantom", "--size", "40,64,64", "--run", name, *words)
        return self.folder / name / "steps/phantom/out/volume.nii"

    def table(self, run, step, name):
        return list(csv.DictReader((self.folder / run / "steps" / step / "out" / name).read_text().splitlines()))

    def test_from_phantom_to_report(self):
        study = """crucible = 1
kind = "soil"
name = "small"
seed = 3
[step.core]
use = "soil.phantom"
size = [40, 64, 64]
[step.classes]
use = "soil.classes"
volume = "@core.volume"
[step.porosity]
use = "soil.porosity"
volume = "@core.volume"
[step.pores]
use = "soil.pores"
volume = "@classes.labels"
phase = [1]
"""
        (self.folder / "study.toml").write_text(study)
        self.crucible("run", "study.toml", "-o", "run")
        html = (self.folder / "run/report.html").read_text()
        self.assertEqual(html.find("E-report"), -1)
        self.assertIn("is lighter than", html)
        profile = self.table("run", "porosity", "profile.csv")
        self.assertEqual(len(profile), 40)
        for row in profile:
            fractions = [float(row[f"f{k}"]) for k in range(1, 7)]
            self.assertAlmostEqual(sum(fractions), 1, 12)
            self.assertAlmostEqual(float(row["target 5+6"]), 1 - fractions[4] - fractions[5], 12)
            self.assertLessEqual(float(row["f1 trimmed"]), fractions[0])
        again = self.crucible("run", "study.toml", "-o", "run")
        self.assertNotIn("running", again.stderr)

    def test_same_bytes_for_a_core(self):
        first = self.phantom("a", "--seed", "5").read_bytes()
        self.assertEqual(first, self.phantom("b", "--seed", "5").read_bytes())
        self.assertNotEqual(first, self.phantom("c", "--seed", "5", "--sample", "1").read_bytes())

    def test_smooth_classes_and_hysteresis(self):
        core = self.phantom("core")
        self.crucible("soil", "classes", core, "--smoothness", "1", "--run", "smooth")
        self.crucible("soil", "classes", core, "--hysteresis=-800,-300", "--run", "two")
        shares = [float(r["fraction"]) for r in self.table("two", "classes", "classes.csv")]
        self.assertAlmostEqual(sum(shares), 1, 12)
        self.assertGreater(shares[0], 0.05)

    def test_round_core(self):
        core = self.phantom("round", "--core", "16 mm")
        self.crucible("soil", "mask", core, "--shrink", "3.2 mm", "--run", "mask")
        radius = [float(r["radius (mm)"]) for r in self.table("mask", "mask", "outline.csv")]
        self.assertTrue(all(abs(r - 11) < 0.5 for r in radius), radius)
        masked = self.folder / "mask/steps/mask/out/volume.nii"
        self.crucible("soil", "porosity", masked, "--run", "masked")
        measured = [float(r["measured"]) for r in self.table("masked", "porosity", "profile.csv")]
        self.assertTrue(all(0.1 < m / 4096 < 0.6 for m in measured), measured)

    def test_bad_input(self):
        nifti(self.folder / "flat.nii", (3, 4, 5), [7] * 60)
        nifti(self.folder / "nothing.nii", (3, 4, 5), [-32768] * 60)
        nifti(self.folder / "two.nii", (3, 4, 5), [-900, 900] * 30)
        self.fails("E-volume-empty", "soil", "porosity", "nothing.nii", "--run", "r")
        self.fails("E-volume-flat", "soil", "classes", "flat.nii", "--classes", "{ by = 'otsu' }", "--run", "r")
        self.fails("E-volume-edges", "soil", "classes", "flat.nii", "--classes", "{ by = 'paper-script' }", "--run", "r")
        self.fails("E-volume-edges", "soil", "classes", "two.nii", "--classes", "{ by = 'edges', edges = [5, 1] }", "--run", "r")
        self.fails("E-volume-edges", "soil", "classes", "two.nii", "--classes", "{ edges = [1, 5] }", "--run", "r")
        self.fails("E-volume-edges", "soil", "classes", "two.nii", "--hysteresis", "5", "--run", "r")
        self.fails("E-volume-target", "soil", "porosity", "two.nii", "--targets", "9", "--run", "r")
        self.fails("E-volume-target", "soil", "porosity", "two.nii", "--trimmed_class", "9", "--run", "r")
        self.fails("E-volume-outline", "soil", "mask", "flat.nii", "--threshold", "100", "--run", "r")
        self.fails("E-volume-phantom", "soil", "phantom", "--size", "4,4", "--run", "r")
        self.crucible("soil", "porosity", "two.nii", "--trim=-1", "--run", "r", code=2)
        # All of one class is an answer, not an error, and holds no NaN.
        nifti(self.folder / "void.nii", (3, 4, 5), [-1000] * 60)
        self.crucible("soil", "porosity", "void.nii", "--run", "void")
        row = self.table("void", "porosity", "profile.csv")[0]
        self.assertEqual((row["f1"], row["p1"]), ("1", "0"))


if __name__ == "__main__":
    unittest.main()
