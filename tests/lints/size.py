#!/usr/bin/env python3
"""Files stay short: 400 lines, 100 columns, functions of at most 60 lines."""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
long_files, long_line, long_function = 400, 100, 60
# Tables of data are exempt from the number of lines.
tables = {"src/crucible/atoms/elements.cpp"}


def functions(lines):
    """(line, length) of bodies that start at namespace or class level, by clang-format's layout."""
    start = None
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip(" "))
        if start is None and line.rstrip().endswith("{") and indent <= 8 and "(" in line \
                and not re.match(r"\s*(namespace|struct|class|enum|if|for|while|switch|else|do|try)\b", line):
            start, at = number, indent
        elif start is not None and line.startswith(" " * at + "}") and indent == at:
            yield start, number - start + 1
            start = None


def main():
    faults = []
    listed = subprocess.run(["git", "ls-files", "src", "apps", "tests", "fuzz", "benchmarks"],
                            cwd=root, capture_output=True, text=True).stdout.split()
    names = [n for n in listed if n.endswith((".cpp", ".hpp"))]
    if not names:  # an archive without git
        names = [str(p.relative_to(root)) for p in root.glob("src/**/*.[ch]pp")]
    for name in names:
        path = root / name
        if not path.exists():
            continue
        lines = path.read_text().splitlines()
        if len(lines) > long_files and name not in tables:
            faults.append(f"{name}: {len(lines)} lines (at most {long_files})")
        for number, line in enumerate(lines, 1):
            if len(line) > long_line and "http" not in line:
                faults.append(f"{name}:{number}: {len(line)} columns (at most {long_line})")
        if name.startswith(("src", "apps")):
            for number, length in functions(lines):
                if length > long_function:
                    faults.append(f"{name}:{number}: a function of {length} lines (at most {long_function})")
    print("\n".join(faults) or f"{len(names)} files are short enough")
    return 1 if faults else 0


sys.exit(main())
