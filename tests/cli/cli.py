#!/usr/bin/env python3
"""The program from outside: verbs, exit codes, messages, studies as tests. usage: cli.py PROGRAM

With UPDATE=1 in the environment the expected messages of tests/studies/bad are written anew.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

program = str(pathlib.Path(sys.argv[1]).resolve())
root = pathlib.Path(__file__).resolve().parents[2]
phases = root / "examples/polymorphs/phases.extxyz"


def crucible(*words, where=None, text=None, **environment):
    return subprocess.run([program, *map(str, words)], cwd=where, input=text, capture_output=True, text=True,
                          timeout=60, env={**os.environ, **environment})


class Case(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="crucible-cli-"))

    def tearDown(self):
        shutil.rmtree(self.place)

    def expect(self, code, *words, **options):
        done = crucible(*words, where=options.pop("where", self.place), **options)
        self.assertEqual(done.returncode, code, f"{words}: {done.stdout}{done.stderr}")
        return done


class Verbs(Case):
    def test_help_is_data_and_usage_is_an_error(self):
        self.assertIn("polymorphs search", self.expect(0, "--help").stdout)
        self.assertEqual(self.expect(2).stderr, "")
        self.assertRegex(self.expect(0, "--version").stdout, r"^crucible \d+\.\d+\.\d+")

    def test_a_pipe_is_no_input_of_a_run(self):
        said = self.expect(2, "synthesis", "plan", "CCO", "--stock", "/dev/stdin", text="CC").stderr
        self.assertIn("E-study-file", said)
        self.assertIn("no file that can be read twice", said)

    def test_every_verb_and_step_has_help_with_an_example(self):
        for verb in "new check plan run status show compare report list explain doctor bench completion man serve".split():
            self.assertIn("crucible " + verb, self.expect(0, verb, "--help").stdout)
        for step in json.loads(self.expect(0, "list", "steps", "--json").stdout)["steps"]:
            group, verb = step["name"].split(".")
            shown = self.expect(0, group, verb, "--help").stdout
            self.assertIn(f"crucible {group} {verb}", shown.split("usage:")[0])

    def test_what_is_unknown_gets_the_nearest(self):
        self.assertIn("did you mean 'run'", self.expect(2, "rnu").stderr)
        self.assertIn("did you mean 'search'", self.expect(2, "polymorphs", "serch").stderr)
        self.assertIn("did you mean '--trials'", self.expect(2, "polymorphs", "search", "--trails", "3").stderr)
        self.assertIn("did you mean 'E-unit'", self.expect(1, "explain", "E-untis").stderr)

    def test_explain_knows_every_code_and_step(self):
        self.assertIn("unit", self.expect(0, "explain", "E-unit").stdout)
        self.assertIn("--pressure", self.expect(0, "explain", "polymorphs.search").stdout)
        schema = json.loads(self.expect(0, "explain", "polymorphs.search", "--as", "schema").stdout)
        self.assertEqual(schema["properties"]["trials"]["type"], "integer")

    def test_manual_pages_hold_what_help_says(self):
        whole = self.expect(0, "man").stdout
        self.assertTrue(whole.startswith(".") and ".SH NAME" in whole and "polymorphs search" in whole, whole[:200])
        for name, word in (("run", "\\-\\-only"), ("polymorphs.search", "\\-\\-trials"), ("polymorphs search", "\\-\\-trials"),
                           ("synthesis workbook", "target")):
            page = self.expect(0, "man", name).stdout
            self.assertIn(word, page)
            self.assertEqual(page.count(".nf\n"), page.count(".fi\n"))
            literal = page.split(".nf\n")[1].split(".fi\n")[0]
            self.assertFalse([line for line in literal.splitlines() if line.startswith((".", "'"))], name)
        self.assertIn("did you mean 'polymorphs.search'", self.expect(2, "man", "polymorphs.serch").stderr)

    def test_lists_and_doctor_and_completion(self):
        for what in ("steps", "kinds", "models", "formats"):
            self.assertTrue(json.loads(self.expect(0, "list", what, "--json").stdout)[what])
        self.assertIn("processors", json.loads(self.expect(0, "doctor", "--json").stdout))
        script = self.expect(0, "completion", "bash").stdout
        typed = 'COMP_WORDS=(crucible polymorphs search --tri) COMP_CWORD=3; _crucible; echo "${COMPREPLY[@]}"'
        found = subprocess.run(["bash", "-c", script + typed], capture_output=True, text=True).stdout
        self.assertEqual(found.strip(), "--trials")
        for shell in ("zsh", "fish"):
            self.assertIn("crucible", self.expect(0, "completion", shell).stdout)
        self.expect(2, "completion", "tcsh")

    def test_an_executor_whose_launcher_is_not_installed_says_so(self):
        self.expect(0, "new", "polymorphs", "s")
        for executor in ("slurm:debug", "mpi:2"):
            done = self.expect(4, "run", "s/study.toml", "--on", executor, PATH="/nowhere")
            self.assertIn("[E-executor-missing]", done.stderr)
        self.assertIn("[E-cli-executor]", self.expect(2, "run", "s/study.toml", "--on", "cloud").stderr)


    def test_too_little_memory_is_told_with_a_cure(self):
        if b"__asan_default_options" in pathlib.Path(program).read_bytes():
            self.skipTest("a sanitizer needs more address space than that")
        study = self.place / "many.toml"
        study.write_text('crucible = 1\nkind = "polymorphs"\nname = "many"\n[step.search]\nuse = "polymorphs.search"\n'
                         'preset = "tio2"\nunits = [2, 3, 4, 5, 6]\ntrials = 1000000000\n')
        done = subprocess.run(["bash", "-c", 'ulimit -v 2000000; exec "$0" run "$1" -o "$2"', program, study, self.place / "run"],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual([line for line in done.stderr.splitlines() if "crucible:" in line],
                         ["crucible: out of memory; ask for less at once, or give it more [E-memory]"])
        self.assertIn("goes on", self.expect(0, "explain", "E-memory").stdout)


class Structures(Case):
    def test_a_plug_in_that_is_not_built_or_damaged_says_so(self):
        done = self.expect(4, "bench", "training.torch", CRUCIBLE_PLUGINS=str(self.place))
        self.assertIn("E-plugin", done.stderr)
        (self.place / "libcrucible_nn.so").write_text("no library")
        done = self.expect(4, "bench", "training.torch", CRUCIBLE_PLUGINS=str(self.place))
        self.assertIn("cannot be loaded", done.stderr)
        self.assertIn("E-plugin", self.expect(0, "doctor", CRUCIBLE_PLUGINS=str(self.place)).stdout)

    def test_info_convert_relax_measure_through_files_and_pipes(self):
        info = json.loads(self.expect(0, "info", phases, "--json").stdout)
        self.assertEqual({r["id"]: r["value"] for r in info["rows"]}["info.structures"], 13)
        cif = self.expect(0, "structure", "convert", "-", "-o", "-", "--format", "cif", text=phases.read_text()).stdout
        again = self.expect(0, "structure", "info", "-", text=cif).stdout
        self.assertIn("I4_1/amd (141)", again)
        self.expect(0, "structure", "convert", phases, "-o", "all.res")
        self.assertTrue((self.place / "all.res").read_text().startswith("TITL"))
        lines = phases.read_text().splitlines(keepends=True)
        one = "".join(lines[:int(lines[0]) + 2])
        relaxed = self.expect(0, "structure", "relax", phases, "--pressure", "20 GPa").stdout
        self.assertIn("converged", relaxed)
        self.assertIn("coordination.Ti-O", self.expect(0, "structure", "measure", "-", text=one).stdout)

    def test_all_that_measure_can_be_asked_for(self):
        a = 3.615
        sites = [(i + x, j + y, k + z) for i in range(4) for j in range(4) for k in range(4)
                 for x, y, z in ((0, 0, 0), (.5, .5, 0), (.5, 0, .5), (0, .5, .5))]
        text = f"{len(sites)}\nLattice=\"{4 * a} 0 0 0 {4 * a} 0 0 0 {4 * a}\" Properties=species:S:1:pos:R:3\n"
        text += "".join(f"Cu {a * x} {a * y} {a * z}\n" for x, y, z in sites)
        (self.place / "cu.extxyz").write_text(text)
        path = " Abs   Z=29 Rmt= 1.3 Rnm= 1.4 K shell\n 2 12.0 2.556 2.6 -5.5 nleg, deg, reff, rnrmav(bohr), edge\n" \
               " x y z pot at#\n 0 0 0 0 29 Cu absorbing atom\n 1.8 0 1.8 1 29 Cu\n k real[2*phc] mag[feff] phase[feff] red factor lambda real[p]@#\n"
        path += "".join(f"{k} {3 - .1 * k} {.3 * k / (1 + .05 * k * k)} {-5 - .2 * k} 1 {6 + k} {k + 1}\n" for k in range(21))
        (self.place / "feff0001.dat").write_text(path)
        (self.place / "study.toml").write_text("""
crucible = 1
kind = "polymorphs"
name = "copper"
[inputs]
cu = "cu.extxyz"
[step.m]
use = "structure.measure"
structures = "@cu"
quantities = ["structure-factor", "voronoi", "angles", "bond-order", "chemical-order", "local-structure", "fluctuation", "nanodiffraction", "energy"]
energy = { use = "lennard-jones", pairs = [{ pair = "Cu-Cu", epsilon = "0.4 eV", sigma = "2.3 angstrom" }] }
exafs = [{ absorber = "Cu", feff = ["feff0001.dat"], filter = [["1.5 angstrom", "3 angstrom"]] }]
fluctuation = { resolution = "5 angstrom", n_psi = 8, n_theta = 5 }
""")
        self.expect(0, "run", "study.toml", "-o", "out")
        head = self.expect(0, "show", "out").stdout.splitlines()[0]
        self.assertRegex(head, r"^result +value +what it is$", "no check, no columns of references")
        shown = json.loads(self.expect(0, "show", "out", "--json").stdout)
        values = {r["id"]: r.get("value") for r in shown["rows"]}
        self.assertEqual(values["m.local-structure.fcc"], 1)
        self.assertAlmostEqual(values["m.bond-order.q6"], 0.57452, 4)
        self.assertAlmostEqual(values["m.coordination.Cu-Cu"], 12)
        self.assertLess(values["m.energy.inherent"], 0)
        self.assertEqual(values["m.warren-cowley.Cu-Cu"], 0)
        made = {f.name for f in (self.place / "out/steps/m/out").iterdir()}
        self.assertEqual(made, {n + ".csv" for n in (
            "rdf", "coordination", "bonds", "structure_factor", "voronoi", "angles", "bond_order", "chemical_order",
            "local_structure", "fluctuation", "nanodiffraction", "energies", "exafs")})
        exafs = (self.place / "out/steps/m/out/exafs.csv").read_text().splitlines()
        self.assertTrue(exafs[1].startswith("Cu K,3,"))
        (self.place / "feff0001.dat").write_text(path.replace(" 12.0 ", " twelve "))
        self.assertIn("feff0001.dat:2:4", self.expect(1, "run", "study.toml", "-o", "bad").stderr)

    def test_a_run_directory_is_kept_only_when_asked_for(self):
        temporary = self.place / "tmp"
        temporary.mkdir()
        self.expect(0, "info", phases, TMPDIR=str(temporary))
        self.assertEqual(list(temporary.iterdir()), [])
        self.expect(0, "info", phases, "--run", "kept")
        self.assertTrue((self.place / "kept/report.html").exists())
        # What was typed is a study: it runs again from its own study.toml and finds all done.
        self.assertIn("cached", self.expect(0, "run", "kept/study.toml", "-o", "kept").stderr)

    def test_bad_files_are_one_line_with_place_and_code(self):
        for text, place in (("2\nLattice=\"1 0 0 0 1 0 0 0 1\"\nTi 0 0 0\nXx 1 1 1\n", ":4:1:"), ("", ":1:1:"), ("nonsense\n", ":1:")):
            (self.place / "bad.xyz").write_text(text)
            lines = self.expect(1, "info", "bad.xyz").stderr.strip().splitlines()
            self.assertEqual(len(lines), 1, lines)
            self.assertIn(place, lines[0])
            self.assertRegex(lines[0], r"\[E-[a-z-]+\]$")
        self.assertIn("E-io-missing", self.expect(1, "info", "nowhere.cif").stderr)

    def test_a_ten_thousand_atom_file_is_read(self):
        lines = ["10000", 'Lattice="50 0 0 0 50 0 0 0 50" Properties=species:S:1:pos:R:3']
        lines += [f"Cu {i % 22 * 2.2} {i // 22 % 22 * 2.2} {i // 484 * 2.2}" for i in range(10000)]
        (self.place / "big.extxyz").write_text("\n".join(lines) + "\n")
        self.assertIn("10000", self.expect(0, "info", "big.extxyz").stdout)


class Studies(Case):
    def test_studies_reach_their_expected_rows(self):
        for study in sorted((root / "tests/studies").glob("*.toml")):
            done = self.expect(0, "run", study, "-o", study.stem)
            self.assertNotIn("FAIL", done.stdout)
            self.assertGreater(done.stdout.count("pass"), 0)

    def test_faulty_studies_say_exactly_what_is_wrong(self):
        bad = root / "tests/studies/bad"
        studies = sorted(bad.glob("*.toml"))
        self.assertGreaterEqual(len(studies), 10)
        for study in studies:
            done = self.expect(2, "check", study.name, where=bad)
            if os.environ.get("UPDATE"):
                study.with_suffix(".expected").write_text(done.stderr)
            self.assertEqual(done.stderr, study.with_suffix(".expected").read_text())
            listed = json.loads(self.expect(2, "check", study.name, "--json", where=bad).stdout)["problems"]
            self.assertEqual(len(listed), done.stderr.count("[E-"))

    def test_a_check_on_what_was_not_found_fails(self):
        study = (root / "tests/studies/search.toml").read_text().replace("../../examples", str(root / "examples"))
        (self.place / "s.toml").write_text(study.replace('"search.enthalpy.fluorite"', '"search.enthalpy.cotunnite"'))
        done = self.expect(3, "run", "s.toml", "-o", "r")
        self.assertRegex(done.stdout, r"search.enthalpy.cotunnite +not found +-827.299 \+- 0.01 +FAIL")
        self.assertIn("no value", (self.place / "r/report.html").read_text())

    def test_the_life_of_a_run(self):
        study = root / "tests/studies/search.toml"
        self.expect(0, "run", study, "-o", "a")
        changed = self.expect(3, "run", study, "-o", "b", "--set", "search.trials=20")
        self.assertIn("FAIL", changed.stdout)
        self.assertIn("not run yet", self.expect(0, "plan", study, "-o", "new").stdout)
        self.assertIn("be skipped", self.expect(0, "plan", study, "-o", "a").stdout)
        self.assertIn("settings or inputs have changed", self.expect(0, "plan", study, "-o", "b").stdout)
        self.assertIn("done", self.expect(0, "status", "a").stdout)
        shown = json.loads(self.expect(0, "show", "a", "search.trials", "--json").stdout)["rows"]
        self.assertEqual((shown[0]["value"], shown[0]["check"], shown[0]["reference"]["value"]), (80, "pass", 80))
        table = self.expect(0, "show", "a").stdout
        self.assertRegex(table.splitlines()[0], r"^result +value +reference +check +source +what it is$")
        self.assertIn("Random structures made", table)
        compared = json.loads(self.expect(0, "compare", "a", "b", "--json").stdout)
        self.assertEqual(compared["parameters"], [{"what": "search.trials", "a": "40", "b": "20", "change": ""}])
        self.assertIn({"what": "search.trials", "a": "80", "b": "40", "change": "-40"}, compared["results"])
        self.assertIn("E-run-missing", self.expect(1, "status", "nowhere").stderr)
        self.expect(0, "report", "a", "-o", "copy.html")
        self.assertTrue((self.place / "copy.html").read_text().startswith("<!doctype html>"))

    def test_the_template_is_a_study_without_faults(self):
        for kind in json.loads(self.expect(0, "list", "kinds", "--json").stdout)["kinds"]:
            self.expect(0, "new", kind["name"], kind["name"])
            self.expect(0, "check", f"{kind['name']}/study.toml")
            self.assertIn("E-new-exists", self.expect(1, "new", kind["name"], kind["name"]).stderr)

    def test_results_do_not_depend_on_the_number_of_workers(self):
        study = root / "tests/studies/search.toml"
        tables = []
        for workers in (1, 2, 3):
            self.expect(0, "run", study, "-o", str(workers), "--on", f"local:{workers}")
            tables.append([(self.place / f"{workers}/steps/search/out/{n}").read_bytes()
                           for n in ("phases.csv", "trials.csv", "found.csv", "phases.extxyz")])
        self.assertEqual(tables[0], tables[1])
        self.assertEqual(tables[0], tables[2])

    def test_no_file_outside_the_run_directory_is_touched(self):
        before = set(self.place.iterdir())
        self.expect(0, "run", root / "tests/studies/search.toml", "-o", "only")
        self.assertEqual(set(self.place.iterdir()) - before, {self.place / "only"})


unittest.main(argv=sys.argv[:1], verbosity=1)
