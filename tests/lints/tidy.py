#!/usr/bin/env python3
"""clang-tidy over everything that a build compiles: tests/lints/tidy.py BUILD [WORD...].

Modules are read as the few large files that the build makes of them: an hour on two cores instead
of five. With words, only files whose path or module has one of them. Exits 1 with any warning.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import pathlib

root = pathlib.Path(__file__).resolve().parents[2]
warning = re.compile(r"^(\S+?):\d+:\d+: (?:warning|error): .*\]$")


def files_of(build, words):
    """Own files and unity files, without what CMake asks compilers on the way."""
    own = [str(root / folder) + "/" for folder in ("src", "apps", "python", "tests", "fuzz")]
    for command in json.loads((build / "compile_commands.json").read_text()):
        file = command["file"]
        if "/Unity/" not in file and not any(file.startswith(folder) for folder in own):
            continue
        if not words or any(word in os.path.relpath(file, root) for word in words):
            yield file


def warnings_in(build, file):
    said = subprocess.run(
        ["clang-tidy", "-p", build, "--quiet", "--checks=-bugprone-suspicious-include",
         "--extra-arg=-DHWY_COMPILE_ONLY_STATIC", "--extra-arg=-Wno-unknown-warning-option", file],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = [line for line in said.stdout.splitlines() if warning.match(line)]
    if said.returncode != 0 and not found:
        found = [f"{file}: clang-tidy ended with {said.returncode}: {said.stderr.strip()[-500:]}"]
    return found


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    files = sorted(set(files_of(build, sys.argv[2:])))
    if not files:
        sys.exit("tidy: no such file in " + str(build))
    seen = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, found in zip(files, pool.map(lambda f: warnings_in(build, f), files)):
            print("==>", os.path.relpath(file, root), flush=True)
            for line in found:
                if line not in seen:  # a header is read with many files
                    print(os.path.relpath(line, root) if line.startswith("/") else line, flush=True)
                seen.add(line)
    print(f"{len(files)} files, {len(seen)} warnings")
    sys.exit(1 if seen else 0)


if __name__ == "__main__":
    main()
