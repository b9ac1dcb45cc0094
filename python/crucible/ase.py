"""ASE: structures in both directions, and a calculator of every potential.

    from crucible.ase import CrucibleCalculator, from_ase, to_ase
    atoms.calc = CrucibleCalculator("Cu_mishin1.eam.alloy")
"""
from __future__ import annotations

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.stress import full_3x3_to_voigt_6_stress

from . import Potential, Structure


def from_ase(atoms: Atoms) -> Structure:
    """Cell, periodic directions, elements, positions and scalar `info`; positions are copied."""
    cell = np.array(atoms.cell)
    for i, used in enumerate(atoms.cell.any(axis=1)):
        if not used:  # a direction without a vector still has a box around the atoms
            cell[i] = _missing_vector(cell, i, atoms.positions)
    s = Structure(atoms.numbers, atoms.positions, cell, [bool(p) for p in atoms.pbc])
    s.info = {str(k): str(v) for k, v in atoms.info.items() if np.isscalar(v)}
    return s


def _missing_vector(cell, i, positions):
    others = [cell[k] for k in range(3) if k != i and cell[k].any()]
    if len(others) == 2:
        direction = np.cross(others[0], others[1])
    elif len(others) == 1:
        direction = np.cross(others[0], np.eye(3)[np.argmin(np.abs(others[0]))])
    else:
        direction = np.eye(3)[i]
    direction = direction / np.linalg.norm(direction)
    reach = np.ptp(positions @ direction) if len(positions) else 0
    cell[i] = direction * (reach + 20)
    return cell[i]


def to_ase(structure: Structure) -> Atoms:
    """A copy with cell, periodic directions, numbers, positions and `info`."""
    return Atoms(numbers=structure.numbers.copy(), positions=structure.positions.copy(), cell=structure.cell.copy(),
                 pbc=structure.periodic, info=dict(structure.info))


class CrucibleCalculator(Calculator):
    """Energies (eV), forces (eV/angstrom), stress (eV/angstrom^3, Voigt order xx yy zz yz xz xy, positive under tension)
    and, where the potential splits its energy, energies of atoms."""

    implemented_properties = ["energy", "free_energy", "forces", "stress", "energies"]

    def __init__(self, potential, accuracy: float = 1e-6, **kwargs):
        super().__init__(**kwargs)
        self.potential = potential if isinstance(potential, Potential) else Potential(potential, accuracy)

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        e = self.potential.evaluate(from_ase(self.atoms))
        self.results = {"energy": e.energy, "free_energy": e.energy, "forces": e.forces.copy()}
        if self.atoms.cell.rank == 3 and all(self.atoms.pbc):
            self.results["stress"] = full_3x3_to_voigt_6_stress(e.stress)
        if e.per_atom is not None:
            self.results["energies"] = e.per_atom.copy()
