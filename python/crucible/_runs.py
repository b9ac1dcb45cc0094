"""Runs: what a study left in its directory."""
from __future__ import annotations

import dataclasses
import html
import json
import os
import pathlib
import shutil
import sys
import tempfile
import weakref

from . import _core
from ._pictures import Route


@dataclasses.dataclass(frozen=True)
class Row:
    """One result: `value` is a number or words, `error` one standard error or None, `n` how many it is of."""
    id: str
    value: float | str
    unit: str
    error: float | None
    n: int
    check: str

    def __str__(self):
        value = self.value if isinstance(self.value, str) else f"{self.value:.9g}"
        doubt = "" if self.error is None else f" +- {self.error:.2g}"
        return f"{value}{doubt}{' ' if self.unit else ''}{self.unit}"


class Run:
    """The directory of a run. One without a name goes away with the object, unless `keep` moves it."""

    def __init__(self, directory, *, temporary=False):
        self.directory = pathlib.Path(directory)
        self._end = weakref.finalize(self, shutil.rmtree, self.directory, ignore_errors=True) if temporary else None

    def keep(self, directory) -> Run:
        """Moves the run to `directory`, which must not exist; it is kept there."""
        directory = pathlib.Path(directory)
        if directory.exists():
            raise FileExistsError(directory)
        shutil.move(self.directory, directory)
        if self._end:
            self._end.detach()
            self._end = None
        self.directory = directory
        return self

    @property
    def rows(self) -> dict[str, Row]:
        """Results by "step.row"."""
        return {r["id"]: Row(**r) for r in _core.rows(self.directory)}

    def value(self, id: str) -> float | str:
        """Of a result; its step may be left out where the run has one step."""
        rows = self.rows
        if id in rows:
            return rows[id].value
        ends = [k for k in rows if k.split(".", 1)[1] == id]
        if len(ends) == 1:
            return rows[ends[0]].value
        raise KeyError(id)

    @property
    def steps(self) -> list[str]:
        """Names of the steps, in the order in which they run."""
        plan = json.loads((self.directory / "plan.json").read_text())
        return [s["name"] for s in plan["steps"]]

    def _step(self, step):
        if step is None:
            if len(self.steps) != 1:
                raise ValueError(f"name one of the steps {self.steps}")
            return self.steps[0]
        if step not in self.steps:
            raise KeyError(step)
        return step

    def outputs(self, step: str | None = None) -> dict[str, pathlib.Path]:
        """Files that a step made, by the names that `crucible explain` and the docs give them."""
        name = self._step(step)
        use = json.loads((self.directory / "steps" / name / "step.json").read_text())["type"]
        folder = self.directory / "steps" / name / "out"
        return {o: folder / file for o, file, _ in _core.step_description(use)["outputs"] if (folder / file).exists()}

    def table(self, output: str, step: str | None = None) -> dict:
        """Columns of a table by name: arrays of numbers, NaN where none is, or lists of words."""
        return _core.read_table(self.outputs(step)[output])

    def structures(self, output: str, step: str | None = None) -> list:
        return _core.read_structures(self.outputs(step)[output])

    def routes(self, step: str | None = None) -> list:
        """Routes of a synthesis, best first: dicts as AiZynthFinder writes them, which a notebook draws."""
        return [Route(r) for r in json.loads(self.outputs(step)["routes"].read_text())]

    def volume(self, output: str, step: str | None = None):
        return _core.read_volume(self.outputs(step)[output])

    @property
    def report(self) -> pathlib.Path:
        return self.directory / "report.html"

    def figures(self) -> list[pathlib.Path]:
        """The report's figures as SVG."""
        return sorted((self.directory / "figures").glob("*.svg"))

    def __repr__(self):
        return f"<crucible.Run {', '.join(self.steps)}>" if self._end else f"<crucible.Run {self.directory}>"

    def _repr_html_(self):
        rows = "".join(f"<tr><td>{html.escape(r.id)}</td><td>{html.escape(str(r))}</td></tr>" for r in self.rows.values())
        figures = self.figures()
        figure = figures[0].read_text() if figures else ""
        return f'<div class="crucible-run"><table>{rows}</table>{figure}</div>'


def open_run(directory) -> Run:
    """A run that is there; raises IoError for a directory that is none."""
    _core.rows(pathlib.Path(directory))
    return Run(directory)


class _Printer:
    """Progress in one line of a terminal or notebook; warnings on lines of their own."""

    def __init__(self):
        self._is_open = False

    def __call__(self, kind, step, text, unit, value, total):
        if kind == "warning":
            self.close()
            print(f"{step}: {text}", file=sys.stderr)
        if kind == "progress" and total > 0:
            print(f"\r{step}: {value:.6g}/{total:.6g} {unit}   ", end="", file=sys.stderr, flush=True)
            self._is_open = True

    def close(self):
        if self._is_open:
            print(file=sys.stderr)
        self._is_open = False


def run_study(study, directory=None, *, on="local", progress=None) -> Run:
    """Runs a study: a file, or a dict of the same form. What is done is kept, what was interrupted goes on.

    directory: where the run is kept; None: as long as the Run lives. on: "local", "mpi", "slurm:PARTITION", and ":N".
    progress: called with (kind, step, text, unit, value, total) of every event; None: a line on standard error where
    that is a terminal; False: nothing. Ctrl-C finishes the items in hand, saves and raises KeyboardInterrupt.
    """
    temporary = directory is None
    place = pathlib.Path(tempfile.mkdtemp(prefix="crucible-")) if temporary else pathlib.Path(directory)
    printer = _Printer() if progress is None and sys.stderr.isatty() else None
    run = Run(place, temporary=temporary)
    if not isinstance(study, dict):
        study = os.fspath(study)
    try:
        _core.run(study, place, on, printer or progress or None)
    finally:
        if printer:
            printer.close()
    return run
