#!/usr/bin/env python3
"""Recorded reactants among the precursors that the shipped transforms give, by rank of rating: products drawn from the
test reactions of USPTO-50k, nothing of which the rules have seen. usage: transforms.py CRUCIBLE DATA [COUNT]"""
import collections
import csv
import gzip
import pathlib
import random
import subprocess
import sys
import tempfile

crucible, data = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
count = int(sys.argv[3]) if len(sys.argv) > 3 else 150
with gzip.open(data / "reactions/uspto50k_test.csv.gz", "rt", newline="") as file:
    drawn = random.Random(1).sample(list(csv.DictReader(file)), count)
wanted = {r["product"]: sorted(r["reactants"].split(".")) for r in drawn}
with tempfile.TemporaryDirectory() as folder:
    run = pathlib.Path(folder) / "run"
    subprocess.run([crucible, "synthesis", "transforms", *wanted, "--run", run], check=True, capture_output=True)
    with open(next(run.glob("steps/*/out/applications.csv")), newline="") as file:
        rows = list(csv.DictReader(file))
by_target = collections.defaultdict(list)
for row in rows:
    by_target[row["target"]].append(row)
ranks = []
for product, reactants in wanted.items():
    ordered = sorted(by_target[product], key=lambda row: -float(row["rating"]))
    found = [k for k, row in enumerate(ordered) if sorted(row["precursors"].split(".")) == reactants]
    ranks.append(found[0] if found else None)
for top in (1, 3, 5, 10, 50):
    hits = sum(rank is not None and rank < top for rank in ranks)
    print(f"top {top}: {100 * hits / len(ranks):.1f} %")
print(f"applications per product: {len(rows) / len(ranks):.1f}")
for words, n in collections.Counter(row["forwards"] for row in rows).most_common():
    print(f"forwards, {words}: {n}")
