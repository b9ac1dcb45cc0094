#!/usr/bin/env python3
"""docs/reference says what the program says. usage: reference.py PROGRAM"""
import filecmp
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]

with tempfile.TemporaryDirectory() as made:
    subprocess.run([str(root / "docs/write_reference"), sys.argv[1], made], check=True)
    pages = sorted(p.name for p in (root / "docs/reference").iterdir())
    fresh = sorted(p.name for p in (pathlib.Path(made) / "reference").iterdir())
    stale = [n for n in sorted(set(pages) | set(fresh))
             if n not in pages or n not in fresh
             or not filecmp.cmp(root / "docs/reference" / n, pathlib.Path(made) / "reference" / n, shallow=False)]
for name in stale:
    print(f"docs/reference/{name} is not what the program says: run ./dev docs")
print(f"{len(fresh) - len(stale)} of {len(fresh)} pages are up to date")
sys.exit(1 if stale or not fresh else 0)
