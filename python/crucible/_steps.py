"""Every step as a function of its group's module, made from what the step says of itself."""
from __future__ import annotations

import inspect
import keyword
import os
import pathlib
import sys
import types

from . import _core
from ._runs import Run, run_study

_COMMON = {
    "directory": (None, "Where the run is kept; None: as long as the Run lives"),
    "on": ("local", 'Where items run: "local", "mpi", "slurm:PARTITION", and ":N"'),
    "seed": (1, "Seed of all random streams"),
    "progress": (None, "Called with (kind, step, text, unit, value, total); False: nothing is shown"),
}


def python_name(name: str) -> str:
    """As a step or parameter is called in Python: train_filter, lambda_."""
    name = name.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name


def _absolute(value):
    """Files that are there are named so that the run finds them from anywhere."""
    if isinstance(value, (list, tuple)):
        return [_absolute(v) for v in value]
    if isinstance(value, pathlib.PurePath):
        return os.path.abspath(value)
    return value


def _document(use, positional, inputs, parameters, seed):
    step = use.split(".", 1)[1]
    settings = {"use": use}
    names = {python_name(p["name"]): p["name"] for p in positional["parameters"]}
    for key, value in parameters.items():
        if key not in names and key != "preset":
            raise TypeError(f"{use} has no parameter {key!r}")
        if value is not None:
            settings[names.get(key, key)] = _absolute(value)
    document = {"crucible": 1, "kind": use.split(".", 1)[0], "name": step, "seed": seed}
    slots = [p for p in positional["parameters"] if p["positional"]]
    if inputs:
        if not slots:
            raise TypeError(f"{use} takes keyword arguments only")
        slot = slots[0]
        given = [_absolute(i) for i in inputs]
        if "@input" in slot["expected"]:
            document["inputs"] = {"input": [os.path.abspath(i) for i in given]}
            settings[slot["name"]] = "@input"
        elif slot["type"].startswith("Sequence"):
            settings[slot["name"]] = given
        else:
            if len(given) > 1:
                raise TypeError(f"{use} takes one {slot['name']}")
            settings[slot["name"]] = given[0]
    document["step"] = {step: settings}
    return document


def _signature(about):
    kinds = inspect.Parameter
    parameters = [kinds("inputs", kinds.VAR_POSITIONAL)]
    for p in about["parameters"]:
        parameters.append(kinds(python_name(p["name"]), kinds.KEYWORD_ONLY, default=None))
    parameters.append(kinds("preset", kinds.KEYWORD_ONLY, default=None, annotation="str | None"))
    taken = {p.name for p in parameters}
    for name, (default, _) in _COMMON.items():
        if name not in taken:
            parameters.append(kinds(name, kinds.KEYWORD_ONLY, default=default))
    return inspect.Signature(parameters, return_annotation=Run)


def _doc(use, about):
    lines = [about["sentence"] + ".", "", f"The step `{use}`; arguments without a value keep the default.", ""]
    for p in about["parameters"]:
        default = f" [{p['default']}]" if p["default"] else ""
        lines.append(f"{python_name(p['name'])}: {p['sentence']}{default}")
    lines += [f"{name}: {sentence}" for name, (_, sentence) in _COMMON.items()]
    if about["outputs"]:
        lines += ["", "Outputs: " + "; ".join(f"{name} ({sentence})" for name, _, sentence in about["outputs"])]
    return "\n".join(lines)


def _function(use):
    about = _core.step_description(use)

    def step(*inputs, directory=None, on="local", seed=1, progress=None, **parameters):
        return run_study(_document(use, about, inputs, parameters, seed), directory, on=on, progress=progress)

    step.__name__ = python_name(use.split(".", 1)[1])
    step.__qualname__ = use.replace("-", "_")
    step.__doc__ = _doc(use, about)
    step.__signature__ = _signature(about)
    return step


def add_groups(package: str) -> list[str]:
    """Modules of the package by group, each with a function for every step; their names."""
    groups: dict[str, types.ModuleType] = {}
    for use, _ in _core.step_types():
        group, verb = use.split(".", 1)
        if group not in groups:
            module = types.ModuleType(f"{package}.{group}", f"The steps {group}.*")
            module.__all__ = []
            groups[group] = module
            sys.modules[module.__name__] = module
            setattr(sys.modules[package], group, module)
        name = python_name(verb)
        function = _function(use)
        function.__module__ = f"{package}.{group}"
        setattr(groups[group], name, function)
        groups[group].__all__.append(name)
    return list(groups)
