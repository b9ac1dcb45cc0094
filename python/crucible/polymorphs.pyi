# Written by python/write_stubs.py: steps of the group polymorphs.
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._runs import Run

_Progress = Callable[[str, str, str, str, float, float], object] | Literal[False] | None

def search(
    *inputs: str | PathLike[str],
    formula: str | None = None,
    units: Sequence[int | str] | None = None,
    trials: int | str | None = None,
    stop_unseen: float | str | None = None,
    pressure: float | str | None = None,
    energy: str | Mapping[str, Any] | None = None,
    known: str | PathLike[str] | None = None,
    cell: Mapping[str, Any] | None = None,
    symmetry: Mapping[str, Any] | None = None,
    distances: Sequence[Mapping[str, Any]] | None = None,
    fmax: float | str | None = None,
    minimiser: Literal["lbfgs", "fire"] | None = None,
    evaluations: int | str | None = None,
    item_time: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Find crystal phases by relaxing random structures."""


def map(
    *inputs: str | PathLike[str],
    minima: Sequence[str | PathLike[str]] | None = None,
    known: str | PathLike[str] | None = None,
    cutoff: float | str | None = None,
    n_max: int | str | None = None,
    l_max: int | str | None = None,
    sigma: float | str | None = None,
    basis: Literal["gto", "polynomial"] | None = None,
    pairs: Literal["same", "all"] | None = None,
    species: Sequence[str] | None = None,
    average: Literal["outer", "inner", "element", "none"] | None = None,
    dimensions: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Place the minima of searches on a map."""


def cluster(
    *inputs: str | PathLike[str],
    map: str | PathLike[str] | None = None,
    reach: float | str | None = None,
    least: int | str | None = None,
    dimensions: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Find the dense regions of a map of polymorphs."""


def basins(
    *inputs: str | PathLike[str],
    phases: Sequence[str | PathLike[str]] | None = None,
    known: str | PathLike[str] | None = None,
    temperature: float | str | None = None,
    temperatures: Sequence[float | str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Estimate entropies of basins from how often searches ended in them."""


def predict(
    *inputs: str | PathLike[str],
    map: str | PathLike[str] | None = None,
    features: str | PathLike[str] | None = None,
    basins: str | PathLike[str] | None = None,
    samples: Literal["phases", "minima"] | None = None,
    pivots: int | str | None = None,
    noise: float | str | None = None,
    entropy_noise: float | str | None = None,
    models: int | str | None = None,
    share: float | str | None = None,
    held_out: float | str | None = None,
    repeats: int | str | None = None,
    most: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Predict enthalpies and basin entropies of phases not found."""


def hull(
    *inputs: str | PathLike[str],
    structures: Sequence[str | PathLike[str]] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    pressure: float | str | None = None,
    fmax: float | str | None = None,
    near: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Say which compositions are stable: enthalpies above the convex hull."""


def free_energy(
    *inputs: str | PathLike[str],
    phases: Sequence[str | PathLike[str]] | None = None,
    most: int | str | None = None,
    formula: str | None = None,
    energy: str | Mapping[str, Any] | None = None,
    pressures: Mapping[str, Any] | None = None,
    temperatures: Sequence[float | str] | None = None,
    level: str | Mapping[str, Any] | None = None,
    continuation: float | str | None = None,
    item_time: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Chemical potentials of phases over pressure and temperature."""


def diagram(
    *inputs: str | PathLike[str],
    potentials: Sequence[str | PathLike[str]] | None = None,
    reference: str | None = None,
    reach: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Draw the phase diagram: stable and metastable fields, boundaries."""
