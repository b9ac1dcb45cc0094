#!/usr/bin/env python3
"""Malformed input of every kind, and what the program says about it. usage: run.py PROGRAM [GROUP...]

Each folder here is a group: small malformed files, and transcript.txt with the commands that read them:

    # why this is wrong, where the file does not tell it
    $ crucible structure info count-word.extxyz
    crucible: count-word.extxyz:1:1: step 'info': the number of atoms is 'two'; expected an integer [E-format-extxyz]

Each command must end with exit code 1 or 2 within seconds, write nothing to standard output, leave no file
behind, and say just what the transcript has: one line with a code that `crucible explain` knows (of a
study or a command line with several faults, one for each); lines below it that are indented (the line with
its caret, what was expected) belong to it. `< FILE` is standard input. With UPDATE=1 in the environment what is said is written into the transcripts: read it.

The malformed files of tests/atoms, tests/energy and tests/studies are handed to the program as well.
"""
import concurrent.futures
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

program = str(pathlib.Path(sys.argv[1]).resolve())
here = pathlib.Path(__file__).resolve().parent
tests = here.parent
update = bool(os.environ.get("UPDATE"))
SECONDS = 20  # a call takes some ten milliseconds; machines that test are busy
# Where potentials are looked for is told in a message.
SURROUNDINGS = {name: value for name, value in os.environ.items() if name != "LAMMPS_POTENTIALS"}
LISTED = re.compile(r"(command line|[\w-]+\.toml):\d+:\d+: ")
faults = []
codes = set()


def call(words, where):
    """Exit code, standard output and standard error of a call, with a folder for temporary files of its own."""
    standard_input = subprocess.DEVNULL
    if "<" in words:
        standard_input = open(where / words[words.index("<") + 1], "rb")
        words = words[: words.index("<")]
    with tempfile.TemporaryDirectory(prefix="crucible-malformed-") as temporary:
        try:
            done = subprocess.run([program, *words], cwd=where, stdin=standard_input, capture_output=True,
                                  timeout=SECONDS, env={**SURROUNDINGS, "TMPDIR": temporary, "LC_ALL": "C.UTF-8"})
        except subprocess.TimeoutExpired:
            return None, "", "", []
        left = sorted(os.listdir(temporary))
    out, said = (text.decode("utf-8", "backslashreplace") for text in (done.stdout, done.stderr))
    return done.returncode, out, said.replace(str(where) + "/", "").replace(temporary, "TEMPORARY"), left


def judge(place, answer, expected):
    """Holds one answer against the rules and the expected text; returns what was said."""
    code, out, said, left = answer
    wrong = []
    if code is None:
        wrong.append(f"no answer within {SECONDS} s")
    elif code not in (1, 2):
        wrong.append(f"exit code {code}")
    if out:
        wrong.append(f"wrote to standard output: {out[:100]!r}")
    if left:
        wrong.append(f"left {left} in the folder for temporary files")
    first = [line for line in said.splitlines() if line and not line[0].isspace()]
    # A study and a command line are read to their end: each of their faults is a message.
    if len(first) != 1 and not (first and all(LISTED.match(line) for line in first)):
        wrong.append(f"{len(first)} messages: {said!r}")
    found = [code for line in first for code in re.findall(r"\[(E-[a-z0-9-]+)\]$", line)]
    if len(found) != len(first) or said.count("[E-") != len(found):
        wrong.append(f"a message without its one code: {said!r}")
    codes.update(found)
    if said != expected and not update:
        wrong.append(f"said\n  {said}  and not\n  {expected}")
    faults.extend(f"{place}: {each}" for each in wrong)
    return said


def transcript(path):
    """Comments and commands of a transcript with the text behind each: [(line, text)]."""
    entries = []
    for line in path.read_text().splitlines(keepends=True):
        if line.startswith(("#", "$ crucible ")):
            entries.append((line, ""))
        elif entries and entries[-1][0].startswith("$"):
            entries[-1] = (entries[-1][0], entries[-1][1] + line)
        elif line.strip():
            faults.append(f"{path}: stands under no command: {line.strip()}")
    return entries


def one_group(folder, pool):
    """Runs the commands of a folder in a copy of it; returns how many there were."""
    entries = transcript(folder / "transcript.txt")
    with tempfile.TemporaryDirectory(prefix="crucible-malformed-") as place:
        copy = pathlib.Path(place) / folder.name
        shutil.copytree(folder, copy)
        before = sorted(path.relative_to(copy) for path in copy.rglob("*"))
        commands = [shlex.split(line[len("$ crucible "):]) for line, text in entries if line[0] == "$"]
        answers = iter(list(pool.map(lambda words: call(words, copy), commands)))
        left = sorted({path.relative_to(copy) for path in copy.rglob("*")} - set(before))
        if left:
            faults.append(f"{folder.name}: left behind {', '.join(map(str, left))}")
    named = " ".join(line for line, text in entries if line[0] == "$")
    for path in before:
        if path.name != "transcript.txt" and path.name not in named and path.parts[0] not in named:
            texts = [other for other in before if other.suffix == ".toml" and (folder / other).is_file()]
            if not any(path.name in (folder / other).read_text(errors="replace") for other in texts):
                faults.append(f"{folder.name}/{path}: no command reads it")
    told = [(line, judge(f"{folder.name}: {line[2:].strip()}", next(answers), text) if line[0] == "$" else "")
            for line, text in entries]
    if update:
        (folder / "transcript.txt").write_text("".join(line + text for line, text in told))
    return len(commands)


def structures(pool):
    """Structure files: tests/atoms/malformed/FORMAT/expected.txt has a line for each file."""
    count = 0
    for listed in sorted((tests / "atoms/malformed").glob("*/expected.txt")):
        lines = [line for line in listed.read_text().splitlines() if line]
        names = [line.split(":")[0] for line in lines]
        # Elements of numbered types are given, but where it is their lack that is told.
        given = {name: [] if name.startswith("no-map") else ["--elements", "Ti,O"] for name in names}
        answers = pool.map(lambda name: call(["structure", "info", name, *given[name]], listed.parent), names)
        for line, name, answer in zip(lines, names, answers):
            said = answer[2].replace("crucible: ", "", 1).replace("step 'info': ", "", 1)
            judge(f"{listed.parent.name}/{name}", (*answer[:2], said, answer[3]), said if update else line + "\n")
            count += 1
    return count


def potentials(pool):
    """EAM files, whose messages tests/energy/eam.cpp reads: here only that each is one message."""
    names = sorted(path.name for path in (tests / "energy/malformed").iterdir())
    answers = pool.map(lambda name: call(["potential", "info", name], tests / "energy/malformed"), names)
    for name, answer in zip(names, answers):
        judge(f"energy/{name}", answer, answer[2])
    return len(names)


def studies(pool):
    """Studies with several faults, whose messages tests/cli/cli.py compares: here only the count."""
    return len(list((tests / "studies/bad").glob("*.toml")))


def known_codes():
    with tempfile.TemporaryDirectory() as place:
        for code in sorted(codes):
            if subprocess.run([program, "explain", code], cwd=place, capture_output=True).returncode != 0:
                faults.append(f"crucible explain {code}: the code is not known")


def main():
    chosen = sys.argv[2:]
    counts = {}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for listed in sorted(here.glob("*/transcript.txt")):
            if not chosen or listed.parent.name in chosen:
                counts[listed.parent.name] = one_group(listed.parent, pool)
        if not chosen:
            counts["structure files"] = structures(pool)
            counts["embedded-atom files"] = potentials(pool)
            counts["studies of tests/studies"] = studies(pool)
    known_codes()
    for name, count in counts.items():
        print(f"{count:5} {name}")
    print(f"{sum(counts.values()):5} malformed inputs, {len(codes)} codes, {len(faults)} faults")
    for fault in faults:
        print("FAILED:", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
