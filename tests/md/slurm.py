#!/usr/bin/env python3
"""A real job under Slurm on this machine alone, with daemons of our own that end with the test.
usage: slurm.py CRUCIBLE_MD CRUCIBLE. Skipped (77) without Slurm, munge or root."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import jobs

CONFIGURATION = """ClusterName=crucible-test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={place}/munge.socket
CredType=cred/munge
MpiDefault=pmix
SlurmctldPort={port}
SlurmdPort={port1}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.pid
SlurmctldLogFile={place}/slurmctld.log
SlurmdLogFile={place}/slurmd.log
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 Boards=1 SocketsPerBoard=1 CoresPerSocket=2 ThreadsPerCore=1 RealMemory=1000 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


class Cluster:
    """munged, slurmctld and slurmd with files of their own; ends them by their process ids."""

    def __init__(self, place):
        self.place = place
        self.daemons = []
        port = free_port()
        (place / "state").mkdir()
        (place / "spool").mkdir()
        self.configuration = place / "slurm.conf"
        self.configuration.write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], place=place, port=port, port1=port + 1))
        self.environment = {**jobs.ENVIRONMENT, "SLURM_CONF": str(self.configuration)}

    def __enter__(self):
        key = self.place / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        self.start("munged", "--foreground", "--force", f"--socket={self.place}/munge.socket", f"--key-file={key}",
                   f"--pid-file={self.place}/munge.pid", f"--log-file={self.place}/munge.log",
                   f"--seed-file={self.place}/munge.seed")
        wait_until(lambda: (self.place / "munge.socket").exists(), 20, "munged")
        self.start("slurmctld", "-D", "-i", "-f", str(self.configuration))
        self.start("slurmd", "-D", "-f", str(self.configuration))
        wait_until(lambda: "idle" in self.call("sinfo", "-h", "-o", "%T"), 60, "the node")
        return self

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(timeout=20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def start(self, name, *words):
        log = open(self.place / f"{name}.out", "wb")
        self.daemons.append(subprocess.Popen([find(name), *words], stdout=log, stderr=log, env=self.environment))

    def call(self, *words):
        return subprocess.run(words, capture_output=True, text=True, timeout=60, env=self.environment).stdout

    def logs(self):
        return "\n".join(f"--- {p.name}\n{p.read_text(errors='replace')[-1500:]}"
                         for p in sorted(self.place.glob("*.out")) + sorted(self.place.glob("*.log")))


def find(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1] - 1


def wait_until(true, seconds, what):
    end = time.time() + seconds
    while not true():
        if time.time() > end:
            raise TimeoutError(f"{what} did not come up in {seconds} s")
        time.sleep(0.3)


def main():
    program, crucible = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    for name in ("munged", "slurmctld", "slurmd", "sbatch", "srun", "sinfo"):
        if not find(name):
            print(f"SKIPPED: {name} is not installed")
            return 77
    if os.geteuid() != 0 or not jobs.POTENTIAL.exists():
        print("SKIPPED: needs root and lammps-data")
        return 77
    with tempfile.TemporaryDirectory(prefix="crucible-slurm-") as place:
        place = pathlib.Path(place)
        os.chmod(place, 0o755)  # munged refuses a socket that others cannot reach
        with Cluster(place) as cluster:
            try:
                check(cluster, place, program, crucible)
            except BaseException:
                print(cluster.logs())
                raise
    return 0


def check(cluster, place, program, crucible):
    job = jobs.glass(place / "job", steps=400)
    script = place / "batch.sh"
    script.write_text(f"""#!/bin/sh
set -e
srun --mpi=pmix -n 2 '{program}' '{job}' '{place}/under-srun'
'{program}' '{job}' '{place}/alone'
'{crucible}' glass quench --preset fast --atoms 108 --melt_time '0.2 ps' --rate '1e16 K/s' --hold_time '0.2 ps' \\
    --ranks 2 --run '{place}/quench' --json
""")
    done = subprocess.run(["sbatch", "--wait", "-n", "2", "-o", str(place / "batch.out"), str(script)],
                          capture_output=True, text=True, timeout=300, env=cluster.environment)
    output = (place / "batch.out").read_text() if (place / "batch.out").exists() else ""
    assert done.returncode == 0, done.stdout + done.stderr + output
    by_hand = jobs.run(program, job, place / "by-hand", 2)
    assert by_hand.returncode == 0, by_hand.stderr
    one, two = jobs.results(place / "under-srun"), jobs.results(place / "by-hand")
    for name in one:
        assert one[name] == two[name], f"{name} differs between srun and mpirun"
    assert (place / "alone/result.json").exists()
    assert "2 ranks" in output, output
    print("srun and mpirun give the same bytes; glass.quench ran on 2 ranks inside the allocation")


sys.exit(main())
