# Written by python/write_stubs.py: steps of the group glass.
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._runs import Run

_Progress = Callable[[str, str, str, str, float, float], object] | Literal[False] | None

def quench(
    *inputs: str | PathLike[str],
    composition: str | None = None,
    atoms: int | str | None = None,
    energy: str | Mapping[str, Any] | None = None,
    start: Literal["lattice", "random"] | None = None,
    melt_temperature: float | str | None = None,
    melt_time: float | str | None = None,
    rate: float | str | None = None,
    final_temperature: float | str | None = None,
    hold_time: float | str | None = None,
    time_step: float | str | None = None,
    pressure: float | str | None = None,
    thermostat_time: float | str | None = None,
    barostat_time: float | str | None = None,
    ranks: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Melt an alloy and quench it to a glass."""


def fit(
    *inputs: str | PathLike[str],
    target: str | PathLike[str] | None = None,
    start: str | PathLike[str] | None = None,
    system: Mapping[str, Any] | None = None,
    data: Sequence[str | Mapping[str, Any]] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    inner: int | str | None = None,
    schedule: Literal["liu2022", "balanced", "strict", "fast", "accurate", "own"] | None = None,
    effort: float | str | None = None,
    stages: Sequence[Mapping[str, Any]] | None = None,
    cutoffs: Sequence[Mapping[str, Any]] | None = None,
    elements: Sequence[str] | None = None,
    step: float | str | None = None,
    acceptance: float | str | None = None,
    stop_r2: float | str | None = None,
    replicas: int | str | None = None,
    threads: int | str | None = None,
    checkpoint: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Fit a glass by reverse Monte Carlo, with its control."""


def assess(
    *inputs: str | PathLike[str],
    target: str | PathLike[str] | None = None,
    models: Sequence[str | PathLike[str]] | None = None,
    references: str | PathLike[str] | None = None,
    energy: str | Mapping[str, Any] | None = None,
    hold: float | str | None = None,
    hold_temperature: float | str | None = None,
    cutoffs: Sequence[Mapping[str, Any]] | None = None,
    elements: Sequence[str] | None = None,
    face_tolerance: float | str | None = None,
    longest: float | str | None = None,
    width: float | str | None = None,
    fmax: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Say how far models of a glass are from their target."""
