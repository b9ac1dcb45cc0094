#!/usr/bin/env python3
"""What the tests that ran in build/coverage reached: lines of each module, branches of the parsers.

tests/coverage/report.py [LINES [BRANCHES]]: fails where the lines of all modules stay below LINES
(90) or the branches of the parsers below BRANCHES (95), both in percent. Pages of every file are
in build/coverage/pages. Branches into exceptions that any call may throw are not counted: each
line with a call has some, and an allocation that fails is tried elsewhere (tests/kill/faults.py).
"""
import collections
import fnmatch
import json
import os
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
build = root / "build/coverage"
source = "src/crucible/"

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


def measured():
    """The files of the modules as gcovr counts them, the benchmarks left out."""
    counts = build / "coverage.json"
    pages = build / "pages"
    pages.mkdir(exist_ok=True)
    subprocess.run(["gcovr", "--root", root, "--object-directory", build, build, "-j", str(os.cpu_count()),
                    "--filter", str(root / source), "--exclude", r".*/(bench[^/]*|[^/]*_bench)[.][ch]pp",
                    "--exclude-throw-branches", "--exclude-unreachable-branches",
                    "--gcov-ignore-parse-errors", "--json", counts, "--html-details", pages / "index.html"],
                   check=True)
    return json.loads(counts.read_text())["files"]


def is_parser(name):
    return any(fnmatch.fnmatch(name.removeprefix(source), p + ".cpp") for p in parsers)


def percent(reached, of):
    return 100.0 * reached / of if of else 100.0


def main():
    least_lines = float(sys.argv[1]) if len(sys.argv) > 1 else 90.0
    least_branches = float(sys.argv[2]) if len(sys.argv) > 2 else 95.0
    modules = collections.defaultdict(lambda: [0, 0])
    branches = {}
    for file in measured():
        name = file["file"]
        lines = [line for line in file["lines"] if not line.get("gcovr/noncode")]
        module = modules[name.removeprefix(source).split("/")[0]]
        module[0] += sum(1 for line in lines if line["count"] > 0)
        module[1] += len(lines)
        if is_parser(name):
            all_branches = [b for line in lines for b in line["branches"]]
            branches[name] = (sum(1 for b in all_branches if b["count"] > 0), len(all_branches))
    if not modules:
        sys.exit("coverage: nothing was measured in build/coverage")
    print(f"{'module':<12} {'lines':>6} {'reached':>8}")
    for module, (reached, of) in sorted(modules.items()):
        print(f"{module:<12} {of:>6} {percent(reached, of):>7.1f}%")
    lines = percent(*[sum(m[i] for m in modules.values()) for i in (0, 1)])
    print(f"{'all':<12} {sum(m[1] for m in modules.values()):>6} {lines:>7.1f}%\n")
    print(f"{'parser':<40} {'branches':>8} {'reached':>8}")
    for name, (reached, of) in sorted(branches.items()):
        print(f"{name.removeprefix(source):<40} {of:>8} {percent(reached, of):>7.1f}%")
    taken = percent(*[sum(b[i] for b in branches.values()) for i in (0, 1)])
    print(f"{'all parsers':<40} {sum(b[1] for b in branches.values()):>8} {taken:>7.1f}%")
    unknown = [p for p in parsers if not any(fnmatch.fnmatch(n.removeprefix(source), p + ".cpp") for n in branches)]
    if unknown:
        sys.exit("coverage: no such parser: " + " ".join(unknown))
    if lines < least_lines or taken < least_branches:
        sys.exit(f"coverage: asked for are {least_lines:g} % of the lines and {least_branches:g} % "
                 "of the parsers' branches")


if __name__ == "__main__":
    main()
