# Written by python/write_stubs.py: steps of the group synthesis.
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._runs import Run

_Progress = Callable[[str, str, str, str, float, float], object] | Literal[False] | None

def plan(
    *inputs: str | PathLike[str],
    targets: Sequence[str] | None = None,
    list: str | PathLike[str] | None = None,
    algorithm: Literal["mcts-3n", "p-uct", "uct", "retro-star", "proof-number", "neural-bfs", "heuristic-bfs", "formula-bfs", "synchem", "prove"] | None = None,
    rules: Literal["learned", "written", "both"] | None = None,
    transforms: Sequence[str | PathLike[str]] | None = None,
    templates: str | PathLike[str] | None = None,
    policy: str | PathLike[str] | None = None,
    filter: str | PathLike[str] | None = None,
    value: str | PathLike[str] | None = None,
    rollout_templates: str | PathLike[str] | None = None,
    rollout_policy: str | PathLike[str] | None = None,
    translator: str | PathLike[str] | None = None,
    beams: int | str | None = None,
    reactions: Sequence[str | PathLike[str]] | None = None,
    records: Sequence[str | PathLike[str]] | None = None,
    stock: Sequence[str | PathLike[str]] | None = None,
    most_price: float | str | None = None,
    banned_stock: Sequence[str] | None = None,
    threads: int | str | None = None,
    strategies: Sequence[Literal["transform-goals", "mechanisms", "structure-goals", "topological", "stereochemical", "functional-groups", "goals", "convergent-bond-sets", "polarity"]] | None = None,
    unadvised: Literal["kept", "left-out"] | None = None,
    look_ahead: int | str | None = None,
    look_ahead_effort: int | str | None = None,
    interchanges: Sequence[str | PathLike[str]] | None = None,
    mechanism_steps: str | PathLike[str] | None = None,
    chiral_pool: str | PathLike[str] | None = None,
    goals: Sequence[str] | None = None,
    bond_set_levels: int | str | None = None,
    iterations: int | str | None = None,
    time: float | str | None = None,
    exploration: float | str | None = None,
    most_moves: int | str | None = None,
    most_probability: float | str | None = None,
    least_feasibility: float | str | None = None,
    widened_feasibility: Sequence[float | str] | None = None,
    step_yield: float | str | None = None,
    uncontrolled_share: float | str | None = None,
    depth: int | str | None = None,
    rollout_depth: int | str | None = None,
    batch: int | str | None = None,
    routes: int | str | None = None,
    position_score: str | None = None,
    move_score: str | None = None,
    freeze: Sequence[str] | None = None,
    cut: Sequence[str] | None = None,
    banned_rules: Sequence[int | str] | None = None,
    banned_molecules: Sequence[str] | None = None,
    banned_elements: Sequence[str] | None = None,
    start: str | None = None,
    buy_target: Literal["off", "on"] | None = None,
    exported: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Search for routes to molecules."""


def compare(
    *inputs: str | PathLike[str],
    targets: Sequence[str] | None = None,
    list: str | PathLike[str] | None = None,
    systems: Sequence[str] | None = None,
    transforms: Sequence[str | PathLike[str]] | None = None,
    templates: str | PathLike[str] | None = None,
    policy: str | PathLike[str] | None = None,
    filter: str | PathLike[str] | None = None,
    value: str | PathLike[str] | None = None,
    rollout_templates: str | PathLike[str] | None = None,
    rollout_policy: str | PathLike[str] | None = None,
    translator: str | PathLike[str] | None = None,
    beams: int | str | None = None,
    reactions: Sequence[str | PathLike[str]] | None = None,
    records: Sequence[str | PathLike[str]] | None = None,
    stock: Sequence[str | PathLike[str]] | None = None,
    most_price: float | str | None = None,
    banned_stock: Sequence[str] | None = None,
    threads: int | str | None = None,
    look_ahead: int | str | None = None,
    look_ahead_effort: int | str | None = None,
    interchanges: Sequence[str | PathLike[str]] | None = None,
    mechanism_steps: str | PathLike[str] | None = None,
    chiral_pool: str | PathLike[str] | None = None,
    goals: Sequence[str] | None = None,
    bond_set_levels: int | str | None = None,
    iterations: int | str | None = None,
    time: float | str | None = None,
    exploration: float | str | None = None,
    most_moves: int | str | None = None,
    most_probability: float | str | None = None,
    least_feasibility: float | str | None = None,
    widened_feasibility: Sequence[float | str] | None = None,
    step_yield: float | str | None = None,
    uncontrolled_share: float | str | None = None,
    depth: int | str | None = None,
    rollout_depth: int | str | None = None,
    batch: int | str | None = None,
    routes: int | str | None = None,
    freeze: Sequence[str] | None = None,
    cut: Sequence[str] | None = None,
    banned_rules: Sequence[int | str] | None = None,
    banned_molecules: Sequence[str] | None = None,
    banned_elements: Sequence[str] | None = None,
    start: str | None = None,
    buy_target: Literal["off", "on"] | None = None,
    kept: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Plan a molecule as every system of the field would."""


def generate(
    *inputs: str | PathLike[str],
    reactants: Sequence[str] | None = None,
    most_bonds: int | str | None = None,
    broken: Sequence[str] | None = None,
    made: Sequence[str] | None = None,
    most_reactions: int | str | None = None,
    most_energy: float | str | None = None,
    templates: str | PathLike[str] | None = None,
    transforms: Sequence[str | PathLike[str]] | None = None,
    energies: str | PathLike[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Generate reactions that rearrange a few bonds, known or not."""


def review(
    *inputs: str | PathLike[str],
    targets: Sequence[str] | None = None,
    records: Sequence[str | PathLike[str]] | None = None,
    stock: Sequence[str | PathLike[str]] | None = None,
    position_score: str | None = None,
    move_score: str | None = None,
    step_yield: float | str | None = None,
    routes: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Rank the moves that rules have for a molecule."""


def network(
    *inputs: str | PathLike[str],
    reactions: Sequence[str | PathLike[str]] | None = None,
    stock: Sequence[str | PathLike[str]] | None = None,
    targets: Sequence[str] | None = None,
    reaction_cost: float | str | None = None,
    leaf_cost: float | str | None = None,
    average_yield: float | str | None = None,
    depth: int | str | None = None,
    least_chain: int | str | None = None,
    beam: int | str | None = None,
    most_steps: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """What a collection of reactions says about making its molecules."""


def one_step(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    templates: str | PathLike[str] | None = None,
    policy: str | PathLike[str] | None = None,
    answers: int | str | None = None,
    probability: float | str | None = None,
    classes: Literal["off", "on"] | None = None,
    most: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Ask a policy for the reactants of recorded reactions."""


def translate(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    translator: str | PathLike[str] | None = None,
    part: str | None = None,
    most: int | str | None = None,
    beams: int | str | None = None,
    longest: int | str | None = None,
    temperature: float | str | None = None,
    writings: int | str | None = None,
    way: Literal["random", "rooted"] | None = None,
    classes: Literal["off", "on"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Ask a translator for the reactants of recorded reactions."""


def judge(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    filter: str | PathLike[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Ask the filter about reactions."""


def transforms(
    *inputs: str | PathLike[str],
    targets: Sequence[str] | None = None,
    transforms: Sequence[str | PathLike[str]] | None = None,
    killed: Literal["off", "on"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Take molecules apart by transforms that people wrote."""


def rules(
    *inputs: str | PathLike[str],
    transforms: Sequence[str | PathLike[str]] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Test transforms by the examples that they carry."""


def strategies(
    *inputs: str | PathLike[str],
    targets: Sequence[str] | None = None,
    transforms: Sequence[str | PathLike[str]] | None = None,
    strategies: Sequence[Literal["transform-goals", "mechanisms", "structure-goals", "topological", "stereochemical", "functional-groups", "goals", "convergent-bond-sets", "polarity"]] | None = None,
    unadvised: Literal["kept", "left-out"] | None = None,
    look_ahead: int | str | None = None,
    look_ahead_effort: int | str | None = None,
    interchanges: Sequence[str | PathLike[str]] | None = None,
    mechanism_steps: str | PathLike[str] | None = None,
    chiral_pool: str | PathLike[str] | None = None,
    goals: Sequence[str] | None = None,
    bond_set_levels: int | str | None = None,
    start: str | None = None,
    stock: Sequence[str | PathLike[str]] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Show what each strategy says of the moves of molecules."""


def strategic_bonds(
    *inputs: str | PathLike[str],
    targets: Sequence[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Find the strategic bonds of a polycycle."""


def stock(
    *inputs: str | PathLike[str],
    files: str | PathLike[str] | None = None,
    query: Sequence[str] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Make one stock of files of molecules that can be bought."""


def similar_stock(
    *inputs: str | PathLike[str],
    targets: Sequence[str] | None = None,
    stock: Sequence[str | PathLike[str]] | None = None,
    cuts: int | str | None = None,
    least_piece: int | str | None = None,
    most: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Find starting materials like a molecule or its pieces."""


def extract(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    templates: Literal["map", "given"] | None = None,
    radius: int | str | None = None,
    special_groups: Literal["off", "on"] | None = None,
    most_unmapped: int | str | None = None,
    most_time: float | str | None = None,
    keep: Literal["none", "flat", "stereo"] | None = None,
    uses: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Templates of recorded reactions, verified by their own application."""


def map(
    *inputs: str | PathLike[str],
    reactions: Sequence[str | PathLike[str]] | None = None,
    templates: str | PathLike[str] | None = None,
    tries: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Atom maps for recorded reactions, by templates that explain them."""


def reaction_types(
    *inputs: str | PathLike[str],
    problems: str | PathLike[str] | None = None,
    examples: int | str | None = None,
    fingerprint: Literal["morgan", "neural"] | None = None,
    bits: int | str | None = None,
    radius: int | str | None = None,
    length: int | str | None = None,
    atom_width: int | str | None = None,
    depth: int | str | None = None,
    width: int | str | None = None,
    epochs: int | str | None = None,
    batch: int | str | None = None,
    rate: float | str | None = None,
    dropout: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Tell what kind of textbook reaction happens, and its product."""


def rule_labels(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    transforms: Sequence[str | PathLike[str]] | None = None,
    part: str | None = None,
    most: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Tell of which written transform a recorded reaction is an instance."""


def rule_table(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    held_out: str | PathLike[str] | None = None,
    bits: int | str | None = None,
    radius: int | str | None = None,
    width: int | str | None = None,
    highways: int | str | None = None,
    epochs: int | str | None = None,
    batch: int | str | None = None,
    rate: float | str | None = None,
    logistic_rate: float | str | None = None,
    dropout: float | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Choose written transforms by chance, by frequency and by nets."""


def train(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    templates: str | PathLike[str] | None = None,
    held_out: str | PathLike[str] | None = None,
    nets: int | str | None = None,
    width: int | str | None = None,
    highways: int | str | None = None,
    radius: int | str | None = None,
    bits: int | str | None = None,
    chirality: Literal["off", "on"] | None = None,
    mask: Literal["off", "on"] | None = None,
    classes: Literal["off", "on"] | None = None,
    correction: Literal["none", "all", "general"] | None = None,
    epochs: int | str | None = None,
    batch: int | str | None = None,
    rate: float | str | None = None,
    dropout: float | str | None = None,
    weights: Literal["single", "bytes"] | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Train a policy that ranks templates for a molecule."""


def train_filter(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    templates: str | PathLike[str] | None = None,
    most: int | str | None = None,
    other_rules: int | str | None = None,
    other_sites: int | str | None = None,
    swapped: int | str | None = None,
    ruled: int | str | None = None,
    transforms: Sequence[str | PathLike[str]] | None = None,
    unseen: str | PathLike[str] | None = None,
    held_out: float | str | None = None,
    width: int | str | None = None,
    highways: int | str | None = None,
    bits: int | str | None = None,
    centres: Literal["off", "on"] | None = None,
    epochs: int | str | None = None,
    batch: int | str | None = None,
    rate: float | str | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Train a filter that tells likely reactions from unlikely ones."""


def train_value(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    templates: str | PathLike[str] | None = None,
    policy: str | PathLike[str] | None = None,
    filter: str | PathLike[str] | None = None,
    stock: Sequence[str | PathLike[str]] | None = None,
    most: int | str | None = None,
    calls: int | str | None = None,
    depth: int | str | None = None,
    rounds: int | str | None = None,
    first_cost: float | str | None = None,
    most_cost: float | str | None = None,
    held_out: float | str | None = None,
    width: int | str | None = None,
    radius: int | str | None = None,
    bits: int | str | None = None,
    epochs: int | str | None = None,
    batch: int | str | None = None,
    rate: float | str | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Train a net of what molecules cost to make, for retro-star."""


def train_translator(
    *inputs: str | PathLike[str],
    reactions: str | PathLike[str] | None = None,
    held_out: str | PathLike[str] | None = None,
    start: str | PathLike[str] | None = None,
    part: str | None = None,
    held_out_part: str | None = None,
    most: int | str | None = None,
    net: Literal["memory", "transformer"] | None = None,
    tokens: Literal["character", "atom"] | None = None,
    source: Literal["forward", "reversed"] | None = None,
    target: Literal["canonical", "aligned"] | None = None,
    classes: Literal["off", "on"] | None = None,
    untold: float | str | None = None,
    augmented: int | str | None = None,
    way: Literal["random", "rooted"] | None = None,
    width: int | str | None = None,
    encoder_layers: int | str | None = None,
    decoder_layers: int | str | None = None,
    heads: int | str | None = None,
    inner: int | str | None = None,
    attention: int | str | None = None,
    longest: int | str | None = None,
    epochs: int | str | None = None,
    time: float | str | None = None,
    batch_tokens: int | str | None = None,
    rate: float | str | None = None,
    warm_up: float | str | None = None,
    dropout: float | str | None = None,
    smoothing: float | str | None = None,
    threads: int | str | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Train a net that writes the reactants of a product."""


def evaluate(
    *inputs: str | PathLike[str],
    references: str | PathLike[str] | None = None,
    list: str | PathLike[str] | None = None,
    least_length: int | str | None = None,
    most_targets: int | str | None = None,
    algorithms: Sequence[Literal["mcts-3n", "p-uct", "uct", "retro-star", "proof-number", "neural-bfs", "heuristic-bfs", "formula-bfs", "synchem", "prove"]] | None = None,
    marks: Sequence[float | str] | None = None,
    rules: Literal["learned", "written", "both"] | None = None,
    transforms: Sequence[str | PathLike[str]] | None = None,
    templates: str | PathLike[str] | None = None,
    policy: str | PathLike[str] | None = None,
    filter: str | PathLike[str] | None = None,
    value: str | PathLike[str] | None = None,
    rollout_templates: str | PathLike[str] | None = None,
    rollout_policy: str | PathLike[str] | None = None,
    translator: str | PathLike[str] | None = None,
    beams: int | str | None = None,
    reactions: Sequence[str | PathLike[str]] | None = None,
    records: Sequence[str | PathLike[str]] | None = None,
    stock: Sequence[str | PathLike[str]] | None = None,
    most_price: float | str | None = None,
    banned_stock: Sequence[str] | None = None,
    threads: int | str | None = None,
    iterations: int | str | None = None,
    time: float | str | None = None,
    exploration: float | str | None = None,
    most_moves: int | str | None = None,
    most_probability: float | str | None = None,
    least_feasibility: float | str | None = None,
    widened_feasibility: Sequence[float | str] | None = None,
    step_yield: float | str | None = None,
    uncontrolled_share: float | str | None = None,
    depth: int | str | None = None,
    rollout_depth: int | str | None = None,
    batch: int | str | None = None,
    routes: int | str | None = None,
    clock: Literal["wall", "cpu"] | None = None,
    first_route: Literal["off", "on"] | None = None,
    buy_intermediates: Literal["off", "on"] | None = None,
    preset: str | None = None,
    directory: str | PathLike[str] | None = None,
    on: str = "local",
    seed: int = 1,
    progress: _Progress = None,
) -> Run:
    """Compare searches on targets whose routes are known."""
