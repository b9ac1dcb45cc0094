#!/usr/bin/env python3
"""Mixed work for a long time: a server that starts the small studies of all kinds one after the other while three clients look on,
and one search that goes on all the while. Memory, descriptors and threads of both must not grow once they are warm. SIGTERM ends
it early, with its verdict. usage: soak.py PROGRAM [MINUTES]"""
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kill"))
from client import served
from engines import EXAMPLES, STUDIES

KEPT_RUNS = 6         # finished runs that stay in the folder
ALLOWED_GROWTH = 1.1  # of memory, from the second quarter to the last
ALLOWED_BYTES = 4 << 20
FEWEST_LOOKS = 20     # before them, what grows is still being warmed up

SEARCH = """crucible = 1
kind = "polymorphs"
name = "long"
seed = 5
[step.search]
use = "polymorphs.search"
preset = "tio2"
units = [2, 3, 4]
trials = 2000000
pressure = "20 GPa"
"""


class Watched:
    """What a process uses, as it goes on."""

    def __init__(self, name, pid):
        self.name, self.place = name, pathlib.Path(f"/proc/{pid}")
        self.samples = []

    def look(self):
        status = dict(line.split(":", 1) for line in (self.place / "status").read_text().splitlines())
        self.samples.append((int(status["VmRSS"].split()[0]) << 10, len(list((self.place / "fd").iterdir())),
                             int(status["Threads"])))

    def verdict(self):
        """Says what was seen; True where nothing grew."""
        quarter = max(1, len(self.samples) // 4)
        warm, last = self.samples[quarter:2 * quarter] or self.samples, self.samples[-quarter:]
        memory = [statistics.median(s[0] for s in part) for part in (warm, last)]
        most = [[max(s[k] for s in part) for part in (warm, last)] for k in (1, 2)]
        print(f"{self.name}: {len(self.samples)} looks; memory {memory[0] / 2**20:.1f} MiB in the second quarter, "
              f"{memory[1] / 2**20:.1f} in the last; descriptors at most {most[0][0]} and {most[0][1]}, "
              f"threads {most[1][0]} and {most[1][1]}", flush=True)
        if len(self.samples) < FEWEST_LOOKS:
            print(f"{self.name}: memory is not judged by so few looks")
            return most[0][1] <= most[0][0] + 4
        return memory[1] <= ALLOWED_GROWTH * memory[0] + ALLOWED_BYTES and most[0][1] <= most[0][0] + 4


class Client(threading.Thread):
    """A page that is open: it asks for the list, a run, its report, a figure, and hears a while of its events."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.requests, self.refused, self.ends = server, 0, 0, False

    def ask(self, path):
        answer = self.server.get(path)
        self.requests += 1
        self.refused += answer.status >= 500
        return answer

    def run(self):
        while not self.ends:
            for run in self.ask("/api/runs").json().get("runs", []):
                self.ask(f"/api/runs/{run['id']}")
                self.ask(f"/api/runs/{run['id']}/report")
                with self.server.connect(timeout=0.3) as events:
                    events.sendall(self.server.head(f"GET /api/runs/{run['id']}/events"))
                    try:
                        events.recv(4096)
                    except TimeoutError:
                        pass
                if self.ends:
                    return
            time.sleep(0.5)


def started(server, folder, kind, number):
    study = (f'crucible = 1\nkind = "{kind}"\nname = "soak-{number}"\nseed = {number}\n{STUDIES[kind]}'
             .replace(f"{EXAMPLES}/glass/", ""))
    answer = server.post("/api/runs", {"study": study})
    assert answer.status == 200, f"{kind}: {answer.body[:500]}"
    return answer.json()["run"]


def ended(server, run, clock):
    """The state of a run once it is over; it is stopped at the deadline."""
    while (state := server.get(f"/api/runs/{run}").json()["state"]) == "running":
        if time.monotonic() > clock.deadline:
            server.post(f"/api/runs/{run}/stop")
        time.sleep(0.5)
    return state


class Clock:
    """When the work ends: after some minutes, or when the process is asked to end."""

    def __init__(self, minutes):
        self.began = time.monotonic()
        self.deadline = self.began + 60 * minutes
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "deadline", time.monotonic()))

    def minutes(self):
        return (time.monotonic() - self.began) / 60


def soak(program, minutes):
    clock = Clock(minutes)
    runs, failed = [], 0
    with served(program) as (server, folder):
        shutil.copy(EXAMPLES / "glass/cu64zr36.extxyz", folder)
        (folder / "long.toml").write_text(SEARCH)
        owner = subprocess.Popen([str(program), "run", str(folder / "long.toml"), "-o", str(folder / "long"), "--on", "local:1"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        watched = [Watched("server", server.process.pid), Watched("owner of a search", owner.pid)]
        clients = [Client(server) for _ in range(3)]
        for client in clients:
            client.start()
        kinds = list(STUDIES)
        while time.monotonic() < clock.deadline:
            runs.append(started(server, folder, kinds[len(runs) % len(kinds)], len(runs)))
            state = ended(server, runs[-1], clock)
            failed += state not in ("complete", "stopped")
            if len(runs) > KEPT_RUNS:
                shutil.rmtree(folder / runs[-1 - KEPT_RUNS])
                (folder / f"{runs[-1 - KEPT_RUNS]}.toml").unlink()
            for process in watched:
                process.look()
        for client in clients:
            client.ends = True
        for client in clients:
            client.join(timeout=60)
        owner.send_signal(2)
        stopped = owner.wait(timeout=60)
    asked, refused = sum(c.requests for c in clients), sum(c.refused for c in clients)
    print(f"{clock.minutes():.1f} minutes: {len(runs)} studies of {len(kinds)} kinds, {failed} of them failed; {asked} requests, {refused} answered "
          f"with a fault of the server; the search ended with {stopped}")
    steady = [process.verdict() for process in watched]
    return 0 if all(steady) and not failed and not refused and stopped == 130 else 1


sys.exit(soak(pathlib.Path(sys.argv[1]).resolve(), float(sys.argv[2]) if len(sys.argv) > 2 else 1.0))
