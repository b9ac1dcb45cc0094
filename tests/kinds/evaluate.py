#!/usr/bin/env python3
"""potential.evaluate: charges of a potential that has them, and one warning where a deep potential has no room
for all neighbours. usage: evaluate.py CRUCIBLE SHARED_DATA"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

shared = pathlib.Path(sys.argv.pop(2))
program = str(pathlib.Path(sys.argv.pop(1)).resolve())
corpus = pathlib.Path(__file__).resolve().parent.parent.parent / "fuzz/corpus/nep"


def fcc(symbol, a, cells):
    sites = [(x, y, z) for x in range(2 * cells) for y in range(2 * cells) for z in range(2 * cells)
             if (x + y + z) % 2 == 0]
    atoms = "".join(f"{symbol} {x * a / 2} {y * a / 2} {z * a / 2 + 0.05 * (k % 3)}\n"
                    for k, (x, y, z) in enumerate(sites))
    length = a * cells
    return (f'{len(sites)}\nLattice="{length} 0 0 0 {length} 0 0 0 {length}" '
            f"Properties=species:S:1:pos:R:3\n{atoms}")


class Evaluate(unittest.TestCase):
    def evaluate(self, frames, energy):
        with tempfile.TemporaryDirectory(prefix="crucible-evaluate-") as folder:
            place = pathlib.Path(folder)
            (place / "frames.extxyz").write_text(frames)
            done = subprocess.run([program, "potential", "evaluate", "frames.extxyz", "--energy", energy, "-o",
                                   "out.extxyz"], cwd=place, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            return done, (place / "out.extxyz").read_text()

    def test_charges_are_written_and_their_mean_is_given(self):
        for file in ("charge1.txt", "charge3.txt"):
            done, out = self.evaluate(fcc("Cu", 3.7, 1),
                                      f"{{ use = 'nep', file = '{corpus / file}' }}")
            self.assertRegex(done.stdout, r"charge\.Cu +-?[0-9.e-]+ e\b")
            self.assertIn("charge:R:1", out)
            charges = [float(line.split()[-1]) for line in out.splitlines()[2:]]
            self.assertEqual(len(charges), 4)
            self.assertAlmostEqual(sum(charges), 0, 12)
            self.assertGreater(max(map(abs, charges)), 0)

    @unittest.skipUnless((shared / "dnp/Al-0.pb").exists(), "no shared data")
    def test_too_many_neighbours_are_told_once(self):
        energy = f"{{ use = 'deep-pot', files = ['{shared / 'dnp/Al-0.pb'}'] }}"
        done, _ = self.evaluate(fcc("Al", 4.05, 2), energy)
        self.assertNotIn("E-deep-pot-sel", done.stderr)
        # 4/a^3 atoms in a sphere of 9 angstrom: about 450 for a = 3 angstrom, where sel is 308.
        done, _ = self.evaluate(fcc("Al", 4.05, 2) + fcc("Al", 3.0, 3) * 2, energy)
        said = re.findall(r"(\d+) of (\d+) atoms have more neighbours .* up to (\d+) Al where sel is 308",
                          done.stderr)
        self.assertEqual(len(said), 1, done.stderr)
        self.assertEqual(said[0][:2], ("108", "108"))
        self.assertTrue(430 < int(said[0][2]) < 470)


if __name__ == "__main__":
    unittest.main()
