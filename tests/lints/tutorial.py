#!/usr/bin/env python3
"""docs/tutorials/add-a-step.md shows the code that is compiled. With --write it is put there."""
import pathlib
import re
import sys
import textwrap

root = pathlib.Path(__file__).resolve().parents[2]
page = root / "docs/tutorials/add-a-step.md"
source = (root / "tests/study/tutorial_step.cpp").read_text()


def part(name):
    pieces = source.split(f"// [{name}]\n")
    assert len(pieces) == 3, f"[{name}] is not there twice"
    return textwrap.dedent(re.sub(r"\n *$", "\n", pieces[1]))


def filled(text):
    def block(match):
        return f"<!-- {match.group(1)} -->\n```cpp\n{part(match.group(1))}```\n"
    return re.sub(r"<!-- (\w+) -->\n(?:```cpp\n.*?```\n)?", block, text, flags=re.S)


text = page.read_text()
if "--write" in sys.argv:
    page.write_text(filled(text))
    sys.exit(0)
if filled(text) != text or text.count("```cpp") < 4:
    print(f"{page.relative_to(root)} differs from tests/study/tutorial_step.cpp: run {pathlib.Path(__file__).name} --write")
    sys.exit(1)
print(f"{text.count('```cpp')} pieces of code are as compiled")
