#!/usr/bin/env python3
"""soil.info, soil.import, soil.export and soil.mesh as commands. usage: soil_import.py CRUCIBLE SHARED_DATA"""
import json
import os
import pathlib
import platform
import struct
import subprocess
import sys
import tempfile
import unittest

shared = pathlib.Path(sys.argv.pop(2)).resolve()
program = pathlib.Path(sys.argv.pop(1)).resolve()
has_decoder = (program.parent / "crucible-decode").exists()


class SoilImport(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="crucible-import-")
        self.place = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_program(self, *words, code=0):
        done = subprocess.run([program, *map(str, words)], cwd=self.place, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def rows(self, *words):
        out = json.loads(self.run_program(*words, "--json").stdout)
        return {r["id"].split(".", 1)[1]: r.get("value") for r in out["rows"]}

    def raw(self, values, name="v.raw"):
        (self.place / name).write_bytes(struct.pack(f"<{len(values)}h", *values))

    def output(self, run, name):
        return next((self.place / run).glob(f"steps/*/out/{name}"))

    def test_bare_numbers_a_part_of_them_and_back(self):
        self.raw(range(-60, 60))
        rows = self.rows("soil", "import", "v.raw", "--shape", "4,5,6", "--spacing", "2 mm,1 mm,0.5 mm", "--run", "a",
                         "--part", "{slices = [1, 3], columns = [2, 6]}")
        self.assertEqual([rows[k] for k in ("slices", "rows", "columns")], [2, 5, 4])
        self.assertEqual(rows["spacing.slices"], 2)
        cubes = self.rows("soil", "import", "v.raw", "--shape", "4,5,6", "--spacing", "0.1 mm", "--run", "cubes")
        self.assertEqual([round(cubes["spacing." + axis], 6) for axis in ("slices", "rows", "columns")], [0.1, 0.1, 0.1])
        self.assertEqual(rows["mean"], sum(-60 + 30 * i + 6 * j + k for i in (1, 2) for j in range(5)
                                           for k in range(2, 6)) / 40)
        self.run_program("soil", "import", "v.raw", "--shape", "4,5,6", "--run", "b", "--part",
                         '{centre = ["2 mm", "1 mm", "4 mm"]}')
        self.assertEqual(len(self.output("b", "volume.nii").read_bytes()), 352 + 2 * 2 * 1 * 4)
        # A core of three dimensions goes through every format and comes back the same.
        self.run_program("soil", "import", "v.raw", "--shape", "4,5,6", "--run", "c")
        first = self.output("c", "volume.nii").read_bytes()
        for ending in ("mha", "nrrd", "nii", "npy"):
            self.run_program("soil", "export", self.output("c", "volume.nii"), "-o", f"x.{ending}")
            self.run_program("soil", "import", f"x.{ending}", "--run", f"c-{ending}")
            self.assertEqual(self.output(f"c-{ending}", "volume.nii").read_bytes()[352:], first[352:], ending)

    def test_refusals_are_one_line(self):
        self.raw(range(120))
        (self.place / "empty").mkdir()
        (self.place / "zero.tif").write_bytes(b"")
        cases = [(["v.raw"], "E-volume-format"),
                 (["v.raw", "--shape", "4,5,7"], "E-volume-truncated"),
                 (["v.raw", "--shape", "4,5"], "E-volume-settings"),
                 (["v.raw", "--shape", "4,5,6", "--part", "{slices = [2, 9]}"], "E-volume-region"),
                 (["v.raw", "--shape", "4,5,6", "--part", "{rows = [3, 3]}"], "E-volume-region"),
                 (["v.raw", "--shape", "4,5,6", "--rescale", "1e6,0"], "E-volume-values"),
                 (["zero.tif"], "E-volume-format")]
        if has_decoder:
            cases.append((["empty"], "E-volume-folder"))
        for words, code in cases:
            done = self.run_program("soil", "import", *words, code=1)
            lines = [line for line in done.stderr.splitlines() if "warning: no spacing" not in line]
            self.assertEqual(len(lines), 1, done.stderr)
            self.assertIn(code, done.stderr)

    def test_surfaces(self):
        self.raw([1 if 0 < i < 3 and 0 < j < 3 and 0 < k < 3 else 0
                  for i in range(4) for j in range(4) for k in range(4)])
        self.run_program("soil", "import", "v.raw", "--shape", "4,4,4", "--run", "a")
        rows = self.rows("soil", "mesh", self.output("a", "volume.nii"), "-o", "m.stl")
        stl = (self.place / "m.stl").read_bytes()
        self.assertEqual(struct.unpack_from("<I", stl, 80)[0], rows["triangles"])
        self.assertEqual(len(stl), 84 + 50 * int(rows["triangles"]))
        # Two voxels a side: faces of 1 x 1, twelve bevelled edges, eight corners.
        self.assertAlmostEqual(rows["area"], 6 + 12 * 0.5 ** 0.5 + 8 * 3 ** 0.5 / 8, 6)
        self.run_program("soil", "mesh", self.output("a", "volume.nii"), "--level", "1", "-o", "m.ply")
        self.assertTrue((self.place / "m.ply").read_bytes().startswith(b"ply\n"))

    def test_without_the_decoder_the_package_is_named(self):
        (self.place / "slices").mkdir()
        (self.place / "slices/a.dcm").write_bytes(b"x")
        done = subprocess.run([program, "soil", "import", "slices"], cwd=self.place, capture_output=True, text=True,
                              env={**os.environ, "CRUCIBLE_DECODE": ""})
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("libgdcm-dev", done.stderr)

    @unittest.skipUnless(has_decoder, "crucible-decode was not built")
    def test_the_decoder_gives_up_its_rights_before_it_reads(self):
        path = str(self.place / "a.dcm").encode()
        (self.place / "a.dcm").write_bytes(b"x" * 200)
        child = subprocess.Popen([program.parent / "crucible-decode", str(300 << 20)], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE)
        child.stdin.write(struct.pack("<IcI", 5 + len(path), b"d", 0) + path)
        child.stdin.flush()
        self.assertEqual(child.stdout.read(1), b"0")  # no image
        proc = pathlib.Path("/proc") / str(child.pid)
        status = (proc / "status").read_text()
        limits = (proc / "limits").read_text()
        child.communicate()
        self.assertRegex(status, r"NoNewPrivs:\s1")
        if platform.machine() in ("x86_64", "aarch64"):
            self.assertRegex(status, r"Seccomp:\s2")
        self.assertRegex(limits, r"Max core file size +0 +0")
        self.assertRegex(limits, r"Max file size +0 +0")
        self.assertRegex(limits, rf"Max address space +\d+ +{300 << 20}")

    @unittest.skipUnless(has_decoder, "crucible-decode was not built")
    def test_dicom_there_and_back(self):
        self.raw(range(-1000, -1000 + 4 * 5 * 6))
        self.run_program("soil", "import", "v.raw", "--shape", "4,5,6", "--spacing", "2 mm,1 mm,0.5 mm", "--run", "a")
        self.run_program("soil", "export", self.output("a", "volume.nii"), "-o", "x.tar")
        subprocess.run(["tar", "xf", "x.tar", "--one-top-level=x"], cwd=self.place, check=True)
        rows = self.rows("soil", "import", "x", "--run", "b")
        self.assertEqual(self.output("b", "volume.nii").read_bytes(), self.output("a", "volume.nii").read_bytes())
        self.assertEqual(rows["tilt"], 0)
        (self.place / "x/slice-0002.dcm").unlink()
        done = self.run_program("soil", "import", "x", code=1)
        self.assertIn("gap 4 mm between z=0 and 4 (1 slice missing)", done.stderr)
        self.assertIn("gap 4 mm", self.run_program("soil", "info", "x").stdout)
        self.assertEqual(self.rows("soil", "import", "x", "--on_gap", "interpolate")["interpolated"], 1)

    @unittest.skipUnless(has_decoder and (shared / "ct").exists(), "no shared data")
    def test_v8_and_v9_as_a_user_types_them(self):
        rows = self.rows("soil", "import", shared / "ct/core426_top16_jpegls", "--padding", "4095", "--top", "last")
        self.assertEqual(rows["slices"], 16)
        self.assertAlmostEqual(rows["mean"], 234.2669, 4)
        self.assertEqual(round(rows["masked"] * 16 * 512 * 512), 2015565)
        done = self.run_program("soil", "import", shared / "ct/philips_tilt_m18.5", code=1)
        self.assertIn("E-volume-gap", done.stderr)
        told = self.run_program("soil", "import", shared / "ct/philips_tilt_m18.5", "--on_gap", "interpolate").stderr
        self.assertIn("tilted by 18.5 degrees", told)


unittest.main()
