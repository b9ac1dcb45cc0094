#!/usr/bin/env python3
"""potential.label by VASP: by a command; and by hand, in two calls of the same crucible command.
usage: vasp.py CRUCIBLE"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

program = str(pathlib.Path(sys.argv.pop(1)).resolve())
fake_vasp = str(pathlib.Path(__file__).resolve().parent.parent / "energy/labels/fake_vasp")
STUDY = """crucible = 1
name = "label"
[step.label]
use = "potential.label"
structures = "frames.extxyz"
labeller = {{ use = "vasp", datasets = "{place}/sets"{more} }}
"""
FRAME = """2
Lattice="4 0 0 0 4 0 0 0 4" Properties=species:S:1:pos:R:3
Al 0 0 0
Al {} 2 2
"""


class Vasp(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="crucible-vasp-")
        self.place = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)
        (self.place / "sets/Al").mkdir(parents=True)
        (self.place / "sets/Al/POTCAR").write_text("PAW_PBE Al\n   VRHFIN =Al: s2p1\n")
        (self.place / "frames.extxyz").write_text("".join(FRAME.format(x) for x in (2, 2.1, 2.2)))

    def run_study(self, more=""):
        study = self.place / "study.toml"
        study.write_text(STUDY.format(place=self.place, more=more))
        return subprocess.run([program, "run", str(study), "-o", str(self.place / "run")],
                              capture_output=True, text=True)

    def labelled(self):
        return (self.place / "run/steps/label/out/labelled.extxyz").read_text()

    def test_by_a_command(self):
        done = self.run_study(f', command = ["{fake_vasp}"]')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.labelled().count("energy=-7"), 3)

    def test_by_hand(self):
        first = self.run_study()
        self.assertNotEqual(first.returncode, 0)
        said = [line for line in first.stderr.splitlines() if "E-item-waiting" in line]
        self.assertEqual(len(said), 1, first.stderr)
        for words in ("3 of 3 items wait", "run VASP here", "waiting.txt", "same crucible command"):
            self.assertIn(words, said[0])
        folders = (self.place / "run/steps/label/waiting.txt").read_text().split()
        self.assertEqual(len(folders), 3)
        for folder in folders:
            self.assertEqual({p.name for p in pathlib.Path(folder).iterdir()},
                             {"POSCAR", "INCAR", "POTCAR"})
        # Two are run, then the third, which does not converge.
        for folder in folders[:2]:
            subprocess.run([fake_vasp], cwd=folder, check=True)
        second = self.run_study()
        self.assertIn("1 of 3 items wait", second.stderr)
        self.assertEqual((self.place / "run/steps/label/waiting.txt").read_text().split(),
                         folders[2:])
        incar = pathlib.Path(folders[2]) / "INCAR"
        incar.write_text(incar.read_text() + "ALGO = Never\n")
        subprocess.run([fake_vasp], cwd=folders[2], check=True)
        third = self.run_study()
        self.assertEqual(third.returncode, 0, third.stderr)
        self.assertEqual(self.labelled().count("energy=-7"), 2)
        self.assertIn("did not converge",
                      (self.place / "run/steps/label/out/rejected.csv").read_text())
        self.assertFalse((self.place / "run/steps/label/waiting.txt").exists())


if __name__ == "__main__":
    unittest.main()
