#!/usr/bin/env python3
"""The report of a study across sciences: its own kind answers, the others in a sentence and a number each, figures under ids of
their own. usage: sciences.py CRUCIBLE"""
import html
import pathlib
import re
import subprocess
import sys
import tempfile

crucible = str(pathlib.Path(sys.argv[1]).resolve())
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
STUDY = """crucible = 1
kind = "{kind}"
name = "two-sciences"
seed = 1
[step.search]
use = "polymorphs.search"
preset = "tio2"
units = [1]
trials = 20
pressure = "20 GPa"
[step.plan]
use = "synthesis.plan"
iterations = 20
targets = ["CC(=O)Nc1ccc(O)cc1"]
"""


def text_of(page, pattern):
    found = re.findall(pattern, page, re.S)
    return [html.unescape(re.sub(r"<[^>]*>", "", f)).strip() for f in found]


def report(folder, kind):
    study = folder / f"{kind}.toml"
    study.write_text(STUDY.format(kind=kind))
    done = subprocess.run([crucible, "run", study, "-o", folder / kind, "--on", "local:1"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    page = (folder / kind / "report.html").read_text()
    ids = re.findall(r'<figure[^>]* id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), ids
    groups = text_of(page, r"<h2[^>]*>(.*?)</h2>")
    assert len(groups) == len(set(groups)), groups
    return text_of(page, r"<h1[^>]*>(.*?)</h1>")[0], page, groups


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        crystals, page, groups = report(folder, "polymorphs")
        assert "lowest enthalpy" in crystals, crystals
        route, other, _ = report(folder, "synthesis")
        assert "lowest enthalpy" not in route, route
        # Each headline is a sentence in the other's lede.
        for said, where in ((route, page), (crystals, other)):
            lede = text_of(where, r'<p class="lede"[^>]*>(.*?)</p>')
            assert lede and said + "." in lede[0], (said, lede)
        for where in (page, other):
            count = len(re.findall(r'<div class="key">', where))
            assert 3 <= count <= 6, f"{count} key numbers"
        assert {"Phases", "Search"} <= set(groups), groups
    print("two sciences, one answer each way")


main()
