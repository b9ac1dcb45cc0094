#!/usr/bin/env python3
"""The workbook by words through a pipe; proofs and generated reactions as steps.
usage: synthesis_workbook.py CRUCIBLE"""
import csv
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

crucible = str(pathlib.Path(sys.argv[1]).resolve())
REACTIONS = """product,reactants
CC(=O)Nc1ccc(O)cc1,CC(=O)Cl.Nc1ccc(O)cc1
CC(=O)Nc1ccc(O)cc1,CC(=O)OC(C)=O.Nc1ccc(O)cc1
Nc1ccc(O)cc1,O=[N+]([O-])c1ccc(O)cc1
Nc1ccc(O)cc1,COc1ccc(N)cc1
COc1ccc(N)cc1,COc1ccc([N+](=O)[O-])cc1
"""
STOCK = "O=[N+]([O-])c1ccc(O)cc1\nCC(=O)Cl\nCC(=O)OC(C)=O\n"
PARACETAMOL = "CC(=O)Nc1ccc(O)cc1"


def work(d, target, commands, *more, code=0):
    done = subprocess.run(
        [crucible, "synthesis", "workbook", target, "--reactions", "reactions.csv", "--stock", "stock.smi",
         *map(str, more)], input=commands, capture_output=True, text=True, cwd=d, timeout=110)
    assert done.returncode == code, (commands, done.returncode, done.stdout, done.stderr)
    return done


def check_by_hand(d):
    done = work(d, PARACETAMOL, """
... by hand: the chloride, then the nitro compound
expand
choose 1
e 3
choose 3 2
undo
c 3 1
keep chloride
back 1
choose 1 2
choose 6 1
compare chloride now
forbid molecule O=[N+]([O-])c1ccc(O)cc1
search 1
routes
undo
undo
allow molecule O=[N+]([O-])c1ccc(O)cc1
note 1 ask for a price
pin 6
list
save w.json
quit
""", code=1)  # two undo took the ban back: there is nothing to allow
    out = done.stdout
    assert "moves of 1  CC(=O)Nc1ccc(O)cc1" in out and "CC(=O)Cl *" in out, out
    assert "complete: 2 steps" in out
    assert "steps of both: 1" in out and "of chloride alone: 1" in out, out
    assert "! input:19:1: " in out and "is no forbidden molecule" in out and "[E-workbook-action]" in out, out
    assert '"ask for a price"' in out and "saved w.json" in out
    first = (d / "w.json").read_bytes()
    # Opened without sources that it needs, and written again: the same bytes.
    again = work(d, "w.json", "show\nsave v.json\nquit\n")
    assert (d / "v.json").read_bytes() == first
    assert "complete: 2 steps" in again.stdout
    # With them, too.
    work(d, "w.json", "search 1\nundo\n", "-o", "u.json")
    assert json.loads((d / "u.json").read_text())["tree"] == json.loads(first)["tree"]
    # What goes on from a file is saved at the end of the input.
    done = work(d, "v.json", "note 1 again\n")
    assert "saved v.json" in done.stderr and b"again" in (d / "v.json").read_bytes()
    done = work(d, PARACETAMOL, "e\nc 1\n")
    assert "lost: 1 action;" in done.stderr, done.stderr
    done = work(d, PARACETAMOL, "e\nc 1\nquit\n")
    assert "or the end of the input, loses it" in done.stdout and "lost: 1 action;" in done.stderr, done
    done = work(d, PARACETAMOL, "e\nc 1\nquit\n", "-o", "end.json")
    assert "the end of the input, writes end.json" in done.stdout and (d / "end.json").exists(), done
    # What was looked at and not chosen is not lost.
    assert "lost" not in work(d, PARACETAMOL, "e\n").stderr
    # A demand that no route meets.
    done = work(d, PARACETAMOL, "demand c1ccc2ccccc2c1\nsearch 1\n")
    assert "none begins with c1ccc2ccccc2c1, which is demanded: none was taken" in done.stdout, done.stdout
    assert "complete: " not in done.stdout and "nothing is chosen yet" in done.stdout, done.stdout
    done = work(d, PARACETAMOL, "forbid rule 99999999\n", code=1)
    assert "there is no rule 99999999" in done.stdout and "[E-workbook-action]" in done.stdout, done.stdout


def check_export(d):
    work(d, PARACETAMOL, "search 1\nkeep best\nexport out\nsave x.json\n")
    assert {p.name for p in (d / "out").iterdir()} == {"routes.json", "routes.csv", "moves.csv", "reactions.smi",
                                                       "routes.rdf", "shopping.csv"}
    routes = json.loads((d / "out/routes.json").read_text())
    assert len(routes) == 2 and routes[0]["is_solved"] and routes[0]["smiles"] == PARACETAMOL
    bought = {r["smiles"] for r in csv.DictReader((d / "out/shopping.csv").open())}
    assert "O=[N+]([O-])c1ccc(O)cc1" in bought, bought


def check_errors(d):
    done = work(d, PARACETAMOL, "expnad 1\nexpand 7\nfreeze 1 0-9\nchoose 1 99\nexpand one\nsearch 1 x\ncompare a\n"
                "forbid bond 1\nsave\n", code=1)
    lines = [l for l in done.stdout.splitlines() if l.startswith("! ")]
    assert len(lines) == 9, done.stdout
    assert "input:1:1" in lines[0] and "did you mean 'expand'" in lines[0], lines[0]
    assert "input:2:1" in lines[1] and "no molecule 7" in lines[1]
    assert "have no bond" in lines[2] and "no move 99" in lines[3]
    assert "input:5:8" in lines[4] and "input:6:10" in lines[5]
    assert "[E-workbook-command]" in lines[8] and "no file yet" in lines[8]
    done = work(d, PARACETAMOL, "forbid element Xx\nforbid element c\nforbid element Br\nsave nowhere/x.json\n", "-o", "kept.json", code=1)
    lines = [l for l in done.stdout.splitlines() if l.startswith("! ")]
    assert len(lines) == 3 and "'Xx' is no element" in lines[0] and "is no element" in lines[1] and "E-io" in lines[2], lines
    assert '"Br"' in (d / "kept.json").read_text(), "what could not be written elsewhere is written to -o at the end"
    (d / "bad.json").write_text((d / "w.json").read_text().replace('"done"', '"dome"'))
    done = work(d, "bad.json", "", code=1)
    assert done.stderr.count("\n") == 1 and "bad.json:" in done.stderr and "did you mean 'done'" in done.stderr
    (d / "cut.json").write_text((d / "w.json").read_text()[:500])
    assert "[E-json]" in work(d, "cut.json", "", code=1).stderr
    assert "[E-smiles]" in work(d, "C1CC", "", code=1).stderr


def check_interrupt(d):
    """Ctrl-C ends the search, what it found is kept, and the workbook goes on."""
    p = subprocess.Popen([crucible, "synthesis", "workbook", "CC(=O)Nc1ccc(O)cc1", "--rules", "written",
                          "--algorithm", "p-uct"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, cwd=d)
    p.stdin.write("search 1 2000000000 100\n")
    p.stdin.flush()
    time.sleep(8)
    p.send_signal(signal.SIGINT)
    out, _ = p.communicate("show\nquit\nquit\n", timeout=60)
    assert "it was asked to stop" in out and "complete:" in out, out
    assert p.returncode == 0


def step(d, *words):
    done = subprocess.run([crucible, *map(str, words)], capture_output=True, text=True, cwd=d, timeout=110)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def made(d, run, name):
    return next((d / run).glob(f"steps/*/out/{name}")).read_text()


def check_proof(d):
    step(d, "synthesis", "plan", PARACETAMOL, "--reactions", "reactions.csv", "--stock", "stock.smi", "--algorithm",
         "prove", "--run", "proof")
    proof = made(d, "proof", "proof.txt")
    assert "goal CC(=O)Nc1ccc(O)cc1: within 1" in proof
    assert "refuted" in proof and "axiom: it can be bought" in proof.split("proof\n")[1], proof
    routes = json.loads(made(d, "proof", "routes.json"))
    assert sum(r["is_solved"] for r in routes) == 2
    for algorithm in ("synchem", "neural-bfs"):
        step(d, "synthesis", "plan", PARACETAMOL, "--reactions", "reactions.csv", "--stock", "stock.smi",
             "--algorithm", algorithm, "--run", algorithm)
        assert json.loads(made(d, algorithm, "routes.json"))[0]["is_solved"]


def check_generator(d):
    out = step(d, "synthesis", "generate", "C=CC=C", "C=C", "--run", "igor")
    rows = list(csv.DictReader(made(d, "igor", "reactions.csv").splitlines()))
    adduct = next(r for r in rows if r["products"] == "C1=CCCCC1")
    assert adduct["novel"] == "no" and float(adduct["ring of changes"]) == 6, adduct
    assert any(r["novel"] == "yes" for r in rows) and "novel" in out
    assert made(d, "igor", "best.svg").startswith("<svg")


with tempfile.TemporaryDirectory(prefix="crucible-workbook-") as place:
    folder = pathlib.Path(place)
    (folder / "reactions.csv").write_text(REACTIONS)
    (folder / "stock.smi").write_text(STOCK)
    for check in (check_by_hand, check_export, check_errors, check_interrupt, check_proof, check_generator):
        check(folder)
print("workbook, proof and generated reactions: all as they should be")
