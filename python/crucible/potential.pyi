# Written by python/write_stubs.py: steps of the group potential.
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._runs import Run

_Progress = Callable[[str, str, str, str, float, float], object] | Literal[False] | None

def info(
    *inputs: str | PathLike[str],
    file: str | PathLike[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Say what a potential's file holds."""


def evaluate(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    elements: Sequence[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Energies and forces of structures, and their errors against labels."""


def compress(
    *inputs: str | PathLike[str],
    file: str | PathLike[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Write a deep potential in Crucible's own file."""


def deviation(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    models: Sequence[str | PathLike[str]] | None = None,
    elements: Sequence[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """How far an ensemble of deep potentials disagrees."""


def label(
    *inputs: str | PathLike[str],
    structures: str | PathLike[str] | None = None,
    labeller: str | Mapping[str, Any] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Energies, forces and virials by CP2K, by VASP, or by a model as teacher."""


def train(
    *inputs: str | PathLike[str],
    input: str | PathLike[str] | None = None,
    frames: Sequence[str | PathLike[str]] | None = None,
    labelled: Sequence[str | PathLike[str]] | None = None,
    validation: Sequence[str | PathLike[str]] | None = None,
    validate_every: int | str | None = None,
    elements: Sequence[str] | None = None,
    faults: Literal["leave-out", "keep"] | None = None,
    start: str | PathLike[str] | None = None,
    cutoff: float | str | None = None,
    smooth_from: float | str | None = None,
    sel: Sequence[int | str] | None = None,
    embedding: Sequence[int | str] | None = None,
    axis: int | str | None = None,
    fitting: Sequence[int | str] | None = None,
    steps: int | str | None = None,
    batch: int | str | None = None,
    rate: Sequence[float | str] | None = None,
    decay_steps: int | str | None = None,
    energy_factor: Sequence[float | str] | None = None,
    force_factor: Sequence[float | str] | None = None,
    virial_factor: Sequence[float | str] | None = None,
    member: int | str | None = None,
    precision: Literal["single", "double"] | None = None,
    report_every: int | str | None = None,
    shards: int | str | None = None,
    threads: int | str | None = None,
    ranks: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Train a deep potential on labelled frames."""


def adapt(
    *inputs: str | PathLike[str],
    frames: Sequence[str | PathLike[str]] | None = None,
    others: str | PathLike[str] | None = None,
    element: str | None = None,
    lattice: Literal["automatic", "fcc", "bcc", "hcp", "diamond"] | None = None,
    a: float | str | None = None,
    crystal: str | PathLike[str] | None = None,
    labeller: str | Mapping[str, Any] | None = None,
    temperature: float | str | None = None,
    pressure: float | str | None = None,
    factors: Sequence[float | str] | None = None,
    further_factors: Sequence[float | str] | None = None,
    cells: Sequence[int | str] | None = None,
    start_frames: int | str | None = None,
    time: float | str | None = None,
    time_step: float | str | None = None,
    snapshots: int | str | None = None,
    cutoff: float | str | None = None,
    smooth_from: float | str | None = None,
    sel: Sequence[int | str] | None = None,
    embedding: Sequence[int | str] | None = None,
    axis: int | str | None = None,
    fitting: Sequence[int | str] | None = None,
    models: int | str | None = None,
    iterations: int | str | None = None,
    steps: int | str | None = None,
    further_steps: int | str | None = None,
    last_steps: int | str | None = None,
    rate: Sequence[float | str] | None = None,
    further_rate: Sequence[float | str] | None = None,
    last_rate: Sequence[float | str] | None = None,
    energy_factor: Sequence[float | str] | None = None,
    force_factor: Sequence[float | str] | None = None,
    virial_factor: Sequence[float | str] | None = None,
    last_energy_factor: Sequence[float | str] | None = None,
    last_virial_factor: Sequence[float | str] | None = None,
    window: Sequence[float | str] | None = None,
    most: int | str | None = None,
    stop: float | str | None = None,
    validate_every: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Train a deep potential that asks for the labels it needs."""
