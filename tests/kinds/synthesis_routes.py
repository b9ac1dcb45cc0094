#!/usr/bin/env python3
"""synthesis.network, plan and evaluate from end to end on a handful of recorded reactions.
usage: synthesis_routes.py CRUCIBLE"""
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from synthesis_calls import call_bare, crucible, table, whole_rows

# Ester from acid and alcohol; the acid from its nitrile or aldehyde, the aldehyde from the alcohol.
REACTIONS = """id,product,reactants,yield
r1,CCOC(C)=O,CC(=O)O.CCO,0.9
r2,CCOC(C)=O,CC(=O)Cl.CCO,
r3,CC(=O)O,CC=O,0.5
r4,CC=O,CCO,
r5,CC(=O)Cl,CC(=O)O,
r6,CC(=O)O,CC#N,0.4
"""
ESTER = "CCOC(C)=O"


def near(found, expected):
    assert abs(found - expected) <= 1e-9 * max(1, abs(expected)), (found, expected)


def check_network(directory, reactions, stock):
    run = directory / "network"
    call_bare("network", reactions, "--stock", stock, "--targets", ESTER, "--targets", "CC(=O)Cl", "--run", run)
    r = whole_rows(run)
    near(r["reactions"]["value"], 6)
    near(r["molecules"]["value"], 6)
    near(r["makeable"]["value"], 4)
    out = run / "steps/network/out"
    targets = table(out / "targets.csv")
    # Acid from its nitrile: 1 + 1; ester: 1 + 2 + 1; chloride: 1 + 2.
    near(float(targets[0]["cost"]), 4)
    near(float(targets[1]["cost"]), 3)
    # With yields: acid from the nitrile 2 / 0.4 = 5, by the aldehyde (1 + 2 / 0.8) / 0.5 = 7; ester (1 + 6) / 0.9.
    near(float(targets[0]["cost with yields"]), 7 / 0.9)
    # Acid 1 way at once (r6), another in two steps; the chloride adds as many.
    assert targets[0]["syntheses"] == "4", targets
    # Together the acid is made once: r1, r5, r6, nitrile and ethanol.
    near(r["plan.together"]["value"], 5)
    near(r["plan.one-by-one"]["value"], 7)
    assert "yes" in r["plan.proved"].values()
    routes = json.loads((out / "routes.json").read_text())
    assert routes[0]["smiles"] == ESTER and routes[0]["children"][0]["metadata"]["ID"] == "r1"
    return out / "chains.json"


def check_plan(directory, reactions, stock):
    texts = []
    for name in ("one", "two"):
        run = directory / name
        call_bare("plan", ESTER, "--reactions", reactions, "--stock", stock, "--algorithm", "retro-star", "--run", run)
        texts.append((run / "steps/plan/out/routes.json").read_bytes())
    assert texts[0] == texts[1], "routes differ between runs"
    check_paper([check_exports(directory / name) for name in ("one", "two")])
    routes = json.loads(texts[0])
    assert all(t["is_solved"] and t["smiles"] == ESTER for t in routes)
    assert len(routes) == 4, len(routes)
    found = table(directory / "one/steps/plan/out/routes.csv")
    # Two records for the ester and two for the acid: priors of a half, 0.8 for each of two steps.
    near(float(found[0]["score"]), 0.25 * 0.64)
    assert found[0]["solved"] == "yes" and found[0]["Pareto"] == "yes"
    near(whole_rows(directory / "one")["solved"]["value"], 1)
    assert table(directory / "one/steps/plan/out/moves.csv")[0]["precedent"] in ("r1", "r2")
    call_bare("plan", ESTER, "--reactions", reactions, "--stock", stock, "--banned_molecules", "CC#N", "--run",
              directory / "banned")
    assert "CC#N" not in (directory / "banned/steps/plan/out/routes.json").read_text()


# Run by the python that has RDKit: every reaction block of an RDF, as "reactants>>product".
READ_RDF = """
import sys
from rdkit import Chem
from rdkit.Chem import rdChemReactions
for part in open(sys.argv[1]).read().split("$RFMT")[1:]:
    block = part[part.index("$RXN"):part.index("$DTYPE")]
    r = rdChemReactions.ReactionFromRxnBlock(block)
    def key(m):
        Chem.SanitizeMol(m)
        return Chem.MolToSmiles(m)
    print(".".join(sorted(map(key, r.GetReactants()))) + ">>" + ".".join(map(key, r.GetProducts())))
"""


def check_exports(run):
    """What other programs take: reaction SMILES, RDF as RDKit reads it, what must be bought, and paper."""
    out = run / "steps/plan/out"
    routes = json.loads((out / "routes.json").read_text())
    assert [r["rank"] for r in routes] == [1, 2, 3, 4], routes
    scores = routes[0]["scores"]
    assert scores["leaves"] == 2 and scores["leaves_in_stock"] == 2 and scores["longest"] == 2, scores
    lines = (out / "reactions.smi").read_text().splitlines()
    assert lines[0] == "CC#N>>CC(=O)O 1-1-1" and lines[1] == "CC(=O)O.CCO>>CCOC(C)=O 1-1-2", lines
    assert len(lines) == len(table(out / "moves.csv")), lines
    rdf = (out / "routes.rdf").read_text()
    assert rdf.startswith("$RDFILE 1\n$DATM\n") and rdf.count("$RXN\n") == len(lines), rdf[:200]
    for python in ("/usr/bin/python3", sys.executable):
        if subprocess.run([python, "-c", "import rdkit"], capture_output=True).returncode == 0:
            read = subprocess.run([python, "-c", READ_RDF, out / "routes.rdf"], capture_output=True, text=True)
            assert read.stdout.split() == [line.split()[0] for line in lines], (read.stdout, read.stderr, lines)
            break
    else:
        print("RDKit for python is not here: the RDF was not read by it")
    shopping = {s["smiles"]: s for s in table(out / "shopping.csv")}
    assert set(shopping) == {"CCO", "CC#N"}, shopping
    assert shopping["CCO"]["routes"] == "4" and shopping["CC#N"]["first route"] == "1-1", shopping
    assert shopping["CCO"]["formula"] == "C2H6O" and shopping["CCO"]["tier"] == "", shopping
    page = (run / "report.html").read_text()
    for name in ("routes.json", "routes.csv", "moves.csv", "reactions.smi", "routes.rdf", "shopping.csv"):
        assert f'href="./steps/plan/out/{name}"' in page, name
    return run / "figures/plan-routes.pdf"


def check_paper(papers):
    if not (pathlib.Path(crucible).parent / "crucible-paper").exists():
        print("crucible-paper was not built: no paper")
        return
    one, two = [p.read_bytes() for p in papers]
    assert one.startswith(b"%PDF-") and one == two, "two runs of one plan print differently"
    assert b"/CreationDate" not in one
    if shutil.which("pdftotext"):
        told = subprocess.run(["pdftotext", "-layout", papers[0], "-"], capture_output=True, text=True, check=True).stdout
        assert told.count("\f") == 3 and "Route 1 to CCOC(C)=O" in told and "in stock" in told, told
        size = subprocess.run(["pdfinfo", papers[0]], capture_output=True, text=True, check=True).stdout
        assert "841.89 x 595.28 pts (A4)" in size, size


def check_names_and_incomplete(directory, reactions, stock):
    """Names of a list reach whatever is written; what is not from the stock is called incomplete."""
    targets, poor, run = directory / "targets.csv", directory / "poor.smi", directory / "named"
    targets.write_text(f"name,smiles\nFruity ester,{ESTER}\nother,CCCCCC\n")
    poor.write_text("CC#N\n")
    call_bare("plan", "--list", targets, "--reactions", reactions, "--stock", stock, "--run", run)
    r = whole_rows(run)
    assert r["name.1"]["value"] == "Fruity ester" and r["routes.1"]["value"] == 4, r
    out = run / "steps/plan/out"
    for name in ("routes.csv", "moves.csv", "searches.csv"):
        assert table(out / name)[0]["name of target"] == "Fruity ester", name
    assert json.loads((out / "routes.json").read_text())[0]["name"] == "Fruity ester"
    assert "Route 1 to Fruity ester (CCOC(C)=O)" in (run / "report.html").read_text()
    run = directory / "incomplete"
    call_bare("plan", ESTER, "--reactions", reactions, "--stock", poor, "--run", run)
    r = whole_rows(run)
    assert r["routes.1"]["value"] == 0 and r["incomplete.1"]["value"] > 0 and r["missing.1"]["value"] >= 1, r
    assert not {"score.1", "steps.1", "cost.1"} & set(r), r
    searches = table(run / "steps/plan/out/searches.csv")[0]
    assert searches["routes"] == "0" and float(searches["incomplete routes"]) == r["incomplete.1"]["value"], searches
    assert "name of target" not in searches
    page = (run / "report.html").read_text()
    assert "Incomplete route 1 to CCOC(C)=O" in page and ">Route 1 to" not in page


def check_centres_from_nothing(directory):
    """(S)-1-phenylethanol from records: the centre is nobody's, and every output says so."""
    reactions, stock, run = directory / "chiral.csv", directory / "chiral.smi", directory / "chiral"
    reactions.write_text("product,reactants\nC[C@H](O)c1ccccc1,CC(=O)c1ccccc1\n")
    stock.write_text("CC(=O)c1ccccc1\n")
    done = call_bare("plan", "C[C@H](O)c1ccccc1", "--reactions", reactions, "--stock", stock, "--run", run)
    assert "stereocentre not controlled in a step of the best route" in done.stderr, done.stderr
    assert "no route from the stock is without such a step" in done.stderr, done.stderr
    assert whole_rows(run)["uncontrolled.1"]["value"] == 1
    out = run / "steps/plan/out"
    assert table(out / "routes.csv")[0]["uncontrolled centres"] == "1"
    near(float(table(out / "routes.csv")[0]["score"]), 0.8 / 2)
    assert "stereocentre not controlled" in table(out / "moves.csv")[0]["warnings"]
    route = json.loads((out / "routes.json").read_text())[0]
    about = route["children"][0]["metadata"]
    assert route["scores"]["uncontrolled"] == 1 and about["uncontrolled"] == [-1] and about["warnings"], route
    page = (run / "report.html").read_text()
    assert "sets a stereocentre that no precursor has" in page and "stereocentre not controlled" in page
    whole = directory / "share"
    call_bare("plan", "C[C@H](O)c1ccccc1", "--reactions", reactions, "--stock", stock, "--uncontrolled_share", "1",
              "--run", whole)
    near(float(table(whole / "steps/plan/out/routes.csv")[0]["score"]), 0.8)


def check_stock_warnings(directory, reactions):
    """What cannot be read of a stock is told with its line, and molecules stay without their price."""
    stock = directory / "catalogue.csv"
    stock.write_text('SMILES,Price (USD/g)\nCCO,2\nCC#N,"1,5"\nCC(=O)Cl,€3\nC1CC,1\n')
    done = call_bare("plan", ESTER, "--reactions", reactions, "--stock", stock, "--run", directory / "priced")
    assert "catalogue.csv:3: its price '1,5' is no number" in done.stderr, done.stderr
    assert "catalogue.csv:5:1: " in done.stderr or "catalogue.csv:5:" in done.stderr, done.stderr
    shopping = {s["smiles"]: s for s in table(directory / "priced/steps/plan/out/shopping.csv")}
    near(float(shopping["CCO"]["price per gram"]), 2)
    assert shopping["CC#N"]["price per gram"] == "" and shopping["CC#N"]["in stock"] == "yes", shopping


def check_stop(directory):
    """A search that is stopped halfway is no result: the next run would take it for one."""
    run = directory / "stopped"
    done = subprocess.Popen([crucible, "synthesis", "plan", "CC(=O)Nc1ccc(O)cc1", "--time", "600 s", "--iterations", "0",
                             "--run", str(run)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wait_for = time.monotonic() + 100
    while not (run / "plan.json").exists() and time.monotonic() < wait_for:
        time.sleep(0.05)
    time.sleep(2)
    done.send_signal(signal.SIGINT)
    said = done.communicate(timeout=60)[1]
    assert done.returncode not in (0, None), said
    assert not (run / "steps/plan/out/routes.json").exists(), said
    shown = subprocess.run([crucible, "status", str(run)], capture_output=True, text=True)
    assert "interrupted" in shown.stdout and "done" not in shown.stdout, shown.stdout


def check_evaluation(directory, reactions, stock, chains):
    run = directory / "evaluation"
    call_bare("evaluate", "--references", chains, "--reactions", reactions, "--stock", stock, "--algorithms",
              "mcts-3n,retro-star,neural-bfs,heuristic-bfs,proof-number,uct,p-uct", "--least_length", "2", "--run", run)
    r = whole_rows(run)
    summary = table(run / "steps/evaluate/out/summary.csv")
    assert len(summary) == 7
    for line in summary:
        near(float(line["solved"]), 1)
        near(float(line["solved at 5 s"]), 1)
        assert line["top-10 at 5 s"] == line["recovered top-10"], line
    by_time = table(run / "steps/evaluate/out/solved.csv")
    assert {line["algorithm"] for line in by_time} == {line["algorithm"] for line in summary}
    for line in by_time[-1:]:
        near(float(line["solved"]), 1)
    assert r["recovered.all.retro-star"]["value"] == 1, r
    near(len(table(run / "steps/evaluate/out/searches.csv")), 7 * r["targets"]["value"])
    # Where the acid can be bought no search looks further, and longer references are not found.
    rich = directory / "rich.smi"
    rich.write_text("CCO\nCC#N\nCC(=O)O\nCC=O\nCC(=O)Cl\n")
    for flag, share in (([], 1), (["--buy_intermediates"], 0)):
        run = directory / f"rich{len(flag)}"
        call_bare("evaluate", "--references", chains, "--reactions", reactions, "--stock", rich, "--algorithms",
                  "retro-star", "--least_length", "2", "--run", run, *flag)
        near(whole_rows(run)["recovered.all.retro-star"]["value"], share)


def check_refusals(directory, reactions, stock):
    plan = ["plan", ESTER, "--reactions", reactions, "--stock", stock]
    for arguments, code in (
            (["plan", ESTER, "--stock", stock], "E-plan-sources"),
            (["plan", ESTER, "--reactions", reactions], "E-plan-sources"),
            (["plan", "--reactions", reactions, "--stock", stock], "E-plan-target"),
            (["plan", "C1CC", "--reactions", reactions, "--stock", stock], "E-smiles"),
            (["plan", "CC.O", "--reactions", reactions, "--stock", stock], "E-target"),
            (plan + ["--freeze", "0-5"], "E-search-route"),
            (plan + ["--freeze", "x"], "E-search-route"),
            (plan + ["--iterations", "0"], "E-route-settings"),
            (plan + ["--time", "-1 s"], "E-"),
            (plan + ["--algorithm", "astar"], "E-"),
            (plan + ["--start", ESTER], "E-search-route"),
            (plan + ["--banned_elements", "Zz"], "E-search-route"),
            (plan + ["--banned_rules", "99999999"], "E-search-route"),
            (["plan", "aspirin", "--reactions", reactions, "--stock", stock], "names, CAS numbers, InChI"),
            (["plan", "BSYNRYMUTXBXSQ-UHFFFAOYSA-N", "--reactions", reactions, "--stock", stock], "InChIKeys are not"),
            (["network", reactions, "--targets", "CCCCCC"], "E-network-route"),
            (["evaluate", "--reactions", reactions, "--stock", stock], "E-plan-target")):
        done = call_bare(*arguments, good=False)
        assert done.returncode in (1, 2) and code in done.stderr, (arguments, done.returncode, done.stderr)
    bad = directory / "bad.csv"
    bad.write_text("product,reactants\nCC,\nCCC,C\n")
    done = call_bare("network", bad, good=False)
    assert "bad.csv:2" in done.stderr, done.stderr


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        reactions, stock = directory / "reactions.csv", directory / "stock.smi"
        reactions.write_text(REACTIONS)
        stock.write_text("CCO\nCC#N\n")
        chains = check_network(directory, reactions, stock)
        check_plan(directory, reactions, stock)
        check_names_and_incomplete(directory, reactions, stock)
        check_centres_from_nothing(directory)
        check_stock_warnings(directory, reactions)
        check_stop(directory)
        check_evaluation(directory, reactions, stock, chains)
        check_refusals(directory, reactions, stock)
    print("synthesis_routes: all as it should be")


main()
