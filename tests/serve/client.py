"""`crucible serve` on a temporary folder, and requests to it over plain sockets."""
import contextlib
import json
import pathlib
import signal
import socket
import subprocess
import tempfile


class Answer:
    def __init__(self, raw):
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1]) if raw else 0
        self.headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:])}
        self.body = body

    def json(self):
        return json.loads(self.body)

    def code(self):
        return self.json()["error"]["code"]


class Served:
    """A server that runs; `token` and `port` are those that it printed."""

    def __init__(self, program, folder, *options, wrapper=()):
        self.process = subprocess.Popen(
            [*wrapper, str(program), "serve", str(folder), *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise RuntimeError(self.process.stderr.read())
        self.port = int(self.address.split(":")[2].split("/")[0])
        self.token = self.address.split("token=")[1]
        self.cookie = f"crucible-{self.port}={self.token}"
        self.host = f"127.0.0.1:{self.port}"

    def connect(self, timeout=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def head(self, line, changes=None):
        """A request's head; `changes` replaces headers, or leaves one out where it is None."""
        headers = {"Host": self.host, "Cookie": self.cookie, "Connection": "close"}
        if not line.startswith(("GET", "HEAD")):
            headers |= {"Origin": f"http://{self.host}", "X-Crucible": "1"}
        headers |= changes or {}
        text = f"{line} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items() if v is not None)
        return (text + "\r\n").encode("latin-1")

    def ask(self, line, body=b"", headers=None):
        changes = dict(headers or {})
        if body or line.startswith("POST"):
            changes.setdefault("Content-Length", str(len(body)))
        return self.send(self.head(line, changes) + body)

    def send(self, raw):
        with self.connect() as connection:
            with contextlib.suppress(ConnectionError):
                connection.sendall(raw)
            return Answer(read_all(connection))

    def get(self, path):
        return self.ask(f"GET {path}")

    def post(self, path, document=None):
        return self.ask(f"POST {path}", json.dumps(document or {}).encode())

    def end(self):
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


def read_all(connection):
    parts = []
    with contextlib.suppress(ConnectionError, TimeoutError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


@contextlib.contextmanager
def served(program, *options, wrapper=()):
    """A server of a fresh folder, which goes away with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "runs"
        folder.mkdir()
        server = Served(program, folder, *options, wrapper=wrapper)
        try:
            yield server, folder
        finally:
            if server.process.poll() is None:
                server.process.send_signal(signal.SIGINT)
                server.process.wait(timeout=60)
            server.process.stdout.close()
            server.process.stderr.close()


def make_run(folder, events=(), outputs=None):
    """A run directory as the program leaves it, by hand: one finished step with one output file."""
    step = folder / "steps" / "one"
    (step / "out").mkdir(parents=True)
    made = outputs or {"table": ("table.csv", "x,y (eV)\n1,2\n3,4.5\n")}
    plan = {"schema": 1, "program": "crucible", "host": "here", "name": folder.name, "kind": "structure",
            "seed": 1, "overrides": [], "inputs": [], "checks": [],
            "steps": [{"name": "one", "use": "structure.info", "sentence": "Made by hand", "versions": [1],
                       "parameters": {"a": 1}, "rows": [], "figures": [], "views": [],
                       "outputs": [{"name": n, "kind": "table", "file": f, "sentence": "Numbers"}
                                   for n, (f, _) in made.items()]}]}
    (folder / "plan.json").write_text(json.dumps(plan))
    for file, text in made.values():
        (step / "out" / file).write_text(text)
    status = {"key": "k", "state": "done", "rows": 0,
              "outputs": {n: {"file": f, "sha256": "", "bytes": len(t)} for n, (f, t) in made.items()}}
    (step / "status.json").write_text(json.dumps(status))
    (folder / "study.toml").write_text("crucible = 1\n")
    (folder / "events.jsonl").write_text("".join(json.dumps(e) + "\n" for e in events))
    return folder


def event(number, **more):
    return {"time": "2026-01-02T03:04:05Z", "seconds": number / 10, "kind": "progress", "step": "one",
            "value": number, "total": 1000, "unit": "trials"} | more


def run_tests(tests, program):
    """Each test on its own; says which failed and returns the exit code."""
    failed = []
    for test in tests:
        try:
            test(program)
            print(f"ok      {test.__name__}", flush=True)
        except Exception as fault:  # the others are still to be tried
            failed.append(test.__name__)
            print(f"FAILED  {test.__name__}: {type(fault).__name__}: {fault}", flush=True)
    return 1 if failed else 0
