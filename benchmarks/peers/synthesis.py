"""The search behind `crucible synthesis plan` by Python and RDKit alone, and both beside each other:

    python3 benchmarks/peers/synthesis.py bin/crucible STOCK.csv [ITERATIONS]

STOCK.csv has a column smiles (canonical). Both take apart the same molecules with the templates and the policy
that ship with Crucible (share/crucible/synthesis), without its filter: p-uct with c = 3, at most 50 moves of a
molecule or so many that their priors sum to 0.995, lines of at most 10 reactions, one core each. An iteration
selects a state, asks the policy about one of its molecules, applies templates and backs up what that gave. The
Python is as one would write it: RDKit applies templates (no stereo rules of rdchiral, hence easier work), numpy
multiplies, templates are tried in the order of the policy, each after a substructure search. Both count processor
time without start-up: of Crucible a run of one iteration is taken off.
"""
import csv
import gzip
import io
import json
import math
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy
from rdkit import Chem, RDLogger
from rdkit.Chem import AllChem, rdMolDescriptors

RDLogger.DisableLog("rdApp.*")
TARGETS = ["Clc1cccc(N2CCN(CCCCOc3ccc4c(c3)NC(=O)CC4)CC2)c1Cl", "CCN(CC)CC(=O)Nc1c(C)cccc1C",
           "CN(C)CCOC(c1ccccc1)c1ccccc1", "COC(=O)C1=C(C)NC(C)=C(C(=O)OC)C1c1ccccc1[N+](=O)[O-]",
           "CC(=O)CC(c1ccccc1)c1c(O)c2ccccc2oc1=O"]
MOST_MOVES, MOST_PROBABILITY, DEPTH, EXPLORATION = 50, 0.995, 10, 3.0
shipped = pathlib.Path(__file__).resolve().parents[2] / "share/crucible/synthesis"


def container(data):
    """Header and tensors of a CRUCIBLE MODEL file."""
    file = io.BytesIO(data)
    file.readline()
    header = json.loads(file.read(int(file.readline())))
    return header, {t["name"]: numpy.lib.format.read_array(file) for t in header["tensors"]}


def rounded(tensors, name):
    return (tensors[name].astype(numpy.float32) - 128) * tensors[name + "/step"].astype(numpy.float32)[:, None]


class Policy:
    def __init__(self):
        with gzip.open(shipped / "policy.model.gz") as file:
            header, outer = container(file.read())
        _, tensors = container(outer["net/0"].tobytes())
        self.bits = header["about"]["inputs"]["bits"]
        self.table, self.rows = rounded(tensors, "table"), rounded(tensors, "labels")
        self.bias, self.biases = tensors["body"].astype(numpy.float32), tensors["biases"].astype(numpy.float32)
        with gzip.open(shipped / "templates.csv.gz", "rt") as file:
            self.smarts = [r["retro_template"] for r in csv.DictReader(file)]
        self.known = {}

    def template(self, i):
        if i not in self.known:
            reaction = AllChem.ReactionFromSmarts(self.smarts[i])
            reaction.Initialize()
            single = reaction.GetNumReactantTemplates() == 1
            self.known[i] = (reaction, Chem.MolFromSmarts(self.smarts[i].split(">>")[0])) if single else None
        return self.known[i]

    def load_all(self):
        for i in range(len(self.smarts)):
            self.template(i)

    def ranked(self, molecule):
        """Templates that occur, the likeliest first, with the softmax over these."""
        hidden = self.bias.copy()
        counts = rdMolDescriptors.GetMorganFingerprint(molecule, 2, useChirality=True).GetNonzeroElements()
        folded = {}
        for bit, n in counts.items():
            folded[bit % self.bits] = folded.get(bit % self.bits, 0) + n
        for bit, n in folded.items():
            hidden += math.log1p(n) * self.table[bit]
        hidden = numpy.where(hidden > 0, hidden, numpy.expm1(numpy.minimum(hidden, 0)))
        logits = (self.rows @ hidden + self.biases)[:len(self.smarts)]
        there = [i for i in range(len(self.smarts))
                 if self.template(i) and molecule.HasSubstructMatch(self.template(i)[1])]
        if not there:
            return []
        chosen = logits[there]
        share = numpy.exp(chosen - chosen.max())
        share /= share.sum()
        return sorted(zip(there, share.tolist()), key=lambda t: -t[1])

    def moves(self, smiles):
        molecule = Chem.MolFromSmiles(smiles)
        found, total = {}, 0.0
        for i, probability in self.ranked(molecule):
            if len(found) >= MOST_MOVES or total >= MOST_PROBABILITY:
                break
            total += probability
            outcomes = set()
            for products in self.template(i)[0].RunReactants((molecule,)):
                try:
                    for product in products:
                        Chem.SanitizeMol(product)
                    outcomes.add(tuple(sorted(part for p in products for part in Chem.MolToSmiles(p).split("."))))
                except Exception:
                    pass
            for outcome in outcomes:
                found[outcome] = found.get(outcome, 0) + probability / len(outcomes)
        return sorted(found.items(), key=lambda m: -m[1])[:MOST_MOVES]


class State:
    def __init__(self, open_molecules, bought, parent=None, prior=1.0, depth=0):
        self.open, self.bought, self.parent, self.prior, self.depth = open_molecules, bought, parent, prior, depth
        self.children, self.visits, self.value, self.closed = None, 0, 0.0, False

    def reward(self):
        share = self.bought / max(1, self.bought + len(self.open))
        return 0.95 * share + 0.05 / (1 + math.exp(min(50, self.depth - 4)))


def search(policy, stock, target, iterations):
    book = {}
    root = State((target,), 0)
    done = solved = 0
    while done < iterations and not root.closed:
        state = root
        while state.children is not None:
            scale = EXPLORATION * math.sqrt(state.visits)
            state = max((c for c in state.children if not c.closed),
                        key=lambda c: (c.value / c.visits if c.visits else 0) + scale * c.prior / (1 + c.visits))
        done += 1
        if not state.open:
            solved += 1
            state.closed = True
        else:
            asked = max(state.open, key=len)
            if asked not in book:
                book[asked] = policy.moves(asked)
            rest = tuple(m for m in state.open if m != asked)
            state.children = []
            if state.depth < DEPTH:
                for precursors, prior in book[asked]:
                    if asked in precursors:
                        continue
                    left = tuple(m for m in precursors if m not in stock)
                    state.children.append(State(rest + left, state.bought + len(precursors) - len(left), state, prior,
                                                state.depth + 1))
            state.closed = not state.children
        reward, up = state.reward(), state
        while up is not None:
            up.visits += 1
            up.value += reward
            if up.children is not None and all(c.closed for c in up.children):
                up.closed = True
            up = up.parent
    return done, len(book), solved


def by_python(stock, iterations):
    policy = Policy()
    policy.load_all()
    begin = time.process_time()
    results = [search(policy, stock, Chem.CanonSmiles(t), iterations) for t in TARGETS]
    return sum(r[0] for r in results), sum(r[1] for r in results), time.process_time() - begin


def planned(program, stock_file, place, iterations):
    """Iterations, molecules asked about, processor time of one whole run."""
    run = pathlib.Path(place) / f"run-{iterations}"
    command = [program, "synthesis", "plan", *TARGETS, "--algorithm", "p-uct", "--policy", shipped / "policy.model.gz",
               "--templates", shipped / "templates.csv.gz", "--stock", stock_file, "--iterations", str(iterations),
               "--on", "local:1", "--run", run]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={**os.environ, "OMP_NUM_THREADS": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(run / "steps/plan/out/searches.csv") as file:
        rows = list(csv.DictReader(file))
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return sum(int(float(r["iterations"])) for r in rows), sum(int(float(r["calls"])) for r in rows), seconds


def by_crucible(program, stock_csv, iterations):
    with tempfile.TemporaryDirectory() as place:
        made = pathlib.Path(place) / "stock"
        subprocess.run([program, "synthesis", "stock", stock_csv, "--run", made], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        stock_file = next((made / "steps/stock/out").glob("*.stock"))
        few, many = (planned(program, stock_file, place, n) for n in (1, iterations))
        return [m - f for m, f in zip(many, few)]


def main():
    program, stock_file = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    iterations = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    opened = gzip.open(stock_file, "rt") if stock_file.suffix == ".gz" else open(stock_file)
    with opened as file:
        stock = {row["smiles"] for row in csv.DictReader(file)}
    rates = []
    for name, (done, calls, seconds) in (("crucible", by_crucible(program, stock_file, iterations)),
                                         ("python", by_python(stock, iterations))):
        rates.append((done / seconds, calls / seconds))
        print(f"{name:10} {done:6} iterations {calls:6} molecules {seconds:8.2f} s "
              f"{done / seconds:9.1f} iterations/s {calls / seconds:9.1f} molecules/s")
    print(f"ratio      {rates[0][0] / rates[1][0]:.1f} in iterations, {rates[0][1] / rates[1][1]:.1f} in molecules")


main()
