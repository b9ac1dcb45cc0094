#!/usr/bin/env python3
"""Every write, fsync, rename and allocation of a small run fails once, one a run (or every STRIDE-th of them): the program ends
with a line that says what happened, and the same command goes on to the same end. usage: faults.py PROGRAM [STRIDE [KIND...]]
Skipped (77) without a C compiler."""
import errno
import os
import pathlib
import shutil
import subprocess
import sys

from engines import STUDIES, contents
from runs import Bench, program

HERE = pathlib.Path(__file__).resolve().parent
WAYS = {"write": [errno.ENOSPC, errno.EIO, "short", "again"], "sync": [errno.EIO], "rename": [errno.EIO], "malloc": [errno.ENOMEM]}
SMALL = {"search": """
[step.search]
use = "polymorphs.search"
preset = "tio2"
units = [1]
trials = 6
pressure = "20 GPa"
[step.map]
use = "polymorphs.map"
minima = ["@search.minima"]
"""}


def environment(library, name, **settings):
    return {**os.environ, "LD_PRELOAD": str(library), "FAULT_NAME": name,
            **{f"FAULT_{k.upper()}": str(v) for k, v in settings.items()}}


class Campaign:
    def __init__(self, bench, library, kind, reference):
        self.bench, self.library, self.kind, self.reference = bench, library, kind, reference
        self.runs = self.failed_cleanly = self.unmoved = self.faults = 0

    def calls(self, name, call):
        """How often the undisturbed program makes this call."""
        count = self.bench.root / "count"
        count.unlink(missing_ok=True)
        self.bench.forget("count-run")
        subprocess.run(self.bench.command("count-run", "--on", "local:1"), capture_output=True,
                       env=environment(self.library, name, call=call, at=0, count=count), timeout=300)
        return int(count.read_text()) if count.exists() else 0

    def inject(self, name, call, at, how):
        self.bench.forget("run")
        self.runs += 1
        where = f"{self.kind}: {call} {at} of '{name}' fails with {how}"
        try:
            done = subprocess.run(self.bench.command("run", "--on", "local:1"), capture_output=True, text=True, timeout=300,
                                  env=environment(self.library, name, call=call, at=at, how=how))
        except subprocess.TimeoutExpired:
            self.fault(f"{where}: it never ended")
            return
        if "std::bad_alloc" in done.stderr and not (self.bench.root / "run").exists():
            self.failed_cleanly += 1  # before main: nobody is there yet to say more
        elif done.returncode < 0 or done.returncode in (134, 139):
            self.fault(f"{where}: died of signal {-done.returncode}: {done.stderr[-300:]}")
        elif done.returncode == 0:
            self.unmoved += 1
        elif "crucible: " not in done.stderr and "[E-" not in done.stderr:
            self.fault(f"{where}: exit {done.returncode} without a word: {done.stderr[-300:]}")
        else:
            self.failed_cleanly += 1
        again = self.bench.run("run", "--on", "local:1")
        if again.returncode != 0:
            self.fault(f"{where}: does not go on: {again.stderr[-300:]}")
        elif contents(self.bench, "run", self.kind) != self.reference:
            self.fault(f"{where}: another end")

    def fault(self, words):
        self.faults += 1
        print("FAILED:", words, flush=True)


def one_kind(kind, study, library, stride):
    text = f'crucible = 1\nkind = "{"polymorphs" if kind == "search" else kind}"\nname = "faults"\nseed = 5\n{study}'
    with Bench(study=text) as bench:
        bench.finish("reference", "--on", "local:1")
        campaign = Campaign(bench, library, kind, contents(bench, "reference", kind))
        for name in (" run ", " worker "):
            for call, ways in WAYS.items():
                calls = campaign.calls(name, call)
                step = stride * (200 if call == "malloc" else 1)
                for k, at in enumerate(range(1, calls + 1, step)):
                    campaign.inject(name, call, at, ways[k % len(ways)] if stride > 1 else ways[0])
                    if stride == 1:
                        for how in ways[1:]:
                            campaign.inject(name, call, at, how)
                print(f"{kind},{name}: {calls} calls of {call}, every {step}-th", flush=True)
    print(f"{kind}: {campaign.runs} faults put in, {campaign.failed_cleanly} told in a line, {campaign.unmoved} without effect, "
          f"{campaign.faults} that should not be", flush=True)
    return campaign.faults


def main():
    stride = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        print("SKIPPED: no C compiler")
        sys.exit(77)
    studies = {**SMALL, **STUDIES}
    kinds = sys.argv[3:] or list(SMALL)
    with Bench() as place:
        library = place.root / "faults.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "faults.c", "-ldl"], check=True)
        sys.exit(1 if sum(one_kind(kind, studies[kind], library, stride) for kind in kinds) else 0)


main()
