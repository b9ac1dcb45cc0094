#!/usr/bin/env python3
"""Every write, fsync, rename, end of a C file and allocation of a small run fails once, one a run (or every STRIDE-th of them):
the program ends with a line that says what happened and has a code, and the same command goes on to the same end.
usage: faults.py PROGRAM [STRIDE [STUDY...]]    STRIDE may be WRITES,FSYNCS,RENAMES,CLOSES,ALLOCATIONS
Studies are those of small_studies.py. Skipped (77) without a C compiler."""
import errno
import os
import pathlib
import shutil
import subprocess
import sys

from engines import contents
from runs import Bench, difference, program
from small_studies import SMALL

HERE = pathlib.Path(__file__).resolve().parent
WAYS = {"write": [errno.ENOSPC, errno.EIO, "short", "again"], "sync": [errno.EIO], "rename": [errno.EIO], "close": [errno.EIO],
        "malloc": [errno.ENOMEM]}
PROCESSES = [" run ", " worker ", "crucible-md ", "crucible-train ", "crucible-molecules "]


class Campaign:
    def __init__(self, bench, library, name, kind):
        self.bench, self.library, self.name, self.kind = bench, library, name, kind
        bench.finish("reference", "--on", "local:1")
        self.reference = contents(bench, "reference", kind)
        self.runs = self.failed_cleanly = self.unmoved = self.faults = 0

    def environment(self, process, **settings):
        return {**os.environ, "LD_PRELOAD": str(self.library), "FAULT_NAME": process,
                **{f"FAULT_{k.upper()}": str(v) for k, v in settings.items()}}

    def calls(self):
        """How often each process of an undisturbed run makes each call; of several of one name, the busiest."""
        count = self.bench.root / "count"
        self.bench.forget("run")
        subprocess.run(self.bench.command("run", "--on", "local:1"), capture_output=True, timeout=600,
                       env=self.environment("", call="write", at=0, count=count))
        numbers = {name: [0] * len(WAYS) for name in PROCESSES}
        for line in count.read_text().splitlines():
            *found, command = line.split(" ", len(WAYS))
            for name in PROCESSES:
                if name in command:
                    numbers[name] = [max(pair) for pair in zip(numbers[name], map(int, found))]
        return numbers

    def inject(self, process, call, at, how):
        self.bench.forget("run")
        once = self.bench.root / "once"
        once.unlink(missing_ok=True)
        self.runs += 1
        where = f"{self.name}: {call} {at} of '{process.strip()}' fails with {how}"
        try:
            done = subprocess.run(self.bench.command("run", "--on", "local:1"), capture_output=True, text=True, timeout=300,
                                  env=self.environment(process, call=call, at=at, how=how, once=once))
        except subprocess.TimeoutExpired:
            self.fault(f"{where}: it never ended")
            return
        if "std::bad_alloc" in done.stderr and not (self.bench.root / "run").exists():
            self.failed_cleanly += 1  # before main: nobody is there yet to say more
        elif done.returncode < 0 or done.returncode in (134, 139):
            self.fault(f"{where}: died of signal {-done.returncode}: {done.stderr[-300:]}")
        elif done.returncode == 0:
            self.unmoved += 1
        elif "[E-" not in done.stderr:
            self.fault(f"{where}: exit {done.returncode} without a line with a code: {done.stderr[-300:]}")
        else:
            self.failed_cleanly += 1
        self.go_on(where)

    def go_on(self, where):
        again = self.bench.run("run", "--on", "local:1")
        if again.returncode != 0:
            self.fault(f"{where}: does not go on: {again.stderr[-300:]}")
            return
        found = contents(self.bench, "run", self.kind)
        if found != self.reference:
            self.fault(f"{where}: another end: {difference(found, self.reference)}")

    def fault(self, words):
        self.faults += 1
        print("FAILED:", words, flush=True)


def one_study(name, library, strides):
    kind, steps, files = SMALL[name]
    with Bench(study=f'crucible = 1\nkind = "{kind}"\nname = "faults"\nseed = 5\n{steps}') as bench:
        for file, text in files.items():
            (bench.root / file).write_text(text)
        campaign = Campaign(bench, library, name, kind)
        for process, numbers in campaign.calls().items():
            for (call, ways), calls, step in zip(WAYS.items(), numbers, strides):
                for k, at in enumerate(range(1, calls + 1, step)):
                    campaign.inject(process, call, at, ways[k % len(ways)])
                if calls:
                    print(f"{name}, {process.strip()}: {calls} calls of {call}, every {step}-th", flush=True)
    print(f"{name}: {campaign.runs} faults put in, {campaign.failed_cleanly} told in a line, {campaign.unmoved} without effect, "
          f"{campaign.faults} that should not be", flush=True)
    return campaign.faults


def main():
    strides = [int(word) for word in (sys.argv[2] if len(sys.argv) > 2 else "25").split(",")]
    if len(strides) == 1:
        strides = [strides[0]] * 4 + [strides[0] * 200]
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        print("SKIPPED: no C compiler")
        sys.exit(77)
    names = sys.argv[3:] or ["search"]
    if not shutil.which("crucible-md", path=str(program.parent)):
        names = [name for name in names if name not in ("quench", "adapt")]
        print("SKIPPED: studies that need crucible-md")
    with Bench() as place:
        library = place.root / "faults.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "faults.c", "-ldl"], check=True)
        sys.exit(1 if sum(one_study(name, library, strides) for name in names) else 0)


main()
