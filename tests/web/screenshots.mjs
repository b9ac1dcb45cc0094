// Pictures of the live page for the docs, of real runs.
//
//   node tests/web/screenshots.mjs PROGRAM CHROMIUM FOLDER
//
// The runs take some minutes and are made below FOLDER/runs; pictures go to docs/images/live-*.png.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Browser } from "./seen.mjs";

const [, , program, chromium, folder = "screenshots"] = process.argv;
const runs = path.resolve(folder, "runs");
const root = fileURLToPath(new URL("../..", import.meta.url));
mkdirSync(runs, { recursive: true });

const polymorphs = `crucible = 1
kind = "polymorphs"
name = "tio2-20GPa"
seed = 1

[inputs]
phases = "phases.extxyz"

[step.search]
use = "polymorphs.search"
preset = "tio2"
units = [2, 3, 4]
trials = 150
pressure = "20 GPa"
known = "@phases"

[step.map]
use = "polymorphs.map"
minima = ["@search.minima"]
known = "@phases"
dimensions = 3

[[check]]
id = "search.enthalpy.pyrite"
expect = "-835.396 kcal/mol"
within = "0.01 kcal/mol"
source = "pyrite relaxed on its own with an independent program"
`;

const glass = `crucible = 1
kind = "glass"
name = "cu64zr36"
seed = 1

[step.quench]
use = "glass.quench"
composition = "Cu64Zr36"
energy = { use = "eam", file = "CuZr_mm.eam.fs" }
atoms = 864
melt_time = "0.5 ps"
rate = "5e15 K/s"
hold_time = "0.1 ps"

[step.fit]
use = "glass.fit"
target = "@quench.target"
schedule = "strict"
replicas = 8
data = [{ use = "sq-xray" }]
`;

function run(name, study) {
  writeFileSync(path.join(runs, `${name}.toml`), study);
  return ["run", path.join(runs, `${name}.toml`), "-o", path.join(runs, name)];
}

copyFileSync(path.join(root, "examples/polymorphs/phases.extxyz"), path.join(runs, "phases.extxyz"));
if (!existsSync(path.join(runs, "tio2-20GPa/report.html"))) {
  try {
    execFileSync(program, run("tio2-20GPa", polymorphs), { stdio: "inherit" });
  } catch (error) {
    if (error.status !== 3) throw error; // 3: a check did not pass
  }
}
const fit = spawn(program, run("cu64zr36", glass), { stdio: "ignore" });
const server = spawn(program, ["serve", runs], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((resolve) => {
  let said = "";
  server.stdout.on("data", (data) => {
    said += data;
    const found = /http:\/\/\S+/.exec(said);
    if (found) resolve(found[0]);
  });
});
const base = new URL("/", address).href;
const seen = await Browser.start(chromium, folder);
const { view } = await seen.open(base, { viewport: { width: 1160, height: 860 } });
view.setDefaultTimeout(300_000);
async function picture(name) {
  // Where the runs lie is nobody's business.
  await view.evaluate(() => (document.querySelector(".top .root").style.visibility = "hidden"));
  await view.screenshot({ path: path.join(root, "docs/images", `live-${name}.png`) });
}

await view.goto(address);
await view.waitForSelector("table.runs tbody tr");
await view.goto(base + "#/runs/tio2-20GPa");
await view.click("button[role=tab]:text-is('Explore')");
await view.waitForSelector(".map canvas");
await view.waitForTimeout(2000);
await view.locator(".explore tbody button").first().click();
await view.waitForSelector(".structure .stage canvas");
await view.waitForTimeout(2500);
await view.locator(".tabs").evaluate((tabs) => scrollTo(0, tabs.getBoundingClientRect().top + scrollY - 16));
await view.waitForTimeout(300);
await picture("explore");
await view.goto(base + "#/new/polymorphs.search");
await view.selectOption("#field-preset", "tio2");
await view.fill("#field-pressure", "20");
await view.waitForSelector("text=No problems");
await picture("new");
await view.goto(base + "#/runs/cu64zr36");
await view.waitForSelector(".metric.wide canvas");
await view.waitForTimeout(12_000);
await picture("run");
await view.setViewportSize({ width: 1500, height: 940 });
await view.goto(base + "#/workbooks");
await view.locator(".x-new textarea").fill("O=C1CCc2ccc(OCCCCN3CCN(CC3)c3cccc(Cl)c3Cl)cc2N1");
await view.getByLabel("Name").fill("Aripiprazole");
await view.getByRole("button", { name: "Open the workbook" }).click();
await view.waitForSelector(".x-move");
await view.getByRole("button", { name: /^Search from molecule/ }).click();
await view.waitForSelector(".x-running");
await view.waitForSelector(".x-running", { state: "detached" });
await view.locator('.x-card[data-molecule="1"]').click();
await view.waitForFunction(() => !document.querySelector(".x-moves[aria-busy=true]"));
await view.waitForTimeout(500);
await picture("workbook");
fit.kill("SIGINT");
server.kill("SIGINT");
await seen.end();
