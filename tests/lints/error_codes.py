#!/usr/bin/env python3
"""Every error code in the sources is in the table with meaning and cure, and every one there is used."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]


def main():
    faults, table = [], {}
    text = (root / "src/crucible/base/error_codes.inc").read_text()
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("//") or not line.strip():
            continue
        match = re.fullmatch(r'\{"(E-[a-z0-9-]+)", "((?:[^"\\]|\\.)+)", "((?:[^"\\]|\\.)+)"\},', line)
        if not match:
            faults.append(f"error_codes.inc:{number}: not {{\"E-code\", \"meaning.\", \"cure.\"}},")
            continue
        code, meaning, cure = match.groups()
        if code in table:
            faults.append(f"error_codes.inc:{number}: {code} is there twice")
        if not (meaning.endswith(".") and cure.endswith(".")):
            faults.append(f"error_codes.inc:{number}: meaning and cure are sentences")
        table[code] = number
    used = set()
    for path in sorted([*root.glob("src/**/*.[ch]pp"), *root.glob("apps/**/*.[ch]pp")]):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for code in re.findall(r'"(E-[a-z][a-z0-9-]+)"', line) + re.findall(r"\[(E-[a-z][a-z0-9-]+)\]", line):
                used.add(code)
                if code not in table and code != "E-code" and not code.endswith("-"):
                    faults.append(f"{path.relative_to(root)}:{number}: {code} is not in error_codes.inc")
    faults += [f"error_codes.inc:{table[c]}: {c} is used nowhere" for c in table if c not in used]
    print("\n".join(faults) or f"{len(table)} codes, all used and explained")
    return 1 if faults else 0


sys.exit(main())
