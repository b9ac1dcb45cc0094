#!/usr/bin/env python3
"""synthesis.stock from end to end: files of every form, bad rows with their lines, tiers, look-ups; and what a plan
makes of limits and bans. usage: synthesis_stock.py CRUCIBLE"""
import gzip
import pathlib
import tempfile

from synthesis_calls import call_bare as call, rows, table

SDF = """ethanol
  test

  3  2  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 C   0  0
    1.5000    0.0000    0.0000 C   0  0
    2.2000    1.2000    0.0000 O   0  0
  1  2  1  0
  2  3  1  0
M  END
> <price>
2.5

$$$$
"""


def check_files(d):
    """SMILES, a table with tiers and bad rows, SDF, and keys alone: one stock of four files."""
    (d / "a.smi").write_text("OCC ethanol\nCC(=O)O acetic acid\nC[C@H](N)C(=O)O\n")
    (d / "b.csv").write_text("name,smiles,n_train_uses,price\nethanol,CCO,60,3\nbenzene,c1ccccc1,4,\nring,C1CC,1,\n"
                             "text,hello,1,\naspirin,CC(=O)Oc1ccccc1C(=O)O,0,\n")
    (d / "c.sdf").write_text(SDF)
    with gzip.open(d / "keys.txt.gz", "wt") as file:
        file.write("UHOVQNZJYSORNB-UHFFFAOYSA-N\nRYYVLZVUVIJVGH-UHFFFAOYSA-N\n")  # benzene, caffeine
    caffeine = "Cn1c(=O)c2c(ncn2C)n(C)c1=O"
    done = call("stock", d / "a.smi", d / "b.csv", d / "c.sdf", d / "keys.txt.gz", "--query", "OCC", "--query",
                caffeine, "--query", "CCCC", "--query", "c1ccccc1", "--run", d / "stock")
    assert "b.csv:4:7: " in done.stderr and "b.csv:5:6: " in done.stderr, done.stderr
    r = rows(d / "stock")
    out = d / "stock/steps/stock/out"
    assert r["not-understood"] == 2, r
    assert r["keys"] == 2, r
    assert r["molecules"] == 5 + 2, r  # ethanol, acetic acid, alanine, benzene, aspirin; two keys
    files = {pathlib.Path(f["file"]).name: f for f in table(out / "files.csv")}
    assert [float(files[n]["records"]) for n in ("a.smi", "b.csv", "c.sdf")] == [3, 3, 1], files
    assert float(files["b.csv"]["not understood"]) == 2 and "line 4" in files["b.csv"]["first faults"], files
    answers = {a["smiles"]: a for a in table(out / "answers.csv")}
    assert answers["CCO"]["in stock"] == "yes" and answers["CCO"]["tier"] == "1", answers
    assert float(answers["CCO"]["price"]) in (2.5, 3.0), answers
    assert answers[caffeine]["in stock"] == "yes" and answers[caffeine]["tier"] == "", answers
    assert answers["c1ccccc1"]["tier"] == "3", answers
    assert answers["CCCC"]["in stock"] == "no" and answers["CCCC"]["price"] == "", answers
    # What was made reads back as the same.
    call("stock", out / "molecules.stock", "--run", d / "again")
    assert (d / "again/steps/stock/out/molecules.stock").read_bytes() == (out / "molecules.stock").read_bytes()
    return out / "molecules.stock"


def check_use(d, stock):
    """A plan with a ban, and with a price that nothing else keeps."""
    (d / "reactions.csv").write_text("id,product,reactants\nr1,CCOC(C)=O,CC(=O)O.CCO\n")
    plan = ["plan", "CCOC(C)=O", "--reactions", d / "reactions.csv", "--stock", stock]
    call(*plan, "--run", d / "free")
    assert rows(d / "free")["solved"] == 1
    shopping = table(d / "free/steps/plan/out/shopping.csv")
    assert {s["smiles"] for s in shopping} == {"CCO", "CC(=O)O"}, shopping
    assert all(s["stock file"] == "molecules.stock" and s["routes"] == "1" for s in shopping), shopping
    call(*plan, "--banned_stock", "OCC", "--run", d / "banned")
    assert rows(d / "banned")["solved"] == 0
    call(*plan, "--most_price", 10, "--run", d / "cheap")  # the acid has no price
    assert rows(d / "cheap")["solved"] == 0


def check_refusals(d):
    (d / "empty.smi").write_text("")
    (d / "none.csv").write_text("smiles\nC1CC\nhello\n")
    broken = d / "broken.stock"
    broken.write_text("crucible-stock 1\nsha256 " + 64 * "0" + "\nCCO\n")
    for file, code in (("empty.smi", "E-molecules"), ("none.csv", "E-molecules"), ("broken.stock", "E-stock-file"),
                       ("absent.smi", "E-")):
        wrong = call("stock", d / file, good=False)
        assert code in wrong.stderr and file in wrong.stderr, (file, wrong.stderr)
    (d / "sheet.csv").write_text("Name;SMILES\nethanol;CCO\n")
    assert "separated by ';'" in call("stock", d / "sheet.csv", good=False).stderr
    (d / "other.csv").write_text("compound,smi\nethanol,CCO\n")
    assert "'compound', 'smi'" in call("stock", d / "other.csv", good=False).stderr


def main():
    with tempfile.TemporaryDirectory() as name:
        d = pathlib.Path(name)
        check_use(d, check_files(d))
        check_refusals(d)
    print("synthesis_stock: all as it should be")


main()
