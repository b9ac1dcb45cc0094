#!/usr/bin/env python3
"""Every header compiles alone."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]


def compile_alone(path):
    source = f'#include "{path.relative_to(root / "src")}"\n'
    return path, subprocess.run(
        ["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-I", str(root / "src"), "-x", "c++", "-"],
        input=source, capture_output=True, text=True)


def main():
    headers = sorted((root / "src").glob("crucible/*/*.hpp"))
    faults = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, result in pool.map(compile_alone, headers):
            if result.returncode or result.stderr:
                faults += 1
                print(f"{path.relative_to(root)}:\n{result.stderr[:600]}")
    print(f"{len(headers) - faults} of {len(headers)} headers compile alone")
    return 1 if faults or not headers else 0


sys.exit(main())
