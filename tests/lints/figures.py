#!/usr/bin/env python3
"""What the pages name as the maker of a figure is there: files and benchmarks; and docs/figures.md names every study of
tests/validate and every page that has figures of one. usage: figures.py PROGRAM"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
pages = {p.name: p.read_text() for p in sorted((root / "docs").glob("*.md"))}
index = pages["figures.md"]
answer = subprocess.run([sys.argv[1], "bench", "nothing"], capture_output=True, text=True).stderr
benchmarks = re.split(r", ", re.search(r"expected one of: (.*?) \[", answer).group(1))
faults = []

for name, text in pages.items():
    for path in re.findall(r"(?<![\w/])(?:tests|benchmarks|examples)/[\w./*-]+\b\*?", text):
        if not list(root.glob(path.rstrip("."))) and not list(root.glob(path + "*")):
            faults.append(f"docs/{name}: there is no {path}")
    for bench in re.findall(r"crucible bench ([a-z][\w.]*\w)", text):
        if not any(b.startswith(bench) or bench.startswith(b + ".") for b in benchmarks):
            faults.append(f"docs/{name}: there is no benchmark {bench}")
    if ("crucible bench " in text or "tests/validate/" in text) and f"({name})" not in index and name != "figures.md":
        faults.append(f"docs/{name} has figures of studies or benchmarks and is not in docs/figures.md")
for study in sorted((root / "tests/validate").glob("*.*")):
    if study.suffix in (".toml", ".py") and f"tests/validate/{study.name}" not in index:
        faults.append(f"docs/figures.md does not name tests/validate/{study.name}")
print("\n".join(faults) or f"{len(pages)} pages, {len(benchmarks)} benchmarks")
sys.exit(1 if faults or len(benchmarks) < 2 else 0)
