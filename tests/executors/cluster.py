"""Slurm on this machine alone, with daemons of our own that end with the test."""
import os
import shutil
import signal
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "sinfo", "squeue", "scancel", "scontrol")
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

    def __init__(self, place, environment=os.environ):
        os.chmod(place, 0o755)  # munged refuses a socket that others cannot reach
        self.place = place
        self.daemons = []
        port = free_port()
        (place / "state").mkdir()
        (place / "spool").mkdir()
        self.configuration = place / "slurm.conf"
        self.configuration.write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], place=place, port=port, port1=port + 1))
        self.environment = {**environment, "SLURM_CONF": str(self.configuration)}

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


def why_not():
    """Why there can be no cluster here, or ""."""
    if os.geteuid() != 0:
        return "needs root"
    return next((f"{name} is not installed" for name in PROGRAMS if not find(name)), "")


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
