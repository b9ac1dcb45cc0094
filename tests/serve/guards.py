#!/usr/bin/env python3
"""Every line of "What is refused" of docs/live.md: usage: guards.py PROGRAM"""
import os
import subprocess
import sys
import tempfile
import time

from client import Answer, make_run, read_all, run_tests, served


def expect(answer, status, code=None):
    assert answer.status == status, f"status {answer.status} instead of {status}: {answer.body[:200]}"
    if code:
        assert answer.code() == code, f"{answer.code()} instead of {code}"


def rebound_names_are_refused(program):
    with served(program) as (server, _):
        port = server.port
        for host in ("evil.example", f"evil.example:{port}", f"127.0.0.1.evil.example:{port}",
                     "127.0.0.1", f"127.0.0.1:{port + 1}", "", f"0.0.0.0:{port}"):
            expect(server.ask("GET /api/runs", headers={"Host": host}), 421, "E-serve-host")
        expect(server.ask("GET /api/runs", headers={"Host": None}), 421, "E-serve-host")
        two = server.head("GET /api/runs").replace(b"\r\nCookie", b"\r\nHost: evil.example\r\nCookie")
        assert server.send(two).status in (400, 421)
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
            expect(server.ask("GET /api/runs", headers={"Host": host}), 200)


def named_hosts_are_served(program):
    with served(program, "--host", "lab.example") as (server, _):
        expect(server.ask("GET /api/runs", headers={"Host": "lab.example"}), 200)
        expect(server.ask("GET /api/runs", headers={"Host": "other.example"}), 421)


def other_origins_are_refused(program):
    with served(program) as (server, _):
        for origin in ("http://evil.example", "null", None, f"http://127.0.0.1:{server.port + 1}",
                       f"http://localhost:{server.port}"):  # asked for as 127.0.0.1
            expect(server.ask("POST /api/check", b"{}", {"Origin": origin}), 403, "E-serve-origin")
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            expect(server.ask(f"{method} /api/runs", headers={"Origin": "http://evil.example"}), 403)


def requests_without_our_header_are_refused(program):
    with served(program) as (server, _):
        for value in (None, "0", "2", ""):
            expect(server.ask("POST /api/check", b"{}", {"X-Crucible": value}), 403, "E-serve-origin")
        assert server.ask("POST /api/check", b'{"study": "x ="}').status == 200


def strangers_are_refused(program):
    with served(program) as (server, _):
        wrong = "0" * 32
        for path in ("/", "/page.js", "/api/runs", "/api/nothing", "/api/runs/x/events"):
            expect(server.ask(f"GET {path}", headers={"Cookie": None}), 401, "E-serve-token")
            expect(server.ask(f"GET {path}?token={wrong}", headers={"Cookie": None}), 401, "E-serve-token")
        for cookie in (f"crucible-{server.port}={wrong}", f"crucible-{server.port}=", f"crucible={server.token}",
                       f"crucible-{server.port}={server.token[:-1]}", f"crucible-{server.port}={server.token}0"):
            expect(server.ask("GET /api/runs", headers={"Cookie": cookie}), 401, "E-serve-token")
        expect(server.ask("POST /api/runs", b"{}", {"Cookie": None}), 401, "E-serve-token")
        # A wrong token counts even where the cookie is right.
        expect(server.get(f"/api/runs?token={wrong}"), 401, "E-serve-token")


def the_token_becomes_a_cookie(program):
    with served(program) as (server, _):
        answer = server.ask(f"GET /api/runs?a=1&token={server.token}&b=%20c", headers={"Cookie": None})
        expect(answer, 303)
        assert answer.headers["location"] == "/api/runs?a=1&b=%20c", answer.headers
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(server.cookie + ";") and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        outside = server.ask(f"GET //evil.example/?token={server.token}", headers={"Cookie": None})
        expect(outside, 404)
        assert "location" not in outside.headers


def paths_do_not_lead_out(program):
    with served(program) as (server, folder):
        make_run(folder / "run")
        (folder.parent / "secret").write_text("secret")
        for path in ("/../secret", "/%2e%2e/secret", "/..%2fsecret", "/%2e%2e%2fsecret", "/./secret", "//secret",
                     "/api/runs/..", "/api/runs/%2e%2e", "/api/runs/..%2f..%2fetc", "/api/runs/run/file/..",
                     "/api/runs/run/file/..%2f..%2f..%2fsecret", "/api/runs/run/file/%2fetc%2fpasswd",
                     "/api/runs/run/file/one.table%00", "/api/runs/run%00", "/api/runs/..:secret",
                     "/api/runs/run/file/one.table.1", "/api/runs/run/figures/..%2f..%2fsecret.svg",
                     "/api/runs/run/table/one/..%2f..%2fplan.json", "/api/runs/run/preview/..%2f..%2fx/y"):
            answer = server.get(path)
            expect(answer, 404)
            assert b"secret" not in answer.body
        for path in ("/%", "/%zz", "/api/runs/%4", "/api/runs?x=%g1"):
            expect(server.get(path), 400, "E-serve-request")
        expect(server.ask("GET http://127.0.0.1/api/runs"), 400)
        expect(server.get("/api/runs/run/file/one.table"), 200)


def links_do_not_lead_out(program):
    with served(program) as (server, folder):
        secret = folder.parent / "secret"
        secret.write_text("x,y\nsecret,1\n")
        linked = make_run(folder / "linked")
        table = linked / "steps/one/out/table.csv"
        table.unlink()
        table.symlink_to(secret)
        expect(server.get("/api/runs/linked/file/one.table"), 404)
        assert server.get("/api/runs/linked/table/one/table").status in (404, 409)
        hidden = make_run(folder / "hidden")
        (hidden / "steps/one/out").rename(folder.parent / "out")
        (hidden / "steps/one/out").symlink_to(folder.parent / "out")
        expect(server.get("/api/runs/hidden/file/one.table"), 404)
        for name in ("study.toml", "events.jsonl", "results.db"):
            run = make_run(folder / name.replace(".", "-"))
            (run / name).unlink(missing_ok=True)
            (run / name).symlink_to(secret)
            for part in ("", "/report", "/events"):
                answer = server.get(f"/api/runs/{run.name}{part}")
                assert b"secret,1" not in answer.body, (name, part)
        make_run(folder.parent / "outside")
        (folder / "link").symlink_to(folder.parent / "outside")
        time.sleep(1.1)  # the list of runs is a second old at most
        expect(server.get("/api/runs/link"), 404)
        assert "link" not in [r["id"] for r in server.get("/api/runs").json()["runs"]]


def names_in_a_run_do_not_lead_out(program):
    with served(program) as (server, folder):
        (folder.parent / "secret.csv").write_text("x,y\nsecret,1\n")
        run = make_run(folder / "run")
        for evil in ("../../../../../secret.csv", "/etc/passwd", "..", "../../../.."):
            for file in (run / "plan.json", run / "steps/one/status.json"):
                file.write_text(file.read_text().replace("table.csv", evil))
            assert server.get("/api/runs/run/file/one.table").status == 404, evil
            assert server.get("/api/runs/run/table/one/table").status in (404, 409, 500), evil
            assert b"secret,1" not in server.get("/api/runs/run").body
            for file in (run / "plan.json", run / "steps/one/status.json"):
                file.write_text(file.read_text().replace(evil, "table.csv"))


def long_heads_are_refused(program):
    with served(program) as (server, _):
        expect(server.ask("GET /api/runs", headers={"X-Long": "x" * 9000}), 431, "E-serve-size")
        expect(server.ask("GET /" + "x" * 9000), 431)
        with server.connect() as connection:  # never ends its line
            try:
                for _ in range(200):
                    connection.sendall(b"x" * 65536)
            except ConnectionError:
                pass
        expect(server.ask("GET /api/runs", headers={"X-Long": "x" * 7000}), 200)


def large_bodies_are_refused(program):
    with served(program) as (server, folder):
        limit = 64 << 20
        head = server.head("POST /api/uploads?name=a", {"Content-Length": str(limit + 1)})
        expect(server.send(head), 413, "E-serve-size")
        with server.connect() as connection:  # the same without saying so before
            connection.sendall(server.head("POST /api/uploads?name=a", {"Transfer-Encoding": "chunked"}))
            chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
            try:
                for _ in range(66):
                    connection.sendall(chunk)
            except ConnectionError:
                pass
            answer = read_all(connection)
        assert not answer or Answer(answer).status == 413
        assert not list((folder / "uploads").iterdir())
        expect(server.ask("POST /api/check", b"x" * (5 << 20)), 413, "E-serve-size")
        memory = int(open(f"/proc/{server.process.pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        body = b"x" * limit
        expect(server.ask("POST /api/uploads?name=large.bin", body), 200)
        more = int(open(f"/proc/{server.process.pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") - memory
        assert more < 16 << 20, f"{more >> 20} MiB more in memory"
        assert (folder / "uploads/large.bin").stat().st_size == limit


def slow_clients_are_cut(program):
    with served(program) as (server, _):
        begin = time.monotonic()
        silent, slow, body = server.connect(), server.connect(), server.connect()
        body.sendall(server.head("POST /api/check", {"Content-Length": "1000"}))
        text = server.head("GET /api/runs")
        cut = {}
        for i in range(9):
            for name, connection, byte in (("head", slow, text[i:i + 1]), ("body", body, b"x")):
                if name not in cut:
                    try:
                        connection.sendall(byte)
                        connection.settimeout(0.5)
                        if connection.recv(1) == b"":
                            cut[name] = time.monotonic() - begin
                    except TimeoutError:
                        pass
                    except ConnectionError:
                        cut[name] = time.monotonic() - begin
        assert cut and set(cut) == {"head", "body"}, cut
        assert all(4.5 < t < 8 for t in cut.values()), cut
        silent.settimeout(1)
        assert silent.recv(1) == b""
        for connection in (silent, slow, body):
            connection.close()


def too_many_connections_are_told(program):
    with served(program) as (server, _):
        held = [server.connect() for _ in range(32)]
        for connection in held:  # each has a thread once part of a request came
            connection.sendall(b"GET /api/runs HTTP/1.1\r\n")
        expect(server.get("/api/runs"), 503, "E-serve-busy")
        for connection in held:
            connection.close()
        for _ in range(50):
            if server.get("/api/runs").status == 200:
                return
            time.sleep(0.1)
        raise AssertionError("the places are not free again")


def other_addresses_need_a_word(program):
    with tempfile.TemporaryDirectory() as folder:
        for address in ("0.0.0.0", "::", "192.0.2.1", "nonsense"):
            end = subprocess.run([program, "serve", folder, "--bind", address], capture_output=True, text=True,
                                 timeout=30)
            assert end.returncode == 1 and "E-serve-address" in end.stderr and not end.stdout, (address, end)
    with served(program, "--bind", "0.0.0.0", "--i-understand") as (server, _):
        expect(server.get("/api/runs"), 200)  # still with its guards:
        expect(server.ask("GET /api/runs", headers={"Host": f"0.0.0.0:{server.port}"}), 421)


def read_only_pages_change_nothing(program):
    with served(program, "--read-only") as (server, folder):
        make_run(folder / "run")
        for path in ("check", "runs", "runs/run/stop", "runs/run/resume", "uploads?name=a"):
            expect(server.ask(f"POST /api/{path}", b"{}"), 403, "E-serve-read-only")
        assert server.get("/api/program").json()["read_only"] is True
        expect(server.get("/api/runs/run"), 200)
        assert not (folder / "uploads").exists()


def every_answer_says_what_browsers_may(program):
    with served(program) as (server, folder):
        make_run(folder / "run")
        for path in ("/", "/api/runs", "/api/runs/run/report", "/api/runs/run/file/one.table", "/none"):
            answer = server.get(path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy and "http" not in policy and "*" not in policy, policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-store"
            assert "access-control-allow-origin" not in answer.headers
        assert "frame-ancestors 'self'" in server.get("/").headers["content-security-policy"]
        assert server.get("/api/runs/run/report").headers["content-security-policy"].startswith("sandbox")


def smuggled_requests_are_refused(program):
    with served(program) as (server, _):
        both = {"Content-Length": "5", "Transfer-Encoding": "chunked"}
        expect(server.send(server.head("POST /api/check", both) + b"0\r\n\r\n"), 400)
        expect(server.send(b"nonsense\r\n\r\n"), 400)
        expect(server.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 50), 400)  # TLS
        expect(server.send(server.head("GET /api/runs\tx")), 400)


def ctrl_c_ends_it(program):
    with served(program) as (server, folder):
        make_run(folder / "run", [])
        waiting = server.connect()
        waiting.sendall(server.head("GET /api/runs/run/events"))
        time.sleep(0.2)
        begin = time.monotonic()
        assert server.end() == 0
        assert time.monotonic() - begin < 3


tests = [rebound_names_are_refused, named_hosts_are_served, other_origins_are_refused,
         requests_without_our_header_are_refused, strangers_are_refused, the_token_becomes_a_cookie,
         paths_do_not_lead_out, links_do_not_lead_out, names_in_a_run_do_not_lead_out, long_heads_are_refused,
         large_bodies_are_refused, slow_clients_are_cut, too_many_connections_are_told, other_addresses_need_a_word,
         read_only_pages_change_nothing, every_answer_says_what_browsers_may, smuggled_requests_are_refused,
         ctrl_c_ends_it]
sys.exit(run_tests(tests, sys.argv[1]))
