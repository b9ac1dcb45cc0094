"""The same as `crucible bench chem.templates` by RDKit alone: python3 templates.py FOLDER

No stereo rules, no canonical order of outcomes, no atoms tracked: run, sanitise, write, collapse.
"""
import csv
import gzip
import sys
import time

from rdkit import Chem, RDLogger
from rdkit.Chem import AllChem

RDLogger.DisableLog("rdApp.*")


def rows(name):
    with gzip.open(f"{sys.argv[1]}/{name}", "rt") as file:
        return list(csv.DictReader(file))


def outcomes(reaction, molecule):
    found = set()
    for products in reaction.RunReactants((molecule,)):
        try:
            for product in products:
                Chem.SanitizeMol(product)
            found.add(".".join(sorted(Chem.MolToSmiles(p) for p in products)))
        except Exception:
            pass
    return found


def seconds(work):
    start = time.process_time()
    value = work()
    return time.process_time() - start, value


molecules = [Chem.MolFromSmiles(r["product"]) for r in rows("uspto50k_valid.csv.gz")[:1000]]
amide = AllChem.ReactionFromSmarts("[C:1](=[O:2])-[N:3]>>[C:1](=[O:2])-O.[N:3]")
amide.Initialize()
times = []
for _ in range(5):
    t, matched = seconds(lambda: sum(bool(outcomes(amide, m)) for m in molecules))
    times.append(t)
t = sorted(times)[2]
print(f"amide            {len(molecules) / t:10.0f} 1/s")
print(f"amide.per-match  {1e6 * t / matched:10.1f} us")

smarts = list(dict.fromkeys(r["retro_template"] for r in rows("uspto50k_train.csv.gz")))


def load():
    reactions = []
    for s in smarts:
        reaction = AllChem.ReactionFromSmarts(s)
        reaction.Initialize()
        if reaction.GetNumReactantTemplates() == 1:
            reactions.append(reaction)
    return reactions


t, reactions = seconds(load)
print(f"load             {1e3 * t:10.0f} ms")
t, hits = seconds(
    lambda: [[r for r in reactions if m.HasSubstructMatch(r.GetReactantTemplate(0))]
             for m in molecules[:20]])
print(f"applicable       {1e3 * t / 20:10.1f} ms")
t, _ = seconds(lambda: [[outcomes(r, m) for r in h] for m, h in zip(molecules, hits)])
print(f"exhaustive       {1e3 * t / 20:10.1f} ms (after the search)")
t, _ = seconds(lambda: [[outcomes(r, m) for r in h[:50]] for m, h in zip(molecules, hits)])
print(f"first-50         {1e3 * t / 20:10.1f} ms (after the search)")
