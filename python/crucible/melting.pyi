# Written by python/write_stubs.py: steps of the group melting.
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._runs import Run

_Progress = Callable[[str, str, str, str, float, float], object] | Literal[False] | None

def coexist(
    *inputs: str | PathLike[str],
    element: str | None = None,
    lattice: Literal["automatic", "fcc", "bcc", "hcp", "diamond"] | None = None,
    a: float | str | None = None,
    crystal: str | PathLike[str] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    error: float | str | None = None,
    guess: float | str | None = None,
    time_step: float | str | None = None,
    atoms: Sequence[float | str] | None = None,
    slab: float | str | None = None,
    runs: int | str | None = None,
    at_once: int | str | None = None,
    ranks: int | str | None = None,
    pressure: float | str | None = None,
    recipe: str | Mapping[str, Any] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Melting temperature by two-phase coexistence, with an honest interval."""


def curve(
    *inputs: str | PathLike[str],
    element: str | None = None,
    lattice: Literal["automatic", "fcc", "bcc", "hcp", "diamond"] | None = None,
    a: float | str | None = None,
    crystal: str | PathLike[str] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    error: float | str | None = None,
    guess: float | str | None = None,
    time_step: float | str | None = None,
    atoms: Sequence[float | str] | None = None,
    slab: float | str | None = None,
    runs: int | str | None = None,
    at_once: int | str | None = None,
    ranks: int | str | None = None,
    pressures: Sequence[float | str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Melting temperature against pressure."""


def sizes(
    *inputs: str | PathLike[str],
    element: str | None = None,
    lattice: Literal["automatic", "fcc", "bcc", "hcp", "diamond"] | None = None,
    a: float | str | None = None,
    crystal: str | PathLike[str] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    guess: float | str | None = None,
    cells: Sequence[int | str] | None = None,
    seeds: int | str | None = None,
    time: float | str | None = None,
    average: float | str | None = None,
    time_step: float | str | None = None,
    pressure: float | str | None = None,
    ranks: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Temperature of coexistence against the size of the cell."""


def elements(
    *inputs: str | PathLike[str],
    elements: Sequence[str] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    error: float | str | None = None,
    pressure: float | str | None = None,
    time_step: float | str | None = None,
    atoms: Sequence[float | str] | None = None,
    slab: float | str | None = None,
    runs: int | str | None = None,
    at_once: int | str | None = None,
    ranks: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Melting temperatures of many elements by one potential."""


def cohesion(
    *inputs: str | PathLike[str],
    form: Literal["corrected", "as-printed"] | None = None,
    elements: Sequence[str] | None = None,
    energies: Sequence[Mapping[str, Any]] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Melting temperatures from cohesive energies, by group."""


def analyse(
    *inputs: str | PathLike[str],
    runs: Sequence[str | PathLike[str]] | None = None,
    elements: Sequence[str] | None = None,
    ensemble: Literal["nph", "npt"] | None = None,
    guess: float | str | None = None,
    time_step: float | str | None = None,
    faceted: Literal["off", "on"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Melting temperature from coexistence runs made with LAMMPS."""
