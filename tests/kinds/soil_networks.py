#!/usr/bin/env python3
"""Networks on slices of small made-up cores: training, transfer, matrix, cover, heat maps, and what is
refused. usage: soil_networks.py CRUCIBLE"""
import csv
import gzip
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "kill"))
from midway import metric, stop_midway

program = str(pathlib.Path(sys.argv.pop(1)).resolve())
has_plugin = (pathlib.Path(program).parent / "libcrucible_nn.so").exists()
SIZE = "48,32,32"
TINY = ["--net", "tiny", "--precision", "float", "--rate", "3e-3"]
NET = [*TINY, "--side", "32"]


def crucible(*words, where, **environment):
    return subprocess.run([program, *map(str, words)], cwd=where, capture_output=True, text=True,
                          timeout=100, env={**os.environ, **environment})


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def npy_shape(path):
    data = path.read_bytes()
    header = data[10:10 + struct.unpack("<H", data[8:10])[0]].decode()
    return eval(header)["shape"]


def npy_floats(path):
    data = path.read_bytes()
    begin = 10 + struct.unpack("<H", data[8:10])[0]
    return struct.unpack(f"<{(len(data) - begin) // 4}f", data[begin:])


def uniform_volume(path, slices=20, size=32, value=500):
    """NIfTI-1 of one value everywhere: no target varies."""
    head = bytearray(352)
    struct.pack_into("<i", head, 0, 348)
    struct.pack_into("<8h", head, 40, 3, size, size, slices, 1, 1, 1, 1)
    struct.pack_into("<hh", head, 70, 4, 16)
    struct.pack_into("<8f", head, 76, 1, 0.3, 0.3, 0.3, 1, 1, 1, 1)
    struct.pack_into("<ff", head, 108, 352, 1)
    head[123] = 2
    head[344:348] = b"n+1\0"
    path.write_bytes(bytes(head) + struct.pack("<h", value) * (slices * size * size))


@unittest.skipUnless(has_plugin, "libtorch was not here to build nn with")
class Networks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="crucible-soil-"))
        cls.volumes = {}
        for soil in ("forest", "grass"):
            cls.call(0, "soil", "phantom", "--soil", soil, "--size", SIZE, "--run", soil)
            cls.volumes[soil] = cls.place / f"{soil}.nii"
            shutil.copy(cls.place / soil / "steps/phantom/out/volume.nii", cls.volumes[soil])
        cls.call(0, "soil", "train", *cls.volumes.values(), "--targets", "1,3", "--epochs", "4", *NET,
                 "--run", "trained")
        cls.out = cls.place / "trained/steps/train/out"
        cls.model = cls.out / "model.crucible"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.place)

    @classmethod
    def call(cls, code, *words, **environment):
        done = crucible(*words, where=cls.place, **environment)
        if done.returncode != code:
            raise AssertionError(f"{words}: {done.returncode} {done.stdout}{done.stderr}")
        return done

    def rows(self, run):
        shown = self.call(0, "show", run, "--json").stdout
        return {r["id"]: r for r in json.loads(shown)["rows"]}

    def test_tables_tell_every_slice_and_every_epoch(self):
        predictions = table(self.out / "predictions.csv")
        self.assertEqual(len(predictions), 2 * 48 * 2)
        self.assertEqual({p["set"] for p in predictions}, {"train", "validation", "test", "unused"})
        history = table(self.out / "history.csv")
        self.assertEqual({h["sample"] for h in history}, {"forest", "grass"})
        errors = table(self.out / "errors.csv")
        self.assertEqual(len(errors), 2 * 2 * 3)
        for e in errors:
            self.assertGreater(float(e["rmse"]), 0)
            if e["sample"] == "grass":  # the litter of the other has nothing of object 3
                self.assertGreater(float(e["baseline"]), 0)
        rows = self.rows("trained")
        self.assertIn("train.rmse.forest.3", rows)
        self.assertIn("train.baseline.grass.1", rows)
        self.assertEqual(rows["train.arithmetic"]["value"], "float")
        # Two networks with two targets each are not four networks.
        better = sum(float(e["rmse"]) < float(e["baseline"]) for e in errors if e["set"] == "test")
        page = (self.place / "trained/report.html").read_text()
        self.assertIn(f"2 networks beat a constant for {better} of 4 targets on held-out slices.", page)

    def test_the_same_seed_gives_the_same_bytes_whatever_openmp_says(self):
        for threads, name in (("1", "again-1"), ("2", "again-2")):
            self.call(0, "soil", "train", *self.volumes.values(), "--targets", "1,3", "--epochs", "4", *NET,
                      "--run", name, OMP_NUM_THREADS=threads)
            for file in ("predictions.csv", "history.csv"):
                self.assertEqual((self.place / name / "steps/train/out" / file).read_bytes(),
                                 (self.out / file).read_bytes(), file)

    def test_a_stopped_training_ends_as_if_it_had_not_been(self):
        words = ["soil", "train", self.volumes["forest"], "--targets", "3", "--epochs", "1500", "--patience", "0",
                 *NET]
        self.call(0, *words, "--run", "whole")
        stop_midway([program, *words, "--run", "stopped"], self.place / "stopped", metric, 100, cwd=self.place)
        self.assertFalse((self.place / "stopped/steps/train/out/history.csv").exists())
        self.call(0, *words, "--run", "stopped")
        for file in ("predictions.csv", "history.csv"):
            self.assertEqual((self.place / "stopped/steps/train/out" / file).read_bytes(),
                             (self.place / "whole/steps/train/out" / file).read_bytes(), file)

    def test_predictions_of_a_core_are_those_of_the_training(self):
        self.call(0, "soil", "predict", self.volumes["forest"], "--models", self.model, "--which", "forest",
                  "--precision", "float", "--run", "predicted")
        there = {(p["slice"], p["target"]): p["predicted"]
                 for p in table(self.out / "predictions.csv") if p["sample"] == "forest"}
        here = table(self.place / "predicted/steps/predict/out/predictions.csv")
        self.assertEqual(len(here), 96)
        for p in here:
            self.assertAlmostEqual(float(p["predicted"]), float(there[p["slice"], p["target"]]), places=5)

    def test_transfer_keeps_the_convolutions_and_learns_another_target(self):
        self.call(0, "soil", "transfer", self.volumes["forest"], "--models", self.model, "--which", "grass",
                  "--targets", "2", "--epochs", "5", "--precision", "float", "--run", "transferred")
        rows = self.rows("transferred")
        self.assertIn("transfer.rmse.forest.2", rows)
        self.assertIn("transfer.speed-up.forest", rows)
        self.call(0, "soil", "transfer", self.volumes["forest"], "--models", self.model, "--dense_start", "kept",
                  "--fine_tune", "1", "--epochs", "2", "--precision", "float", "--run", "tuned")
        self.assertIn("fine-tuned", self.rows("tuned")["transfer.note.forest"]["value"])

    def test_matrix_and_cover(self):
        self.call(0, "soil", "matrix", *self.volumes.values(), "--models", self.model, "--target", "3",
                  "--slices", "20", "--precision", "float", "--run", "matrix")
        out = self.place / "matrix/steps/matrix/out"
        matrix = table(out / "matrix.csv")
        self.assertEqual([m["model"] for m in matrix], ["forest", "grass"])
        errors = {(e["sample"], e["target"], e["set"]): e["rmse"] for e in table(self.out / "errors.csv")}
        # On its own core a model is judged by slices that it never saw.
        for m in matrix:
            self.assertAlmostEqual(float(m[m["model"]]), float(errors[m["model"], "3", "test"]), places=5)
        self.call(0, "soil", "cover", out / "matrix.csv", "--threshold", "10", "--run", "cover")
        rows = self.rows("cover")
        self.assertEqual(rows["cover.greedy"]["value"], 1)
        self.assertEqual(rows["cover.fewest"]["value"], 1)
        cover = json.loads((self.place / "cover/steps/cover/out/cover.json").read_text())
        self.assertEqual(len(cover["greedy"]["models"][0]["samples"]), 2)
        self.assertEqual(len(table(self.place / "cover/steps/cover/out/groups.csv")), 2)
        self.call(0, "soil", "cover", out / "matrix.csv", "--threshold", "1e-9", "--run", "none")
        self.assertEqual(self.rows("none")["cover.uncovered"]["value"], 2)

    def test_heat_maps_and_patterns(self):
        self.call(0, "soil", "gradcam", self.volumes["forest"], "--models", self.model, "--which", "forest",
                  "--slices", "3,40", "--show", "decrease", "--against", "core", "--run", "heat")
        out = self.place / "heat/steps/gradcam/out"
        self.assertEqual(npy_shape(out / "cam.npy"), (2, 32, 32))
        self.assertEqual(npy_shape(out / "cam-signed.npy"), (2, 16, 16))
        self.assertEqual(npy_shape(out / "activations.npy"), (2, 4, 16, 16))
        self.assertTrue((out / "cam.png").read_bytes().startswith(b"\x89PNG"))
        self.assertEqual([t["slice"] for t in table(out / "cam.csv")], ["3", "40"])
        self.assert_heat_lies_on_its_slices(out, self.volumes["forest"], {3: 0, 40: 1})
        self.call(0, "soil", "patterns", self.model, "--which", "forest", "--layer", "block1_conv1", "--steps", "3",
                  "--run", "patterns")
        self.assertEqual(npy_shape(self.place / "patterns/steps/patterns/out/patterns.npy"), (4, 3, 32, 32))

    def assert_heat_lies_on_its_slices(self, out, volume, maps, side=32):
        """The heat's voxels are the volume's, and hold the map of the slice: `maps`: slice -> number of its map."""
        heat, source = gzip.decompress((out / "heat.nii.gz").read_bytes()), volume.read_bytes()
        for name, begin, end in (("shape", 40, 56), ("spacing", 76, 108), ("unit", 123, 124), ("affine", 252, 328)):
            self.assertEqual(heat[begin:end], source[begin:end], name)
        columns, rows, slices = struct.unpack_from("<3h", heat, 42)
        self.assertEqual(struct.unpack_from("<h", heat, 70)[0], 4)
        slope, intercept, most, least = (struct.unpack_from("<f", heat, at)[0] for at in (112, 116, 124, 128))
        self.assertEqual((intercept, least, most), (0, 0, 1))
        stored = struct.unpack(f"<{slices * rows * columns}h", heat[352:])
        pixels = npy_shape(out / "cam.npy")[1]
        cam = npy_floats(out / "cam.npy")
        for k in range(slices):
            here = [slope * v for v in stored[k * rows * columns:(k + 1) * rows * columns]]
            if k not in maps:
                self.assertEqual(max(here), 0, f"slice {k} has heat and no map")
                continue
            self.assertAlmostEqual(min(here), 0, places=6)
            self.assertAlmostEqual(max(here), 1, delta=0.1 if pixels < side else 1e-6)
            there = cam[maps[k] * pixels * pixels:(maps[k] + 1) * pixels * pixels]
            top, left, scale = (rows - side) // 2, (columns - side) // 2, pixels / side
            row, column = divmod(here.index(max(here)), columns)
            hottest = divmod(there.index(max(there)), pixels)
            self.assertLess(abs((row - top + 0.5) * scale - hottest[0] - 0.5), 1)
            self.assertLess(abs((column - left + 0.5) * scale - hottest[1] - 0.5), 1)
            if pixels == side == rows == columns:
                for a, b in zip(here, there):
                    self.assertAlmostEqual(a, b, delta=2e-5)

    def test_heat_of_coarse_images_of_a_part_lies_on_the_whole_volume(self):
        self.call(0, "soil", "train", self.volumes["forest"], "--targets", "3", "--epochs", "2", *TINY, "--side", "24",
                  "--input", "16", "--run", "coarse")
        self.call(0, "soil", "gradcam", self.volumes["forest"], "--models",
                  self.place / "coarse/steps/train/out/model.crucible", "--slices", "7", "--run", "coarse-heat")
        out = self.place / "coarse-heat/steps/gradcam/out"
        self.assertEqual(npy_shape(out / "cam.npy"), (1, 16, 16))
        heat = gzip.decompress((out / "heat.nii.gz").read_bytes())
        stored = struct.unpack_from("<1024h", heat, 352 + 2 * 7 * 32 * 32)
        beyond = [stored[32 * i + j] for i in range(32) for j in range(32) if not (4 <= i < 28 and 4 <= j < 28)]
        self.assertEqual(max(beyond), 0, "no image shows what is beyond its square")
        self.assert_heat_lies_on_its_slices(out, self.volumes["forest"], {7: 0}, side=24)

    def refused(self, code, *words):
        done = self.call(1, *words, "--run", "refused")
        shutil.rmtree(self.place / "refused", ignore_errors=True)
        lines = [line for line in done.stderr.splitlines() if code in line]
        self.assertTrue(lines, done.stderr)
        self.assertNotIn("nan", done.stderr.lower())

    def test_what_does_not_fit_is_refused_in_one_line(self):
        forest = self.volumes["forest"]
        self.refused("E-image-model", "soil", "predict", forest, "--models", self.model, "--input", "16")
        self.refused("E-soil-models", "soil", "gradcam", forest, "--models", self.model)
        self.refused("E-soil-models", "soil", "predict", forest, "--models", self.model, "--which", "forst")
        self.refused("E-net-layer", "soil", "gradcam", forest, "--models", self.model, "--which", "forest",
                     "--layer", "block7_conv1")
        self.refused("E-volume-target", "soil", "train", forest, "--targets", "9", *NET)
        self.refused("E-slice-images", "soil", "train", forest, "--targets", "3", "--side", "64")
        self.refused("E-soil-samples", "soil", "train", forest, forest, "--targets", "3", *NET)
        damaged = self.place / "damaged.crucible"
        data = bytearray(self.model.read_bytes())
        data[len(data) // 2] ^= 1
        damaged.write_bytes(data)
        self.refused("E-model", "soil", "predict", forest, "--models", damaged)
        damaged.write_bytes(data[:1000])
        self.refused("E-model", "soil", "predict", forest, "--models", damaged)
        few = self.place / "few.nii"
        uniform_volume(few, slices=9)
        self.refused("E-learn-split", "soil", "train", few, "--targets", "3", *NET)

    def test_models_of_other_classes_are_not_compared(self):
        self.call(0, "soil", "train", self.volumes["grass"], "--names", "other", "--targets", "1,3", "--epochs", "1",
                  "--classes", "{ by = 'paper-text' }", *NET, "--run", "other")
        other = self.place / "other/steps/train/out/model.crucible"
        self.refused("E-image-model", "soil", "matrix", self.volumes["grass"], "--models", f"{self.model},{other}")

    def test_classes_that_follow_the_data_are_not_the_same_matter(self):
        done = self.call(0, "soil", "train", *self.volumes.values(), "--targets", "3", "--epochs", "1",
                         "--classes", "{ by = 'paper-script' }", *NET, "--run", "script")
        self.assertIn("not the same matter", done.stderr)

    def test_a_target_that_does_not_vary_has_no_r2_and_no_nan(self):
        flat = self.place / "flat.nii"
        uniform_volume(flat)
        done = self.call(0, "soil", "train", flat, "--targets", "3", "--epochs", "2", *NET, "--run", "flat")
        self.assertIn("does not vary", done.stderr)
        self.assertIn("undefined", self.rows("flat")["train.r2.flat.3"]["value"])
        for file in (self.place / "flat/steps/train/out").glob("*.csv"):
            self.assertNotIn("nan", file.read_text().lower())


if __name__ == "__main__":
    unittest.main()
