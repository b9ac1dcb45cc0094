# Written by python/write_stubs.py: steps of the group soil.
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._runs import Run

_Progress = Callable[[str, str, str, str, float, float], object] | Literal[False] | None

def info(
    *inputs: str | PathLike[str],
    from_: str | PathLike[str] | None = None,
    series: int | str | None = None,
    on_gap: Literal["error", "interpolate", "split"] | None = None,
    tilt: Literal["shear", "keep"] | None = None,
    top: Literal["first", "last"] | None = None,
    spacing: Sequence[float | str] | None = None,
    rescale: Sequence[float | str] | None = None,
    padding: Sequence[float | str] | None = None,
    shape: Sequence[int | str] | None = None,
    dtype: str | None = None,
    endian: Literal["little", "big"] | None = None,
    skip: int | str | None = None,
    memory: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Say what a scan holds, without reading its voxels."""


def import_(
    *inputs: str | PathLike[str],
    from_: str | PathLike[str] | None = None,
    series: int | str | None = None,
    on_gap: Literal["error", "interpolate", "split"] | None = None,
    tilt: Literal["shear", "keep"] | None = None,
    top: Literal["first", "last"] | None = None,
    spacing: Sequence[float | str] | None = None,
    rescale: Sequence[float | str] | None = None,
    padding: Sequence[float | str] | None = None,
    shape: Sequence[int | str] | None = None,
    dtype: str | None = None,
    endian: Literal["little", "big"] | None = None,
    skip: int | str | None = None,
    memory: float | str | None = None,
    part: Mapping[str, Any] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Read a scan: DICOM, TIFF, NIfTI, MetaImage, NRRD, npy."""


def export(
    *inputs: str | PathLike[str],
    volume: str | PathLike[str] | None = None,
    format: Literal["nifti", "metaimage", "nrrd", "npy", "tiff", "dicom"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Write a volume for other programs."""


def mesh(
    *inputs: str | PathLike[str],
    volume: str | PathLike[str] | None = None,
    label: int | str | None = None,
    level: Sequence[float | str] | None = None,
    format: Literal["stl", "ply"] | None = None,
    border: Literal["closed", "open"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Make the surface of a phase."""


def phantom(
    *inputs: str | PathLike[str],
    soil: Literal["forest", "grass", "arable", "sand", "uniform"] | None = None,
    size: Sequence[int | str] | None = None,
    spacing: Sequence[float | str] | None = None,
    core: float | str | None = None,
    sample: int | str | None = None,
    blur: float | str | None = None,
    cupping: float | str | None = None,
    rings: float | str | None = None,
    noise: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Make up a soil core whose truth is known."""


def classes(
    *inputs: str | PathLike[str],
    volume: str | PathLike[str] | None = None,
    classes: Mapping[str, Any] | None = None,
    hysteresis: Sequence[int | str] | None = None,
    smoothness: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Tell matter apart by Hounsfield units or thresholds."""


def porosity(
    *inputs: str | PathLike[str],
    volume: str | PathLike[str] | None = None,
    classes: Mapping[str, Any] | None = None,
    targets: Sequence[str] | None = None,
    trim: int | str | None = None,
    trimmed_class: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Measure class porosities by depth."""


def mask(
    *inputs: str | PathLike[str],
    volume: str | PathLike[str] | None = None,
    threshold: int | str | None = None,
    shrink: float | str | None = None,
    outline: Literal["upright", "each-slice"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Cut a round core out of its tube and the air around it."""


def pores(
    *inputs: str | PathLike[str],
    volume: str | PathLike[str] | None = None,
    phase: Sequence[int | str] | None = None,
    voxels: Literal["by-kind", "labels", "grey"] | None = None,
    classes: Mapping[str, Any] | None = None,
    unmeasured: Sequence[int | str] | None = None,
    mask: str | PathLike[str] | None = None,
    first: Sequence[int | str] | None = None,
    end: Sequence[int | str] | None = None,
    connectivity: Literal["6", "18", "26"] | None = None,
    trim: int | str | None = None,
    quantities: Sequence[Literal["clusters", "minkowski", "anisotropy", "distances", "thickness", "correlation", "chords", "boxes", "diffusivity"]] | None = None,
    longest_lag: int | str | None = None,
    cubes: float | str | None = None,
    orders: Sequence[float | str] | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Measure the pores of a volume, or another phase."""


def train(
    *inputs: str | PathLike[str],
    samples: Sequence[str | PathLike[str]] | None = None,
    names: Sequence[str] | None = None,
    targets: Sequence[str] | None = None,
    classes: Mapping[str, Any] | None = None,
    channels: Literal["objects", "paper-script"] | None = None,
    side: int | str | None = None,
    input: int | str | None = None,
    net: Literal["vgg16", "vgg16-w32", "vgg16-w16", "vgg16-w8", "small", "tiny"] | None = None,
    head: Literal["flatten", "gap"] | None = None,
    dense: int | str | None = None,
    weights: str | PathLike[str] | None = None,
    split: Literal["block", "random"] | None = None,
    test: float | str | None = None,
    validation: float | str | None = None,
    blocks: int | str | None = None,
    gap: int | str | None = None,
    epochs: int | str | None = None,
    patience: int | str | None = None,
    batch: int | str | None = None,
    rate: float | str | None = None,
    decay: float | str | None = None,
    views: Literal["as-given", "mirrored"] | None = None,
    retries: int | str | None = None,
    init: Literal["he", "glorot"] | None = None,
    precision: Literal["auto", "float", "bf16"] | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Train a network on the slices of cores, one network for each core."""


def predict(
    *inputs: str | PathLike[str],
    samples: Sequence[str | PathLike[str]] | None = None,
    models: str | PathLike[str] | None = None,
    which: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    input: int | str | None = None,
    precision: Literal["auto", "float", "bf16"] | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Ask trained networks about the slices of cores."""


def transfer(
    *inputs: str | PathLike[str],
    samples: Sequence[str | PathLike[str]] | None = None,
    models: str | PathLike[str] | None = None,
    which: Sequence[str] | None = None,
    targets: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    dense_start: Literal["fresh", "kept"] | None = None,
    fine_tune: int | str | None = None,
    fine_tune_rate: float | str | None = None,
    split: Literal["block", "random"] | None = None,
    test: float | str | None = None,
    validation: float | str | None = None,
    blocks: int | str | None = None,
    gap: int | str | None = None,
    epochs: int | str | None = None,
    patience: int | str | None = None,
    batch: int | str | None = None,
    rate: float | str | None = None,
    decay: float | str | None = None,
    views: Literal["as-given", "mirrored"] | None = None,
    retries: int | str | None = None,
    init: Literal["he", "glorot"] | None = None,
    precision: Literal["auto", "float", "bf16"] | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Teach a trained network something else: dense layers on frozen convolutions."""


def matrix(
    *inputs: str | PathLike[str],
    samples: Sequence[str | PathLike[str]] | None = None,
    models: Sequence[str | PathLike[str]] | None = None,
    which: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    target: str | None = None,
    slices: int | str | None = None,
    threshold: float | str | None = None,
    precision: Literal["auto", "float", "bf16"] | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Errors of every model on every core."""


def cover(
    *inputs: str | PathLike[str],
    matrix: str | PathLike[str] | None = None,
    threshold: float | str | None = None,
    groups: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """The fewest models that serve all cores, and which cores are alike."""


def gradcam(
    *inputs: str | PathLike[str],
    sample: str | PathLike[str] | None = None,
    models: str | PathLike[str] | None = None,
    which: str | None = None,
    slices: Sequence[int | str] | None = None,
    layer: str | None = None,
    target: str | None = None,
    show: Literal["increase", "decrease"] | None = None,
    against: Literal["nothing", "core"] | None = None,
    relu: Literal["off", "on"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Heat maps: which parts of a slice move a prediction."""


def patterns(
    *inputs: str | PathLike[str],
    models: str | PathLike[str] | None = None,
    which: str | None = None,
    layer: str | None = None,
    maps: int | str | None = None,
    steps: int | str | None = None,
    rate: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Images that excite the maps of a network most."""
