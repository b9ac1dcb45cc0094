// A server with the answers of docs/live.md and the policy of the real one, for what a real run cannot
// show in a test: 22 000 points and atoms, a lost connection, a run that fails.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { runs } from "./made_up.mjs";
import { classOf, crystal, greyOf, heatOf, mapTable, nifti } from "./made_up_data.mjs";
import { searchType, steps, template } from "./made_up_form.mjs";

export const pageHtml = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Crucible</title><link rel="icon" href="data:,"><link rel="stylesheet" href="page.css"><script src="page.js" defer></script></head><body></body></html>`;

export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
  "connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

const reportScript = `addEventListener("message",e=>{const t=e.source===parent?e.data?.crucibleScroll:undefined;if(Number.isFinite(t))scrollTo(0,t)});
addEventListener("scroll",()=>parent.postMessage({crucibleScroll:scrollY},"*"))`;

function reportHtml(turn) {
  const hash = createHash("sha256").update(reportScript).digest("base64");
  const lines = Array.from({ length: 120 }, (_, k) => `<p>Line ${k + 1} of the report, read for the ${turn}. time.</p>`).join("");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Report</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<style>body{font:16px sans-serif;margin:40px;background:#fff;color:#1A1D21}</style></head><body><h1>Report ${turn}</h1>${lines}<script>${reportScript}</script></body></html>`;
}

const types = { ".js": "text/javascript", ".css": "text/css" };

export class Fixture {
  constructor(dist, { points = 22_000, side = 28, voxels = 64, isEmpty = false, isReadOnly = false } = {}) {
    this.dist = dist;
    this.runs = isEmpty ? new Map() : runs();
    this.points = points;
    this.side = side;
    this.voxels = voxels;
    this.isReadOnly = isReadOnly;
    /** What was asked, for tests to read. */
    this.asked = [];
    this.reports = 0;
    this.sockets = new Set();
    this.server = http.createServer((request, response) => this.answer(request, response));
    this.server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
  }

  async listen(port = 0) {
    await new Promise((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Ends every connection and listens no more, as a program that was killed. */
  async close() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  send(response, body, type = "application/json", more = {}) {
    response.writeHead(200, {
      "Content-Type": type,
      "Content-Security-Policy": policy,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...more,
    });
    response.end(type === "application/json" ? JSON.stringify(body) : body);
  }

  fail(response, status, error) {
    response.writeHead(status, { "Content-Type": "application/json", "Content-Security-Policy": policy });
    response.end(JSON.stringify({ error }));
  }

  async answer(request, response) {
    const url = new URL(request.url, "http://here");
    const parts = url.pathname.split("/").slice(1).map(decodeURIComponent);
    this.asked.push({
      method: request.method,
      path: url.pathname,
      query: url.searchParams.toString(),
      lastEventId: request.headers["last-event-id"] ?? "",
    });
    if (url.pathname === "/") return this.send(response, pageHtml, "text/html; charset=utf-8");
    if (parts[0] !== "api") return this.asset(response, parts.join("/"));
    if (request.method === "POST") return this.post(request, response, parts, url);
    const [, what, id, kind, ...rest] = parts;
    if (what === "program")
      return this.send(response, {
        version: "0.1.0",
        root: "/data/studies",
        read_only: this.isReadOnly,
        kinds: [
          { name: "polymorphs", question: "Which crystal phases exist, and which is stable at P, T?" },
          { name: "glass", question: "What does this glass look like, and can the model be trusted?" },
        ],
      });
    if (what === "steps") return id === undefined ? this.send(response, { steps }) : this.send(response, searchType);
    if (what === "templates") return this.send(response, { study: template });
    if (what === "inputs")
      return this.send(response, {
        files: [
          { path: "phases.extxyz", bytes: 48_211 },
          { path: "uploads/CuZr.eam.fs", bytes: 2_100_000 },
        ],
      });
    if (what === "workbooks") return this.send(response, { workbooks: [], presets: [], stocks: [] });
    if (what !== "runs") return this.fail(response, 404, { code: "E-serve-missing", message: "There is nothing here.", cure: "" });
    if (id === undefined) return this.send(response, { runs: [...this.runs.values()].map((r) => r.summary) });
    const run = this.runs.get(id);
    if (!run) return this.fail(response, 404, { code: "E-run-missing", message: `There is no run '${id}'.`, cure: "See the list of runs." });
    return this.ofRun(request, response, run, kind, rest, url);
  }

  asset(response, name) {
    const file = path.join(this.dist, name);
    if (!["page.js", "page.css", "plot.js", "viewer.js", "volume.js", "editor.js"].includes(name) || !existsSync(file)) {
      return this.fail(response, 404, { code: "E-serve-missing", message: "There is nothing here.", cure: "" });
    }
    return this.send(response, readFileSync(file), types[path.extname(name)]);
  }

  ofRun(request, response, run, kind, rest, url) {
    switch (kind) {
      case undefined:
        return this.send(response, { ...run.summary, ...run.rest });
      case "events":
        return this.events(request, response, run, url);
      case "report":
        this.reports += 1;
        return this.send(response, reportHtml(this.reports), "text/html; charset=utf-8", { "Content-Security-Policy": "frame-ancestors 'self'" });
      case "table":
        if (rest[1] === "clusters")
          return this.send(response, {
            columns: [
              { name: "cluster", unit: "", values: [0, 1, 2] },
              { name: "count", unit: "", values: [412, 80, 7] },
              { name: "enthalpy", unit: "kcal/mol", values: [-835.4, -834.1, -833.7] },
            ],
            rows: 3,
          });
        return this.send(response, mapTable(rest[1] === "map" ? this.points : 118));
      case "structure": {
        const at = Number(url.searchParams.get("at"));
        return this.send(response, { count: this.points, name: `minimum ${at + 1}`, scene: crystal(at === 1 ? this.side : 3) });
      }
      case "file": {
        const value = { "volume.nii": greyOf, "truth.nii": classOf, "heat.nii": heatOf }[rest[0]];
        return this.send(response, value ? nifti(this.voxels, value) : Buffer.from("a,b\n1,2\n"), "application/octet-stream");
      }
      default:
        return this.fail(response, 404, { code: "E-serve-missing", message: "There is nothing here.", cure: "" });
    }
  }

  /** Line `n` of the made-up events.jsonl; every line has 100 bytes. */
  line(run, n) {
    const time = new Date(Date.UTC(2026, 10, 22, 14, 0, 0) + n * 400).toISOString().slice(0, 19) + "Z";
    const common = { time, seconds: n * 0.4, step: run.rest.steps.at(-1)?.name ?? "run" };
    if (n === 0) return { ...common, kind: "state", text: "running" };
    if (n === 7) return { ...common, kind: "warning", text: "12 atoms were closer than the least distance; they were moved apart" };
    if (n % 10 === 1) return { ...common, kind: "log", text: `checkpoint ${(n - 1) / 10 + 1} saved` };
    if (n % 3 === 0) return { ...common, kind: "progress", value: Math.min(2_900_000, n * 9000), total: 2_900_000, unit: "moves" };
    if (n % 3 === 1) return { ...common, kind: "metric", text: "chi\u00b2", value: 14 + 900 * Math.exp(-n / 18) + Math.sin(n) * 0.4, unit: "" };
    return { ...common, kind: "metric", text: "temperature", value: 1200 * Math.exp(-n / 90) + 300, unit: "K" };
  }

  events(request, response, run, url) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    let n = Number(request.headers["last-event-id"] || url.searchParams.get("after") || -100) / 100 + 1;
    const isGoing = run.summary.state === "running";
    const put = () => {
      response.write(`id: ${n * 100}\ndata: ${JSON.stringify(this.line(run, n))}\n\n`);
      n += 1;
    };
    while (n < 60) put();
    if (!isGoing) return response.end("event: gone\ndata: {}\n\n");
    const timer = setInterval(() => {
      put();
      if (run.summary.state !== "running") {
        response.end("event: gone\ndata: {}\n\n");
        clearInterval(timer);
      }
    }, 150);
    request.on("close", () => clearInterval(timer));
  }

  async post(request, response, parts, url) {
    if (request.headers["x-crucible"] !== "1")
      return this.fail(response, 403, { code: "E-serve-origin", message: "This came from another page.", cure: "" });
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const [, what, id, action] = parts;
    if (what === "uploads") return this.send(response, { path: `uploads/${url.searchParams.get("name")}` });
    const body = text === "" ? {} : JSON.parse(text);
    if (what === "check") return this.send(response, checked(body));
    if (what === "runs" && id === undefined) return this.start(response, body);
    const run = this.runs.get(id);
    run.summary.state = action === "stop" ? "stopped" : "running";
    for (const step of run.rest.steps) if (step.state !== "done") step.state = action === "stop" ? "stopped" : "running";
    run.summary.own = true;
    return this.send(response, { state: run.summary.state });
  }

  start(response, body) {
    const id = body.name ?? "started";
    const [first] = this.runs.values();
    this.runs.set(id, {
      summary: {
        ...first.summary,
        id,
        name: id,
        state: "running",
        own: true,
        done: 0,
        fraction: 0.1,
        text: "",
        date: "2026-11-22T15:00:00Z",
        checks: { pass: 0, fail: 0, info: 0 },
      },
      rest: {
        ...first.rest,
        headline: "",
        lede: "",
        rows: [],
        steps: [{ name: id, use: body.use ?? "", state: "running", outputs: [] }],
        study: checked(body).study,
      },
    });
    return this.send(response, { run: id });
  }
}

/** Finds two faults: the word 'trails', and a pressure above 1000 GPa. */
function checked(body) {
  if (body.study !== undefined) {
    const lines = body.study.split("\n");
    const line = lines.findIndex((l) => l.includes("trails"));
    const problems =
      line < 0
        ? []
        : [
            {
              message: "unknown key 'trails'",
              cure: "did you mean 'trials'?",
              code: "E-cfg-unknown-key",
              line: line + 1,
              column: lines[line].indexOf("trails") + 1,
              key: "step.search.trails",
            },
          ];
    return {
      problems,
      study: body.study,
      steps: problems.length > 0 ? [] : [{ name: "search", use: "polymorphs.search", state: "new", why: "never ran", forecast: "about 20 min" }],
    };
  }
  const written = Object.entries(body.parameters)
    .map(([k, v]) => `${k} = ${JSON.stringify(v)}`)
    .join("\n");
  const problems = body.parameters.formula
    ? []
    : [{ message: "formula is needed", cure: "for example 'TiO2'", code: "E-cfg-missing", key: `step.${body.name}.formula` }];
  return {
    problems,
    study: `crucible = 1\n\n[step.${body.name}]\nuse = "${body.use}"\n${written}\n`,
    steps: problems.length > 0 ? [] : [{ name: body.name, use: body.use, state: "new", why: "never ran" }],
  };
}

