#!/usr/bin/env python3
"""What the tests that ran in build/coverage reached: lines of each module, branches of the parsers.

tests/coverage/report.py [LINES [BRANCHES]]: fails where the lines of all modules stay below LINES
(90) or the branches of the parsers below BRANCHES (95), both in percent. A branch is one way out
of a condition as it stands in the source. What no test reached in a parser is listed by line;
pages of every file are in build/coverage/pages. Processes that are killed leave no counts.
"""
import bisect
import collections
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
build = root / "build/coverage"
source = str(root / "src/crucible") + "/"

# What takes bytes of others apart, by file.
parsers = """
atoms/cif_syntax atoms/extxyz_comment atoms/format_cif atoms/format_extxyz atoms/format_lammps*
atoms/format_poscar atoms/format_res atoms/format_rmc* atoms/frame_reader atoms/reading
atoms/symmetry_text base/units chem/blocks chem/molecule_files chem/parse_service
chem/reaction_files chem/smiles_scan chem/template_text data/json_wall data/model_container
data/npy data/table dynamics/lammps_log dynamics/md_job_file energy/deep_pot_weights
energy/eam_file energy/labelled* energy/nep_file energy/xml_scan learn/weight_files num/expression
observe/column_data observe/feff_path search/trial serve/exchange_wall study/study_file
study/toml_wall synthesis/route_json synthesis/search_record synthesis/stock_file
synthesis/workbook_record transforms/parse transforms/rule_record transforms/statement_reader
volume/decode_description volume/decoder_client volume/dicom_series volume/metaimage volume/nifti
volume/npy_volume volume/nrrd volume/voxel_block
""".split()


def programs():
    """Everything that counts: programs, tests and plug-ins."""
    found = [p for folder in ("bin", "tests", "fuzz") for p in sorted((build / folder).glob("*"))
             if p.is_file() and os.access(p, os.X_OK) and p.read_bytes()[:4] == b"\x7fELF"]
    if not found:
        sys.exit("coverage: nothing is built in build/coverage")
    return found


def measured():
    """The files of the modules as llvm-cov counts them, the benchmarks left out."""
    counts = build / "all.profdata"
    raw = sorted((build / "counts").glob("*.profraw"))
    if not raw:
        sys.exit("coverage: no test has run in build/coverage")
    subprocess.run(["llvm-profdata-16", "merge", "-sparse", "-o", counts, *raw], check=True)
    first, *others = programs()
    of = [first, *[word for p in others for word in ("-object", p)], f"-instr-profile={counts}",
          r"-ignore-filename-regex=(bench[^/]*|[^/]*_bench)[.][ch]pp", source]
    subprocess.run(["llvm-cov-16", "show", "-format=html", f"-output-dir={build / 'pages'}", *of], check=True)
    told = subprocess.run(["llvm-cov-16", "export", "-skip-expansions", *of], check=True, stdout=subprocess.PIPE)
    return json.loads(told.stdout)["data"][0]["files"]


def branches_of(file):
    """Reached or not, by line, column and way; of templates all instances together. Conditions
    that the compiler knows (`while (true)`, the types of a template) have no ways."""
    ways = collections.Counter()
    for line, column, _, _, taken, not_taken, *_ in file["branches"]:
        ways[line, column, True] += taken
        ways[line, column, False] += not_taken
    starts = [tuple(segment[:2]) for segment in file["segments"]]
    for line, column, way in list(ways):
        at = bisect.bisect_right(starts, (line, column)) - 1
        ran = at >= 0 and file["segments"][at][2] > 0
        if way and ran and not ways[line, column, True] and not ways[line, column, False]:
            del ways[line, column, True], ways[line, column, False]
    return ways


def is_parser(name):
    return any(fnmatch.fnmatch(name, p + ".cpp") for p in parsers)


def percent(reached, of):
    return 100.0 * reached / of if of else 100.0


def say_bare(name, ways):
    """The lines with a branch that no test took, as a list for grep and editors."""
    text = (root / "src/crucible" / name).read_text().splitlines()
    for (line, column, way), count in sorted(ways.items()):
        if count == 0:
            said = re.sub(r"\s+", " ", text[line - 1].strip())
            print(f"src/crucible/{name}:{line}:{column}: never {'true' if way else 'false'}: {said}")


def main():
    least_lines = float(sys.argv[1]) if len(sys.argv) > 1 else 90.0
    least_branches = float(sys.argv[2]) if len(sys.argv) > 2 else 95.0
    modules = collections.defaultdict(lambda: [0, 0])
    taken = {}
    for file in measured():
        name = file["filename"].removeprefix(source)
        lines = file["summary"]["lines"]
        module = modules[name.split("/")[0]]
        module[0] += lines["covered"]
        module[1] += lines["count"]
        if is_parser(name):
            ways = branches_of(file)
            taken[name] = (sum(1 for count in ways.values() if count > 0), len(ways))
            say_bare(name, ways)
    print(f"\n{'module':<12} {'lines':>6} {'reached':>8}")
    for module, (reached, of) in sorted(modules.items()):
        print(f"{module:<12} {of:>6} {percent(reached, of):>7.1f}%")
    lines = percent(*[sum(m[i] for m in modules.values()) for i in (0, 1)])
    print(f"{'all':<12} {sum(m[1] for m in modules.values()):>6} {lines:>7.1f}%\n")
    print(f"{'parser':<40} {'branches':>8} {'reached':>8}")
    for name, (reached, of) in sorted(taken.items()):
        print(f"{name:<40} {of:>8} {percent(reached, of):>7.1f}%")
    branches = percent(*[sum(b[i] for b in taken.values()) for i in (0, 1)])
    print(f"{'all parsers':<40} {sum(b[1] for b in taken.values()):>8} {branches:>7.1f}%")
    unknown = [p for p in parsers if not any(fnmatch.fnmatch(n, p + ".cpp") for n in taken)]
    if unknown:
        sys.exit("coverage: no such parser: " + " ".join(unknown))
    if lines < least_lines or branches < least_branches:
        sys.exit(f"coverage: asked for are {least_lines:g} % of the lines and {least_branches:g} % "
                 "of the parsers' branches")


if __name__ == "__main__":
    main()
