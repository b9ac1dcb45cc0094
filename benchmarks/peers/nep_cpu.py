#!/usr/bin/env python3
"""Time of NEP_CPU (through calorine, pip install calorine) beside Crucible's, in the same minute: 2048 shaken
atoms of fcc aluminium and of copper, one core, CPU time, microseconds per atom and evaluation.
usage: nep_cpu.py CRUCIBLE NEP.txt [ROUNDS]

NEP_CPU makes its list of neighbours at each call (about 3 of its microseconds), Crucible keeps one."""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
try:
    from ase.build import bulk
    from calorine.calculators import CPUNEP
except ImportError as error:
    print(f"SKIPPED: {error}")
    sys.exit(77)

METALS = {"aluminium": ("Al", 4.05), "copper": ("Cu", 3.62)}


def calorine_atoms(symbol, length, potential):
    atoms = bulk(symbol, "fcc", a=length, cubic=True).repeat((8, 8, 8))
    atoms.rattle(0.06, seed=1)
    atoms.calc = CPUNEP(potential)
    atoms.get_forces()
    return atoms


def theirs(atoms):
    atoms.positions += 1e-5  # or ASE would answer from memory
    begin = time.process_time()
    atoms.get_forces()
    return 1e6 * (time.process_time() - begin) / len(atoms)


def own(program, potential):
    """Medians by name of `crucible bench potential.nep`."""
    environment = {**os.environ, "CRUCIBLE_NEP": str(potential)}
    done = subprocess.run([program, "bench", "potential.nep", "--json"], env=environment, check=True,
                          capture_output=True, text=True)
    return {m["name"]: m["value"] for m in json.loads(done.stdout)}


def main():
    program, potential = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    atoms = {name: calorine_atoms(*metal, potential) for name, metal in METALS.items()}
    peer = {name: [] for name in METALS}
    ours = {}
    for _ in range(rounds):  # alternately: both meet the same load
        for name in METALS:
            peer[name] += [theirs(atoms[name]) for _ in range(5)]
        for key, value in own(program, potential).items():
            ours.setdefault(key, []).append(value)
    print(f"load {os.getloadavg()[0]:.1f}; medians of {5 * rounds} and {rounds}")
    print("metal       NEP_CPU   single  double  times single  times double")
    for name in METALS:
        middle = statistics.median(peer[name])
        single, double = (statistics.median(ours[f"potential.nep.{name}.{p}"]) for p in ("single", "double"))
        print(f"{name:10s}  {middle:7.1f}  {single:7.2f} {double:7.2f}  "
              f"{middle / single:12.1f} {middle / double:13.1f}")


if __name__ == "__main__":
    main()
