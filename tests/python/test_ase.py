"""ASE: structures in both directions, and its own check of forces and stresses."""
import unittest

import numpy as np
from ase import Atoms
from ase.build import bulk, fcc111
from ase.optimize import BFGS

import crucible
from crucible.ase import CrucibleCalculator, from_ase, to_ase

try:  # ASE's own differences moved in 3.24
    from ase.calculators.fd import calculate_numerical_forces, calculate_numerical_stress
except ImportError:
    from ase.calculators.test import numeric_force

    def calculate_numerical_forces(atoms, eps, iatoms):
        return np.array([[numeric_force(atoms, i, axis, d=eps) for axis in range(3)] for i in iatoms])

    def calculate_numerical_stress(atoms, eps):
        return atoms.calc.calculate_numerical_stress(atoms, d=eps)


class Conversion(unittest.TestCase):
    def test_there_and_back(self):
        atoms = bulk("Cu", cubic=True).repeat((2, 1, 1))
        atoms.rattle(0.1, seed=1)
        atoms.info["label"] = "rattled"
        back = to_ase(from_ase(atoms))
        self.assertTrue(np.array_equal(back.positions, atoms.positions))
        self.assertTrue(np.array_equal(back.cell, atoms.cell))
        self.assertTrue(np.array_equal(back.numbers, atoms.numbers))
        self.assertTrue(np.array_equal(back.pbc, atoms.pbc))
        self.assertEqual(back.info["label"], "rattled")

    def test_missing_vectors_become_a_box(self):
        slab = from_ase(fcc111("Cu", (2, 2, 3)))
        self.assertEqual(list(slab.periodic), [True, True, False])
        self.assertGreater(slab.volume, 0)
        molecule = from_ase(Atoms("OH2", [[0, 0, 0], [0, 0.8, 0.6], [0, -0.8, 0.6]]))
        self.assertEqual(list(molecule.periodic), [False] * 3)


class Calculators(unittest.TestCase):
    def check_consistency(self, atoms, calculator, accuracy):
        atoms.calc = calculator
        forces = atoms.get_forces()
        some = range(0, len(atoms), 3)
        numeric = calculate_numerical_forces(atoms, eps=1e-4, iatoms=some)
        self.assertLess(np.abs(numeric - forces[::3]).max(), accuracy)
        numeric = calculate_numerical_stress(atoms, eps=1e-5)
        self.assertLess(np.abs(atoms.get_stress() - numeric).max(), accuracy)
        self.assertAlmostEqual(atoms.get_potential_energies().sum(), atoms.get_potential_energy(), places=8)

    def test_forces_and_stresses_of_an_embedded_atom_potential(self):
        try:
            model = crucible.Potential("Cu_mishin1.eam.alloy")
        except crucible.IoError as e:
            self.skipTest(str(e))
        except crucible.InputError as e:
            self.skipTest(str(e))
        atoms = bulk("Cu", cubic=True).repeat((2, 2, 2))
        atoms.rattle(0.1, seed=1)
        self.check_consistency(atoms, CrucibleCalculator(model), 2e-6)

    def test_forces_and_stresses_of_a_pair_potential(self):
        pairs = [{"pair": "Ar-Ar", "epsilon": "0.0104 eV", "sigma": "3.4 angstrom"}]
        atoms = bulk("Ar", "fcc", 5.3, cubic=True).repeat((2, 2, 2))
        atoms.rattle(0.1, seed=2)
        calculator = CrucibleCalculator(crucible.Potential({"use": "lennard-jones", "pairs": pairs,
                                                            "end": "shifted-force"}))
        self.check_consistency(atoms, calculator, 1e-7)

    def test_an_optimiser_of_ase_finds_the_crystal(self):
        pairs = [{"pair": "Ar-Ar", "epsilon": "0.0104 eV", "sigma": "3.4 angstrom"}]
        atoms = bulk("Ar", "fcc", 5.3, cubic=True)
        ideal = atoms.positions.copy()
        atoms.rattle(0.2, seed=3)
        atoms.calc = CrucibleCalculator({"use": "lennard-jones", "pairs": pairs, "end": "shifted-force"})
        BFGS(atoms, logfile=None).run(fmax=1e-5, steps=200)
        moved = atoms.positions - ideal
        self.assertLess(np.abs(moved - moved.mean(axis=0)).max(), 1e-3)


if __name__ == "__main__":
    unittest.main()
