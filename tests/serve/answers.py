#!/usr/bin/env python3
"""What the live page answers, with runs made by hand and studies that are started: answers.py PROGRAM"""
import fcntl
import json
import os
import socket
import sys
import time

from client import event, make_run, run_tests, served

types = {"integer", "number", "text", "path", "choice", "reference", "list", "range", "table", "one_of"}


def wait_for(server, run, *states, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = server.get(f"/api/runs/{run}").json()
        if answer["state"] in states:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{run} is {answer['state']}, not {states}: {answer['text']}")


def events_from(server, run, last="", most=None):
    """Ids and data until the stream ends, or the connection is cut after so many events."""
    out, rest = [], b""
    with server.connect(timeout=10) as connection:
        changes = {"Last-Event-ID": last} if last else {}
        connection.sendall(server.head(f"GET /api/runs/{run}/events", changes))
        while part := connection.recv(997):
            rest += part
            while b"\n\n" in rest:
                block, rest = rest.split(b"\n\n", 1)
                lines = [line for line in block.decode().splitlines() if line.startswith(("id: ", "data: ", "event: "))]
                fields = dict(line.split(": ", 1) for line in lines if ": " in line)
                if fields.get("event") == "gone":
                    return out, True
                if "id" in fields:
                    out.append((fields["id"], fields["data"]))
                if most and len(out) >= most:
                    return out, False
    return out, False


class Working:
    """Holds the lock of a run as a program that works in it."""

    def __init__(self, run):
        self.file = open(run / "LOCK", "w")
        fcntl.flock(self.file, fcntl.LOCK_EX)
        self.file.write(f"pid {os.getpid()} host {socket.gethostname()} since now\n")
        self.file.flush()

    def end(self):
        self.file.close()


def runs_are_found_and_summed_up(program):
    with served(program) as (server, folder):
        assert server.get("/api/runs").json() == {"runs": []}
        make_run(folder / "a", [event(1), event(2, kind="state", text="done")])
        make_run(folder / "deep/er/b")
        (folder / ".hidden").mkdir()
        make_run(folder / ".hidden/c")
        time.sleep(1.1)
        runs = {r["id"]: r for r in server.get("/api/runs").json()["runs"]}
        assert set(runs) == {"a", "deep:er:b"}, runs
        a = runs["a"]
        assert (a["state"], a["steps"], a["done"], a["fraction"], a["own"]) == ("complete", 1, 1, 1, False), a
        assert a["date"] == "2026-01-02T03:04:05Z" and a["text"] == "one: done"
        whole = server.get("/api/runs/a").json()
        assert whole["steps"][0]["parameters"] == {"a": 1}
        assert whole["steps"][0]["outputs"][0]["files"] == [
            {"id": "one.table", "name": "table.csv", "bytes": 19}]
        assert whole["study"] == "crucible = 1\n"
        assert server.get("/api/runs/nothing").code() == "E-serve-run-missing"
        (folder / "a/plan.json").write_text("{")  # damaged: told, and the others stay
        runs = {r["id"]: r for r in server.get("/api/runs").json()["runs"]}
        assert runs["a"]["state"] == "failed" and "E-json" in runs["a"]["text"], runs["a"]


def runs_elsewhere_are_seen_at_work(program):
    with served(program) as (server, folder):
        run = make_run(folder / "a", [event(412)])
        status = run / "steps/one/status.json"
        status.write_text(status.read_text().replace('"done"', '"running"'))
        work = Working(run)
        answer = server.get("/api/runs/a").json()
        assert (answer["state"], answer["fraction"]) == ("running", 0.412), answer
        assert answer["text"] == "one: 412/1000 trials"
        assert answer["steps"][0]["items"] == {"done": 412, "total": 1000}
        assert server.post("/api/runs/a/stop").code() == "E-serve-elsewhere"
        assert server.post("/api/runs/a/resume").code() == "E-run-locked"
        assert b"Running at step" in server.get("/api/runs/a/report").body
        work.end()
        answer = server.get("/api/runs/a").json()
        assert (answer["state"], answer["steps"][0]["state"]) == ("stopped", "interrupted"), answer


def events_go_on_where_they_were_cut(program):
    with served(program) as (server, folder):
        run = make_run(folder / "a", [event(i) for i in range(300)])
        file, work = run / "events.jsonl", Working(run)
        seen, gone = events_from(server, "a", most=137)
        assert not gone
        with file.open("a") as out:
            for i in range(300, 400):
                out.write(json.dumps(event(i, text="Zr₂ and ☃")) + "\n")
            out.write('{"half": ')
        more, gone = events_from(server, "a", seen[-1][0], most=200)
        assert not gone
        with file.open("a") as out:
            out.write("1}\n")
        work.end()
        rest, gone = events_from(server, "a", more[-1][0])
        assert gone
        everything = seen + more + rest
        assert "".join(data + "\n" for _, data in everything) == file.read_text()
        sizes = [int(place) for place, _ in everything]
        assert sizes == sorted(sizes) and sizes[-1] == file.stat().st_size
        for wrong in ("7", "999999999", "nonsense", "-5"):  # of another file: from the beginning
            again, _ = events_from(server, "a", wrong, most=1)
            assert again == everything[:1], wrong
        begin = server.get(f"/api/runs/a/events?after={everything[9][0]}").body
        assert everything[10][1].encode() in begin and everything[9][1].encode() not in begin


def tables_come_in_windows(program):
    with served(program) as (server, folder):
        lines = "".join(f"{i},{i * i},{'' if i % 2 else 'even'}\n" for i in range(50))
        make_run(folder / "a", outputs={"table": ("table.csv", "i,square (eV),word\n" + lines)})
        answer = server.get("/api/runs/a/table/one/table?from=10&rows=3").json()
        assert answer["rows"] == 50
        assert [c["name"] for c in answer["columns"]] == ["i", "square", "word"]
        assert answer["columns"][1] == {"name": "square", "unit": "eV", "values": [100, 121, 144]}
        assert answer["columns"][2]["values"] == ["even", "", "even"]
        assert server.get("/api/runs/a/table/one/table?from=60").json()["columns"][0]["values"] == []
        assert server.get("/api/runs/a/table/one/table?from=-1").code() == "E-serve-request"
        assert server.get("/api/runs/a/table/one/none").code() == "E-serve-output-missing"
        assert server.get("/api/runs/a/file/one.table").body.decode() == "i,square (eV),word\n" + lines
        head = server.ask("HEAD /api/runs/a/file/one.table")
        assert head.body == b"" and int(head.headers["content-length"]) == len("i,square (eV),word\n" + lines)


def fields_are_forms(program):
    def look(fields):
        for f in fields:
            assert f["type"] in types and f["name"] and f["sentence"], f
            look_into(f)

    def look_into(f):
        if f["type"] in ("list", "range"):
            assert f["element"]["type"] in types
            look_into(f["element"])
        if f["type"] == "choice":
            assert f["choices"] and all(c["name"] for c in f["choices"])
        if f["type"] == "table":
            look(f["fields"])
        if f["type"] == "one_of":
            assert f["alternatives"]
            for a in f["alternatives"]:
                look(a["fields"])

    with served(program) as (server, _):
        steps = server.get("/api/steps").json()["steps"]
        assert len(steps) > 50
        for step in steps:
            form = server.get(f"/api/steps/{step['name']}").json()
            assert form["sentence"] == step["sentence"] and step["group"] == step["name"].split(".")[0]
            look(form["fields"])
        search = {f["name"]: f for f in server.get("/api/steps/polymorphs.search").json()["fields"]}
        assert search["pressure"]["type"] == "number" and search["pressure"]["unit"] == "GPa"
        assert search["pressure"]["default"].endswith("GPa")
        assert server.get("/api/steps/polymorphs.serch").code() == "E-serve-step-missing"
        assert "polymorphs.search" in server.get("/api/steps/polymorphs.serch").json()["error"]["message"]


def studies_are_checked(program):
    with served(program) as (server, folder):
        kinds = [k["name"] for k in server.get("/api/program").json()["kinds"]]
        for kind in kinds:
            study = server.get(f"/api/templates/{kind}").json()["study"]
            answer = server.post("/api/check", {"study": study}).json()
            assert answer["study"] == study and (answer["problems"] or answer["steps"]), kind
        answer = server.post("/api/check", {"use": "polymorphs.search", "name": "mine", "parameters": {
            "preset": "tio2", "pressure": "20 GPa", "trials": 5}}).json()
        assert answer["problems"] == [] and answer["steps"][0]["state"] == "ready", answer
        answer = server.post("/api/check", {"use": "polymorphs.search", "name": "mine", "parameters": {
            "preset": "tio2", "presure": "20 GPa"}}).json()
        problem = answer["problems"][0]
        assert problem["code"] == "E-study-key" and "pressure" in problem["message"], problem
        line = answer["study"].splitlines()[problem["line"] - 1]
        assert line[problem["column"] - 1:].startswith("presure"), (line, problem)
        started = server.post("/api/runs", {"study": "crucible = 1\n"})
        assert started.status == 400 and started.json()["problems"]
        assert server.post("/api/check", {"study": "x = ["}).json()["problems"][0]["code"] == "E-study-syntax"
        assert server.ask("POST /api/check", b"{").code() == "E-json"
        assert server.post("/api/check", {}).code() == "E-serve-request"
        study = study_of(server).replace("tio2-20GPa", "../x")
        assert server.post("/api/runs", {"study": study}).status == 400
        assert [p.name for p in folder.iterdir()] == []


def study_of(server, trials=4):
    return server.get("/api/templates/polymorphs").json()["study"].replace("trials = 200", f"trials = {trials}")


def studies_are_started_and_read(program):
    with served(program) as (server, folder):
        answer = server.post("/api/runs", {"study": study_of(server)})
        assert answer.status == 200, answer.body
        run = answer.json()["run"]
        assert run == "tio2-20GPa" and (folder / f"{run}.toml").is_file()
        done = wait_for(server, run, "complete")
        assert done["own"] and done["fraction"] == 1 and done["rows"] and done["figures"] is not None
        row = next(r for r in done["rows"] if r["id"] == "search.best")
        assert row["unit"] == "kcal/mol" and row["reference"]["value"] == -835.396, row
        events, gone = events_from(server, run)
        assert gone and json.loads(events[0][1])["step"] == "search"
        for figure in done["figures"]:
            assert server.get(f"/api/runs/{run}/figures/{figure}.svg").body.startswith(b"<svg")
            assert server.get(f"/api/runs/{run}/figures/{figure}.csv").status == 200
        assert server.get(f"/api/runs/{run}/figures/none.svg").status == 404
        assert b"<h1" in server.get(f"/api/runs/{run}/report").body
        made = [(o["name"], f) for s in done["steps"] for o in s["outputs"] for f in o["files"]]
        for name, file in made:
            assert len(server.get(f"/api/runs/{run}/file/{file['id']}").body) == file["bytes"], name
        structures = [o["name"] for o in done["steps"][0]["outputs"] if o["artefact"] == "structures"]
        scene = server.get(f"/api/runs/{run}/structure/search/{structures[0]}?at=0").json()
        assert scene["count"] >= 1 and scene["scene"]["balls"] and len(scene["scene"]["view"]) == 9
        assert server.get(f"/api/runs/{run}/structure/search/{structures[0]}?at=999").status == 404
        again = server.post("/api/runs", {"study": study_of(server)}).json()["run"]
        assert again == "tio2-20GPa-2"
        wait_for(server, again, "complete")


def studies_are_stopped_and_go_on(program):
    with served(program) as (server, folder):
        run = server.post("/api/runs", {"study": study_of(server, 2000)}).json()["run"]
        wait_for(server, run, "running")
        assert server.post(f"/api/runs/{run}/resume").status == 409
        deadline = time.monotonic() + 60
        while server.get(f"/api/runs/{run}").json()["fraction"] == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        server.post(f"/api/runs/{run}/stop")
        stopped = wait_for(server, run, "stopped")
        assert 0 < stopped["fraction"] < 1, stopped
        server.post(f"/api/runs/{run}/resume")
        wait_for(server, run, "running")
        assert server.end() == 0  # the page's end stops what it started, saved
        status = json.loads((folder / run / "steps/search/status.json").read_text())
        assert status["state"] == "interrupted", status


def uploads_are_inputs(program):
    with served(program) as (server, folder):
        for expected in ("uploads/a b.cif", "uploads/a b-2.cif"):
            answer = server.ask("POST /api/uploads?name=a%20b.cif", b"data_x\n")
            assert answer.json() == {"path": expected}, answer.body
        assert (folder / "uploads/a b-2.cif").read_bytes() == b"data_x\n"
        files = server.get("/api/inputs").json()["files"]
        assert {"path": "uploads/a b.cif", "bytes": 7} in files and len(files) == 2
        for name in ("", "..", "../x", "a%2fb", ".hidden", "-o", "a%0ab", "%00"):
            assert server.ask(f"POST /api/uploads?name={name}", b"x").status == 400, name
        assert len(list((folder / "uploads").iterdir())) == 2


def previews_are_curves(program):
    with served(program) as (server, folder):
        run = make_run(folder / "a")
        status = run / "steps/one/status.json"
        status.write_text(status.read_text().replace('"done"', '"running"'))
        (run / "steps/one/preview").mkdir()
        for item in (0, 1):
            (run / f"steps/one/preview/sq-xray.{item}.csv").write_text(
                f"Q (1/angstrom),measured,model\n1,2,{item}\n2,3,{item}\n")
        shown = server.get("/api/runs/a").json()["previews"]
        assert len(shown) == 1 and shown[0]["name"] == "sq-xray" and shown[0]["step"] == "one"
        assert shown[0]["x"] == {"name": "Q", "unit": "1/angstrom", "values": [1, 2]}
        assert [(s["name"], s.get("role"), s["values"]) for s in shown[0]["series"]] == [
            ("measured", "measured", [2, 3]), ("model 1", "model", [0, 0]), ("model 2", "model", [1, 1])]
        assert server.get("/api/runs/a/preview/one/sq-xray").json() == shown[0]
        assert server.get("/api/runs/a/preview/one/none").status == 404
        # A run of two phases: each item has its own plots, and they grow.
        for times in ((0.5,), (0.5, 1.5)):
            (run / "steps/one/preview/Temperature, Cu run 3.2.csv").write_text(
                "time (ps),mean of 1 ps (K)\n" + "".join(f"{t},{1300 + t}\n" for t in times))
            plot = server.get("/api/runs/a").json()["previews"][0]
            assert plot["name"] == "Temperature, Cu run 3" and plot["unit"] == "K", plot
            assert plot["x"] == {"name": "time", "unit": "ps", "values": list(times)}, plot
            assert [(s["name"], s["values"]) for s in plot["series"]] == [
                ("mean of 1 ps", [1300 + t for t in times])], plot
        path = "/api/runs/a/preview/one/Temperature%2C%20Cu%20run%203"
        assert server.get(path).json()["x"]["unit"] == "ps"


def one_run_is_served_alone(program):
    with served(program) as (_, folder):
        make_run(folder / "a")
        make_run(folder / "b")
        from client import Served
        server = Served(program, folder / "a")
        try:
            assert [r["id"] for r in server.get("/api/runs").json()["runs"]] == ["a"]
            assert server.get("/api/runs/b").status == 404
            assert server.post("/api/runs", {"study": study_of(server)}).code() == "E-serve-one-run"
        finally:
            assert server.end() == 0
            server.process.stdout.close()
            server.process.stderr.close()


tests = [runs_are_found_and_summed_up, runs_elsewhere_are_seen_at_work, events_go_on_where_they_were_cut,
         tables_come_in_windows, fields_are_forms, studies_are_checked, studies_are_started_and_read,
         studies_are_stopped_and_go_on, uploads_are_inputs, previews_are_curves, one_run_is_served_alone]
sys.exit(run_tests(tests, sys.argv[1]))
