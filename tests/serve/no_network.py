#!/usr/bin/env python3
"""The live page connects to nobody: its system calls are watched. Usage: no_network.py PROGRAM"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from client import make_run, served


def main(program):
    if not shutil.which("strace") or subprocess.run(
            ["strace", "-f", "-e", "trace=network", "true"], capture_output=True).returncode != 0:
        print("SKIPPED: strace is not here (apt: strace), or may not watch processes")
        return 77
    with tempfile.TemporaryDirectory() as place:
        log = pathlib.Path(place) / "calls"
        wrapper = ("strace", "-f", "-e", "trace=network", "-o", str(log))
        with served(program, wrapper=wrapper) as (server, folder):
            make_run(folder / "run")
            template = server.get("/api/templates/polymorphs").json()["study"]
            study = template.replace("trials = 200", "trials = 2")
            assert server.post("/api/check", {"study": study}).status == 200
            run = server.post("/api/runs", {"study": study}).json()["run"]
            for path in ("/", "/api/program", "/api/runs", "/api/runs/run/report", "/api/runs/run/events",
                         "/api/steps/glass.fit", "/api/inputs"):
                assert server.get(path).status == 200, path
            deadline = time.monotonic() + 40
            while server.get(f"/api/runs/{run}").json()["state"] == "running" and time.monotonic() < deadline:
                time.sleep(0.2)
            watcher = server.process.pid
            children = pathlib.Path(f"/proc/{watcher}/task/{watcher}/children").read_text().split()
            os.kill(int(children[0]), signal.SIGINT)
            assert server.process.wait(timeout=60) == 0
        calls = log.read_text().splitlines()
        assert any(" bind(" in c for c in calls), "nothing was watched"
        out = [c for c in calls if " connect(" in c and "AF_UNIX" not in c]
        out += [c for c in calls if " sendto(" in c and "sin_addr" in c]
        assert not out, "\n".join(out)
        print(f"{len(calls)} network calls, no connection to anybody")
    return 0


sys.exit(main(sys.argv[1]))
