#!/usr/bin/env python3
"""Bad data and impossible fits: one clear line each, with its place, its cure and its code.

usage: glass_faults.py PROGRAM
"""
import math
import pathlib
import subprocess
import sys
import tempfile

program = pathlib.Path(sys.argv[1]).resolve()
examples = pathlib.Path(__file__).resolve().parents[2] / "examples/glass"
failed = 0

Q = [0.7 + 0.1 * i for i in range(150)]
GOOD = ["# q S(q)"] + [f"{q:.2f} {1 + math.exp(-0.3 * q) * math.sin(2.7 * q):.6f}" for q in Q]


def changed(line, text):
    return [text if i == line else old for i, old in enumerate(GOOD)]


FILES = {
    "good": GOOD,
    "header": ["Sample 12, 300 K", "Temperature: 300", "  150"] + GOOD,
    "label": ["# r G(r)"] + [f"{0.1 * i:.1f} {-0.077 * i if i < 20 else 3 * math.sin(0.22 * i):.4f}"
                             for i in range(1, 150)],
    "order": GOOD[:40] + [GOOD[41], GOOD[40]] + GOOD[42:],
    "nan": changed(10, "1.60 nan"),
    "junk": changed(10, "1.60 zwei"),
    "sigma": [f"{line} {0 if i == 20 else 0.01}" for i, line in enumerate(GOOD)],
    "many": [f"{line.replace(' ', ',')},1,2,3" for line in GOOD],
    "empty": [],
}
EXAFS = '{{ use = "exafs", absorber = "Cu", feff = ["{}/feff/{}"] }}'
CASES = {  # what is wrong: (data of the fit, more of the step, parts of the message)
    "good": ('{ use = "sq-xray", file = "good.dat" }', "", None),
    "header": ('{ use = "sq-xray", file = "header.dat" }', "", None),
    "label": ('{ use = "sq-xray", file = "label.dat" }', "", ["label.dat:", "not S(Q)", "E-curve-label"]),
    "order": ('{ use = "sq-xray", file = "order.dat" }', "", ["order.dat:42:1", "E-curve-order"]),
    "nan": ('{ use = "sq-xray", file = "nan.dat" }', "", ["nan.dat:11:6", "E-curve-number"]),
    "junk": ('{ use = "sq-xray", file = "junk.dat" }', "", ["junk.dat:11:6", "zwei", "E-curve-format"]),
    "sigma": ('{ use = "sq-xray", file = "sigma.dat" }', "", ["sigma.dat:21:", "E-curve-sigma"]),
    "columns": ('{ use = "sq-xray", file = "many.dat", columns = [1, 2] }', "", None),
    "which columns": ('{ use = "sq-xray", file = "many.dat" }', "", ["many.dat:2:19", "columns = [1, 2]", "E-curve-format"]),
    "one column": ('{ use = "sq-xray", file = "many.dat", columns = [2] }', "", ["columns = [2]", "E-glass-data"]),
    "empty": ('{ use = "sq-xray", file = "empty.dat" }', "", ["empty.dat:1", "0 rows", "E-curve-format"]),
    "file unread": ('{ use = "coordination", pair = "Cu-Zr", cutoff = "3.7 angstrom", file = "good.dat" }', "",
                    ["coordination reads no file", "E-glass-data"]),
    "no file": ('{ use = "sq-xray", file = "none.dat" }', "", ["none.dat", "E-study-file"]),
    "missing pair": (EXAFS.format(examples, "CuZr_B2_ZrK"), "", ["from Cu to Cu", "E-exafs-path"]),
    "element": ('{ use = "partial-g", pair = "Cu-Al" }', "", ["no Al", "E-observe-element"]),
    "range": ('{ use = "sq-xray", longest = "17 angstrom" }', "", ["17 angstrom", "16.0998", "E-rmc-range"]),
    "cores": ('{ use = "sq-xray" }', 'cutoffs = [{ pair = "Cu-Cu", cutoff = "20 angstrom" }]', ["E-rmc-cutoff"]),
    "potential": ('{ use = "sq-xray" }', 'energy = { use = "eam", file = "Zr_mm.eam.fs" }',
                  ["knows no Cu", "E-energy-element"]),
    "anneal": ('{ use = "sq-xray" }', 'schedule = "fast"', ["E-glass-stages"]),
    "empty range": ('{ use = "sq-xray", file = "good.dat", q = ["20 1/angstrom", "30 1/angstrom"] }', "",
                    ["no points", "E-glass-data"]),
}


# Of these `crucible check` knows already, without a step having run.
BEFORE = ["label", "order", "nan", "junk", "sigma", "which columns", "one column", "empty", "file unread", "no file"]


def expect(condition, message):
    global failed
    if not condition:
        failed += 1
        print("FAILED:", message)


with tempfile.TemporaryDirectory(prefix="crucible-faults-") as folder:
    root = pathlib.Path(folder)
    for name, lines in FILES.items():
        (root / f"{name}.dat").write_text("\n".join(lines) + "\n")
    for number, (name, (data, more, parts)) in enumerate(CASES.items()):
        schedule = "" if "schedule" in more else 'schedule = "balanced"'
        (root / "study.toml").write_text(f"""crucible = 1
kind = "glass"
name = "faults"
[inputs]
target = "{examples}/cu64zr36.extxyz"
[step.fit]
use = "glass.fit"
target = "@target"
effort = 0.001
{schedule}
{more}
data = [{data}]
""")
        done = subprocess.run([program, "run", root / "study.toml", "-o", root / f"run-{number}"],
                              capture_output=True, text=True, timeout=120)
        checked = subprocess.run([program, "check", root / "study.toml"], capture_output=True, text=True, timeout=60)
        expect((checked.returncode != 0) == (name in BEFORE), f"{name}: check says {checked.stdout}{checked.stderr}")
        if name in BEFORE:
            for part in parts:
                expect(part in checked.stderr, f"{name}: check without '{part}': {checked.stderr}")
        if parts is None:
            expect(done.returncode == 0, f"{name}: {done.returncode} {done.stderr}")
            continue
        lines = [line for line in done.stderr.splitlines() if "[E-" in line]
        expect(done.returncode in (1, 2), f"{name}: exit {done.returncode}")
        expect(len(lines) == 1, f"{name}: {len(lines)} lines: {done.stderr}")
        for part in parts:
            expect(part in done.stderr, f"{name}: no '{part}' in: {done.stderr}")
        expect("item" not in done.stderr, f"{name}: the fault of all is told as one of an item: {done.stderr}")


def fit(name, system, more=""):
    """Data of a file alone, in a box of 300 atoms; what was said, and the shortest distance of each pair."""
    (root / f"{name}.toml").write_text(f"""crucible = 1
kind = "glass"
name = "{name}"
[step.fit]
use = "glass.fit"
system = {{ composition = "Cu64Zr36", atoms = 300, density = "{system}" }}
effort = 0.02
data = [{{ use = "sq-xray", file = "good.dat" }}]
{more}
""")
    return subprocess.run([program, "run", root / f"{name}.toml", "-o", root / name], capture_output=True, text=True, timeout=120)


def overlaps(models, cores):
    """How many pairs of the model are nearer than their core."""
    lines = models.read_text().splitlines()
    edge = float(lines[1].split('"')[1].split()[0])
    atoms = [(w[0], [float(x) for x in w[1:4]]) for w in (line.split() for line in lines[2:302])]
    near = 0
    for i, (a, p) in enumerate(atoms):
        for b, q in atoms[:i]:
            d2 = sum(min(abs(u - v), edge - abs(u - v)) ** 2 for u, v in zip(p, q))
            near += d2 < (cores["-".join(sorted((a, b)))] - 1e-4) ** 2
    return near


with tempfile.TemporaryDirectory(prefix="crucible-faults-") as folder:
    root = pathlib.Path(folder)
    (root / "good.dat").write_text("\n".join(GOOD) + "\n")
    # A random start keeps the hard cores that nobody gave: 0.75 of the sum of the covalent radii.
    done = fit("alone", "7.47 g/cm^3")
    expect(done.returncode == 0 and "nearer" not in done.stderr, f"alone: {done.stderr}")
    cores = {"Cu-Cu": 0.75 * 2.64, "Cu-Zr": 0.75 * 3.07, "Zr-Zr": 0.75 * 3.5}
    expect(overlaps(root / "alone/steps/fit/out/models.extxyz", cores) == 0, "hard cores of a random start")
    # What no packing has is told, as are data that are not met.
    done = fit("crowded", "12 g/cm^3", 'cutoffs = [{ pair = "Cu-Cu", cutoff = "3 angstrom" }]')
    expect("nearer than their hard cores, Cu-Cu" in done.stderr, f"crowded: {done.stderr}")
    expect("does not follow S(q) X-ray: R^2" in done.stderr, f"crowded: {done.stderr}")
    for system, part in (("0 g/cm^3", "E-glass-system"), ("-1 g/cm^3", "E-study-value")):
        done = fit("nothing", system)
        expect(done.returncode != 0 and part in done.stderr and not (root / "nothing/steps").exists(), f"{system}: {done.stderr}")

print(f"{len(CASES)} cases, {failed} failures")
raise SystemExit(1 if failed else 0)
