# Written by python/write_stubs.py: steps of the group structure.
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._runs import Run

_Progress = Callable[[str, str, str, str, float, float], object] | Literal[False] | None

def info(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    elements: Sequence[str] | None = None,
    symmetry_tolerance: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Say what a structure file holds."""


def convert(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    format: Literal["extxyz", "poscar", "cif", "res", "lammps-data", "lammps-dump", "rmc-cfg"] | None = None,
    cell: Literal["keep", "niggli", "primitive", "conventional"] | None = None,
    elements: Sequence[str] | None = None,
    types: Sequence[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Write structures in another format or cell."""


def measure(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    quantities: Sequence[Literal["structure-factor", "voronoi", "angles", "bond-order", "chemical-order", "local-structure", "fluctuation", "nanodiffraction", "energy"]] | None = None,
    longest: float | str | None = None,
    width: float | str | None = None,
    symmetry_tolerance: float | str | None = None,
    cutoffs: Sequence[Mapping[str, Any]] | None = None,
    elements: Sequence[str] | None = None,
    scattering: Mapping[str, Any] | None = None,
    exafs: Sequence[Mapping[str, Any]] | None = None,
    fluctuation: Mapping[str, Any] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Measure what experiments see of structures, and their order."""


def soap(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    elements: Sequence[str] | None = None,
    cutoff: float | str | None = None,
    n_max: int | str | None = None,
    l_max: int | str | None = None,
    sigma: float | str | None = None,
    basis: Literal["gto", "polynomial"] | None = None,
    pairs: Literal["same", "all"] | None = None,
    species: Sequence[str] | None = None,
    average: Literal["outer", "inner", "element", "none"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Turn structures or atoms' surroundings into vectors (SOAP)."""


def pick(
    *inputs: str | PathLike[str],
    structures: Sequence[str | PathLike[str]] | None = None,
    count: int | str | None = None,
    cutoff: float | str | None = None,
    n_max: int | str | None = None,
    l_max: int | str | None = None,
    sigma: float | str | None = None,
    basis: Literal["gto", "polynomial"] | None = None,
    pairs: Literal["same", "all"] | None = None,
    species: Sequence[str] | None = None,
    average: Literal["outer", "inner", "element", "none"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Pick the structures that differ most (farthest points, SOAP)."""


def dft_inputs(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    program: Literal["vasp", "qe", "castep", "cp2k"] | None = None,
    relax: Literal["off", "on"] | None = None,
    pressure: float | str | None = None,
    cutoff: float | str | None = None,
    k_spacing: float | str | None = None,
    most: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Write inputs of VASP, Quantum ESPRESSO, CASTEP or CP2K for crystals."""


def relax(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    pressure: float | str | None = None,
    fmax: float | str | None = None,
    cell: Literal["free", "fixed"] | None = None,
    minimiser: Literal["lbfgs", "fire"] | None = None,
    evaluations: int | str | None = None,
    elements: Sequence[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Relax structures to a minimum of the enthalpy."""
