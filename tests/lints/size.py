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
    """(line, length) of function bodies: braces behind a parameter list, not inside another body."""
    # Literals and comments become blanks; line ends stay.
    literals = r'R"(\w*)\(.*?\)\1"|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)\'|//[^\n]*'
    text = re.sub(literals, lambda m: re.sub(r"[^\n]", " ", m.group()), "\n".join(lines), flags=re.S)
    depth, statement, body = 0, 0, None
    for at, c in enumerate(text):
        if c == "{":
            before = text[statement:at].strip()
            if body is None and ")" in before and not re.match(
                    r"(namespace|struct|class|enum|union|if|for|while|switch|else|do|try|catch|extern)\b", before):
                body = (depth, text.count("\n", 0, at) + 1)
            depth += 1
            statement = at + 1
        elif c == "}":
            depth -= 1
            statement = at + 1
            if body is not None and depth == body[0]:
                inside = text.split("\n")[body[1] - 1:text.count("\n", 0, at) + 1]
                yield body[1], sum(1 for line in inside if line.strip())
                body = None
        elif c == ";":
            statement = at + 1


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
