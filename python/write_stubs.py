#!/usr/bin/env python3
"""Writes the stubs of the groups of steps (crucible/GROUP.pyi) from what the steps say of themselves; with --check it
only says whether they are true. usage: write_stubs.py [--check]"""
import pathlib
import sys

import crucible
from crucible import _core
from crucible._steps import python_name

HEAD = '''# Written by python/write_stubs.py: steps of the group {group}.
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._runs import Run

_Progress = Callable[[str, str, str, str, float, float], object] | Literal[False] | None

'''


def function(use):
    about = _core.step_description(use)
    lines = [f"def {python_name(use.split('.', 1)[1])}(", "    *inputs: str | PathLike[str],"]
    names = [python_name(p["name"]) for p in about["parameters"]]
    lines += [f"    {name}: {p['type']} | None = None," for name, p in zip(names, about["parameters"])]
    common = {"preset": "str | None = None", "directory": "str | PathLike[str] | None = None", "on": 'str = "local"',
              "seed": "int = 1", "progress": "_Progress = None"}
    lines += [f"    {name}: {kind}," for name, kind in common.items() if name not in names]
    lines += [") -> Run:", f'    """{about["sentence"]}."""']
    return "\n".join(lines) + "\n"


def main():
    folder = pathlib.Path(crucible.__file__).parent
    groups = {}
    for use, _ in _core.step_types():
        groups.setdefault(use.split(".", 1)[0], []).append(use)
    stale = []
    for group, uses in groups.items():
        text = HEAD.format(group=group) + "\n\n".join(function(u) for u in uses)
        file = folder / f"{group}.pyi"
        if not file.exists() or file.read_text() != text:
            stale.append(file.name)
            if "--check" not in sys.argv:
                file.write_text(text)
    if stale and "--check" in sys.argv:
        sys.exit(f"run python/write_stubs.py: {', '.join(stale)} do not say what the steps say")


main()
