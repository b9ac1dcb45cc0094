#!/usr/bin/env python3
"""synthesis.transforms, synthesis.rules and plans by written rules, from end to end.
usage: synthesis_transforms.py CRUCIBLE"""
import pathlib
import tempfile

from synthesis_calls import call, rows, table

MINE = """TRANSFORM 20001
NAME ESTER CUT
CLASS TEST
RETRON [CX3:1](=[O:2])-[OX2;H0:3]-[CX4:4]
FROM [C:1](=[O:2])-O.[O:3]-[C:4]
RATING 60
KILL IF NITRO ANYWHERE
REFUSE COC(=O)C[N+](=O)[O-]
CONDITIONS none
REFERENCE none
EXAMPLE COC(C)=O >> CC(=O)O.CO
"""


def out(run, name):
    return next(pathlib.Path(run).glob(f"steps/*/out/{name}"))


def check_grignard(d):
    call("transforms", "CC(O)Cc1ccccc1", "OCC(C)c1ccccc1", "--killed", "--run", d / "apart")
    found = table(out(d / "apart", "applications.csv"))
    opening = [r for r in found if r["transform"] == "569"]
    alive = [r for r in opening if r["target"] == "CC(O)Cc1ccccc1"]
    assert len(alive) == 1 and alive[0]["precursors"] == "Brc1ccccc1.CC1CO1", alive
    assert alive[0]["forwards"] == "gives the target" and alive[0]["reasons"].startswith("RATING 35")
    dead = [r for r in opening if r["target"] == "CC(CO)c1ccccc1"]
    assert dead and all("LESS*HINDERED" in r["because"] for r in dead), dead
    seen = table(out(d / "apart", "perception.csv"))
    assert any(r["detail"].startswith("ALCOHOL") for r in seen)


def check_rules(d):
    (d / "mine.ctl").write_text(MINE)
    call("rules", d / "mine.ctl", "--run", d / "good")
    got = rows(d / "good")
    assert got["transforms"] == 1 and got["findings"] == 0 and got["kills-tested"] == 1, got
    (d / "wrong.ctl").write_text(MINE.replace(">> CC(=O)O.CO", ">> CC(=O)Cl.CO"))
    done = call("rules", d / "wrong.ctl", "--run", d / "wrong")
    assert rows(d / "wrong")["findings"] == 1 and "wrong.ctl:11:1" in done.stderr, done.stderr
    (d / "bad.ctl").write_text(MINE.replace("KILL IF NITRO", "KILL IF NITROO"))
    done = call("rules", d / "bad.ctl", "--run", d / "bad", good=False)
    assert "bad.ctl:7:9" in done.stderr and "E-transform-word" in done.stderr, done.stderr
    assert "NITRO" in done.stderr.replace("NITROO", ""), done.stderr
    done = call("transforms", "C[Fe]", "--run", d / "iron", good=False)
    assert "E-target" in done.stderr


def check_plan(d):
    (d / "stock.smi").write_text("CC(=O)O\nCO\n")
    common = ["--stock", d / "stock.smi", "--iterations", "20"]
    call("plan", "COC(C)=O", "--rules", "written", "--transforms", d / "mine.ctl", *common,
         "--run", d / "plan")
    got = rows(d / "plan")
    assert got["solved"] == 1 and got["steps.1"] == 1, got
    moves = table(out(d / "plan", "moves.csv"))
    assert moves[0]["name"] == "Ester cut" and float(moves[0]["rule"]) == 1020001, moves
    call("plan", "O=C1OC(=O)C2CC=CCC12", "--rules", "both", "--iterations", "20", "--run", d / "both")
    moves = table(out(d / "both", "moves.csv"))
    assert any(m["name"] == "Diels-Alder reaction" for m in moves), moves


# Drugs, and what one of the first five routes has to use.
TWELVE = {
    "CC(=O)Nc1ccc(O)cc1": "N-acetylation by anhydride",
    "CC(=O)Oc1ccccc1C(=O)O": "O-acetylation by anhydride",
    "CC(C)Cc1ccc(C(C)C(=O)O)cc1": "Carbonylation of benzylic alcohol",
    "CCN(CC)CC(=O)Nc1c(C)cccc1C": "Alkylation of amine by alpha-chloro carbonyl compound",
    "CCOC(=O)c1ccc(N)cc1": "Fischer esterification",
    "Nc1ccc(S(N)(=O)=O)cc1": "N-deacetylation",
    "O=C1CCc2ccc(OCCCCN3CCN(c4cccc(Cl)c4Cl)CC3)cc2N1": "Beckmann rearrangement",
    "CN(C)CCOC(c1ccccc1)c1ccccc1": "Williamson ether synthesis",
    "CC(=O)CC(c1ccccc1)c1c(O)c2ccccc2oc1=O": "Michael addition of enolised lactone",
    "COC(=O)C1=C(C)NC(C)=C(C(=O)OC)C1c1ccccc1[N+](=O)[O-]": "Hantzsch dihydropyridine synthesis",
    "O=C1OC(=O)C2CC=CCC12": "Diels-Alder reaction",
    "COC(=O)[C@H](Cc1ccccc1)NC(=O)OC(C)(C)C": "Boc protection",
}


def check_drugs(d):
    call("plan", *TWELVE, "--rules", "written", "--algorithm", "p-uct", "--iterations", "200",
         "--run", d / "drugs")
    assert rows(d / "drugs")["solved"] == len(TWELVE)
    used = {}
    for move in table(out(d / "drugs", "moves.csv")):
        if float(move["route"]) <= 5:
            used.setdefault(move["target"], set()).add(move["name"])
    for target, name in TWELVE.items():
        assert name in used[target], (target, name, used[target])


with tempfile.TemporaryDirectory() as folder:
    for check in (check_grignard, check_rules, check_plan, check_drugs):
        check(pathlib.Path(folder))
print("transforms: applied, tested, planned with")
