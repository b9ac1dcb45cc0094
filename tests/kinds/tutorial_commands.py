#!/usr/bin/env python3
"""Runs the commands of a tutorial as a reader would: in an empty directory, in order. Blocks after <!-- file: NAME -->
are written to that file, blocks marked sh are run, and <!-- says: TEXT --> asks for words in what the block before it
printed. usage: tutorial_commands.py CRUCIBLE PAGE.md"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

crucible = pathlib.Path(sys.argv[1]).resolve()
page = pathlib.Path(sys.argv[2])
PIECE = re.compile(r"<!-- file: (\S+) -->\n```\n(.*?)```\n|```sh\n(.*?)```\n|<!-- says: (.*?) -->\n", re.S)


def main():
    environment = {**os.environ, "PATH": f"{crucible.parent}:{os.environ['PATH']}"}
    ran, printed = 0, ""
    with tempfile.TemporaryDirectory() as directory:
        for name, text, commands, words in PIECE.findall(page.read_text()):
            if name:
                (pathlib.Path(directory) / name).write_text(text)
            elif words:
                assert words in printed, f"'{words}' is not in what was printed:\n{printed}"
            else:
                done = subprocess.run(["sh", "-e", "-c", commands], cwd=directory, env=environment, capture_output=True,
                                      text=True)
                printed = done.stdout
                assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
                ran += len(commands.strip().splitlines())
    assert ran >= 5, f"only {ran} commands were found in {page}"
    print(f"{page.name}: {ran} commands as the page says")


main()
