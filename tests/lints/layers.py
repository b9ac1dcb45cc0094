#!/usr/bin/env python3
"""Every #include of src/crucible follows cmake/layers.txt: module edges and third-party walls."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
third_party = {  # first part of an include path -> the wall's name in layers.txt
    "fmt": "fmt", "zlib.h": "zlib", "Eigen": "eigen3", "hwy": "hwy", "sqlite3.h": "sqlite3",
    "nlohmann": "nlohmann", "spglib.h": "spglib", "gemmi": "gemmi", "toml++": "toml++",
    "voro++": "voro++", "xraylib": "xraylib", "torch": "torch", "ATen": "torch",
    "rdkit": "rdkit", "GraphMol": "rdkit", "inchi_api.h": "inchi",
    "librsvg": "rsvg", "cairo": "cairo", "boost": "beast",
}


def read_layers():
    modules, walls = {}, {}
    for line in (root / "cmake/layers.txt").read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        edges, _, wall = line.partition("|")
        name, _, allowed = edges.partition(":")
        modules[name.strip()] = set(allowed.split())
        walls[name.strip()] = set(wall.split())
    return modules, walls


def check_circles(modules):
    """The table itself: an edge may only go to a module whose own edges are a subset."""
    return [f"cmake/layers.txt: {name} may include {other}, but not all that {other} may include"
            for name, allowed in modules.items() for other in allowed
            if other in modules and not modules[other] <= allowed]


def main():
    modules, walls = read_layers()
    faults = check_circles(modules)
    files = sorted((root / "src/crucible").glob("*/*.[ch]pp"))
    if len(files) < 50:
        faults.append(f"only {len(files)} source files were found")
    for path in files:
        module = path.parent.name
        if module not in modules:
            faults.append(f"{path.relative_to(root)}: module {module} is not in cmake/layers.txt")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not match:
                continue
            where = f"{path.relative_to(root)}:{number}"
            target = match.group(2)
            if target.startswith("crucible/"):
                other = target.split("/")[1]
                if other != module and other not in modules[module]:
                    faults.append(f"{where}: {module} may not include {other}")
                if not (root / "src" / target).exists() and target != "crucible/base/plugin_word.inc":  # generated
                    faults.append(f"{where}: there is no {target}")
            elif target.split("/")[0] in third_party:
                wall = third_party[target.split("/")[0]]
                if wall not in walls[module]:
                    faults.append(f"{where}: {module} has no wall for {wall}")
                if path.suffix == ".hpp" and wall != "hwy":
                    faults.append(f"{where}: a header may not include {wall}")
            elif match.group(1) == '"':
                faults.append(f"{where}: include it as \"crucible/<module>/...\"")
    print("\n".join(faults) or f"{len(files)} files follow the layers")
    return 1 if faults else 0


sys.exit(main())
