#!/usr/bin/env python3
"""synthesis.compare from end to end: systems side by side are what plans with their presets are.
usage: synthesis_compare.py CRUCIBLE"""
import csv
import json
import pathlib
import tempfile

from synthesis_calls import call

TARGET = "CC(=O)Nc1ccc(O)cc1"
SYSTEMS = ["chematica", "segler-2018", "dfpn"]


def tree(route):
    """Molecules of a route, whatever is said of its reactions."""
    return route["smiles"], sorted(str(tree(c)) for r in route.get("children", []) for c in r["children"])


def main():
    with tempfile.TemporaryDirectory() as folder:
        d = pathlib.Path(folder)
        few = ("--iterations", 20, "--systems", ",".join(SYSTEMS))
        made = []
        for run in ("one", "two"):
            call("compare", TARGET, *few, "--kept", 2, "--run", d / run)
            made.append((d / run / "steps/compare/out/routes.json").read_bytes())
        assert made[0] == made[1], "the same seed gave other routes"
        routes = json.loads(made[0])
        out = d / "one/steps/compare/out"

        table = list(csv.DictReader((out / "systems.csv").open()))
        assert [r["system"] for r in table] == SYSTEMS, table
        assert all(r["solved"] == "yes" and int(r["steps"]) >= 1 and float(r["cost"]) > 0 for r in table), table
        assert all(sum(r["system"] == s for r in routes) in (1, 2) for s in SYSTEMS), [r["system"] for r in routes]

        best = {r["system"]: tree(r) for r in routes if r["rank"] == 1}
        for line in csv.DictReader((out / "distances.csv").open()):
            same = best[line["system"]] == best[line["other system"]]
            assert (float(line["distance"]) == 0) == same, line
        for system in SYSTEMS:
            call("plan", TARGET, "--preset", system, "--iterations", 20, "--run", d / system)
            plan = json.loads((d / system / "steps/plan/out/routes.json").read_text())
            assert tree(plan[0]) == best[system], (system, plan[0])

        page = (d / "one/report.html").read_text()
        assert "3 of 3 systems have a route from the stock" in page
        assert all(s in page for s in SYSTEMS), "a system is not on the page"

        wrong = call("compare", TARGET, "--systems", "chematika", good=False).stderr
        assert "E-plan-system" in wrong and "chematica" in wrong, wrong
        wrong = call("compare", TARGET, "--systems", "liu-2017", good=False).stderr
        assert "E-plan-sources" in wrong and "translator" in wrong, wrong


main()
