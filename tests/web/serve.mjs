// The live page with the program behind it: a finished run, one started by a form, one stopped and
// resumed.
//
//   node serve.mjs PROGRAM CHROMIUM FOLDER        (pictures of what was seen are left in FOLDER)
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { Browser, coloursOf, skip } from "./seen.mjs";

const [, , program, chromium, folder = "serve"] = process.argv;
const directory = path.resolve(folder, "runs");
rmSync(folder, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });

const study = `crucible = 1
kind = "polymorphs"
name = "small"
seed = 1

[step.search]
use = "polymorphs.search"
preset = "tio2"
units = [2]
trials = 12
pressure = "20 GPa"

[step.map]
use = "polymorphs.map"
minima = ["@search"]
n_max = 4
l_max = 4
dimensions = 2

[[check]]
id = "search.best"
expect = "-835.396 kcal/mol"
within = "0.01 kcal/mol"
source = "pyrite structure relaxed on its own"
`;

const coreStudy = `crucible = 1
kind = "soil"
name = "core"
seed = 1

[step.core]
use = "soil.phantom"
soil = "forest"
size = [48, 32, 32]

[step.objects]
use = "soil.classes"
volume = "@core.volume"

[step.train]
use = "soil.train"
samples = ["@core.volume"]
targets = ["1"]
net = "tiny"
side = 32
precision = "float"
rate = 3e-3
epochs = 4

[step.look]
use = "soil.gradcam"
sample = "@core.volume"
models = "@train.models"
slices = [30]
`;

/** Whether networks can be trained here: a core with its classes and with the heat of one. */
const hasNetworks = existsSync(path.join(path.dirname(program), "libcrucible_nn.so"));

function prepare() {
  try {
    execFileSync(program, ["serve", "--help"], { stdio: "pipe" });
  } catch {
    skip("this program has no verb 'serve'");
  }
  writeFileSync(path.join(directory, "small.toml"), study);
  try {
    execFileSync(program, ["run", path.join(directory, "small.toml"), "-o", path.join(directory, "small")], {
      stdio: "pipe",
    });
  } catch (error) {
    // A check that did not pass ends with 3: the run is there.
    if (error.status !== 3) throw error;
  }
  if (!hasNetworks) return;
  writeFileSync(path.join(directory, "core.toml"), coreStudy);
  execFileSync(program, ["run", path.join(directory, "core.toml"), "-o", path.join(directory, "core")], { stdio: "pipe" });
}

async function serve() {
  const child = spawn(program, ["serve", directory], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, address, base: new URL("/", address).href };
}

const seen = await Browser.start(chromium, folder);
const check = (good, what) => seen.check(good, what);
prepare();
const { child, address, base } = await serve();

/** A page that has the cookie. */
async function open(options) {
  const opened = await seen.open(base, options);
  await opened.view.goto(address);
  await opened.view.waitForSelector("table.runs tbody tr");
  return opened;
}

async function testStranger() {
  const { context, view } = await seen.open(base);
  const answer = await view.goto(base + "api/runs");
  check(answer.status() === 401, "without the address nobody comes in");
  await context.close();
}

async function testFinished(colorScheme) {
  const { context, view, said, strange } = await open({ colorScheme, reducedMotion: "reduce" });
  const at = (what) => `${what}, ${colorScheme}`;
  await seen.accessible(view, at("runs"));
  await seen.picture(view, `runs-${colorScheme}`);
  await view.click("a:text-is('small')");
  await view.waitForSelector(".results tbody tr");
  check(
    (await view.textContent(".results")).includes("pyrite structure relaxed on its own"),
    at("results beside their references"),
  );
  await seen.accessible(view, at("run"));
  await seen.picture(view, `run-${colorScheme}`);
  await view.locator(".results tbody tr button").first().click();
  await view.waitForSelector(".output-table tbody tr");
  check(true, at("the table behind a result"));
  await view.click("button[role=tab]:text-is('Report')");
  const frame = await (await view.waitForSelector("iframe.shown")).contentFrame();
  await frame.waitForSelector("h1");
  check((await frame.textContent("h1")).length > 5, at(`the report: ${await frame.textContent("h1")}`));
  // What the report tells of its place is what the page gives the one that follows.
  const told = view.evaluate(
    () =>
      new Promise((resolve) =>
        addEventListener("message", (e) => e.data.crucibleScroll > 0 && resolve(e.data.crucibleScroll)),
      ),
  );
  await frame.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
  check((await told) === 700, at("the report tells how far it is scrolled"));
  await view.evaluate(() =>
    document.querySelector("iframe.shown").contentWindow.postMessage({ crucibleScroll: 300 }, "*"),
  );
  await frame.waitForFunction(() => scrollY === 300);
  check(true, at("and goes where it is told"));
  const viewer = await frame.$("button:text-is('Open viewer')");
  if (viewer) {
    await viewer.click();
    check((await frame.waitForSelector(".stage canvas")) !== null, at("the report's own viewer opens in its frame"));
  }
  await seen.picture(view, `report-${colorScheme}`);
  await view.click("button[role=tab]:text-is('Explore')");
  const canvas = await view.waitForSelector(".map canvas");
  await view.waitForTimeout(800);
  check((await coloursOf(view, await canvas.screenshot())) > 3, at("the map has points"));
  await canvas.focus();
  await view.keyboard.press("ArrowRight");
  await view.waitForTimeout(1500);
  await view.keyboard.press("Enter");
  const stage = await view.waitForSelector(".structure .stage canvas");
  await view.waitForTimeout(1000);
  check((await coloursOf(view, await stage.screenshot())) > 50, at("a point opens its structure"));
  await seen.accessible(view, at("explore"));
  await seen.picture(view, `explore-${colorScheme}`);
  check(said.length === 0, at(`the console is silent ${said.join("; ")}`));
  check(strange.length === 0, at(`nothing is asked of others ${strange}`));
  await context.close();
}

/** The part of the canvas' pixels that a network's heat makes warm: much more red than blue. */
async function warmth(view, canvas) {
  const picture = (await canvas.screenshot()).toString("base64");
  return view.evaluate(async (base64) => {
    const image = new Image();
    image.src = "data:image/png;base64," + base64;
    await image.decode();
    const drawing = new OffscreenCanvas(image.width, image.height).getContext("2d");
    drawing.drawImage(image, 0, 0);
    const { data } = drawing.getImageData(0, 0, image.width, image.height);
    let warm = 0;
    for (let k = 0; k < data.length; k += 4) if (data[k] > data[k + 2] + 60) warm += 1;
    return (4 * warm) / data.length;
  }, picture);
}

async function testHeat() {
  if (!hasNetworks) return;
  const { context, view, said } = await open();
  await view.goto(base + "#/runs/core");
  await view.click("button[role=tab]:text-is('Explore')");
  await view.getByLabel("Look at").selectOption({ label: "volumes" });
  const canvas = await view.waitForSelector(".stage.volume canvas");
  const settled = async () => {
    await view.waitForTimeout(300);
    await view.waitForFunction(() => document.querySelector(".explore .said").textContent === "");
    await view.waitForTimeout(1500);
  };
  const pick = async (label, words) => {
    const option = await view.getByLabel(label).locator("option", { hasText: words }).getAttribute("value");
    await view.getByLabel(label).selectOption(option);
    await settled();
  };
  await settled();
  const before = await warmth(view, canvas);
  await pick("Heat over it", "heat (look)");
  const stage = await view.waitForSelector(".stage.volume canvas");
  const after = await warmth(view, stage);
  check(after > before + 0.02, `what a network looked at lies over the core: ${before} to ${after} of the picture is warm`);
  await seen.picture(view, "heat");
  await pick("Classes over it", "labels (objects)");
  await view.waitForSelector(".stage.volume button[aria-pressed=true]");
  check((await view.$(".explore .call.error")) === null, "with its classes, without trouble");
  await seen.picture(view, "heat-and-classes");
  check(said.length === 0, `heat: the console is silent ${said.join("; ")}`);
  await context.close();
}

async function testForm() {
  const { context, view, said } = await open();
  await view.goto(base + "#/new/polymorphs.search");
  await view.fill("#field-name", "by-form");
  await view.selectOption("#field-preset", "tio2");
  const more = await view.$("summary:has-text('More settings')");
  await more?.click();
  await view.fill("#field-units", "2");
  await view.fill("#field-trials", "0");
  await view.locator("#field-trials").blur();
  check(await view.isVisible(".field.bad .wrong"), "a range is checked as it is typed");
  await view.fill("#field-trials", "4");
  await view.fill("#field-pressure", "20");
  await view.waitForSelector("pre.study:has-text('20 GPa')");
  await view.waitForSelector("text=No problems");
  await seen.accessible(view, "form");
  await seen.picture(view, "form");
  await view.click("button:text-is('Start'):enabled");
  await view.waitForURL(/#\/runs\//);
  await view.waitForSelector(".step .b:has-text('done')");
  await view.waitForSelector(".verdict:not(:has-text('Running'))");
  check(true, "what a form started runs to its end under the reader's eyes");
  await seen.picture(view, "started");
  check(said.length === 0, `form: the console is silent ${said.join("; ")}`);
  await context.close();
}

async function testStopAndResume() {
  const { context, view, said } = await open();
  await view.goto(base + "#/new/polymorphs");
  const text = (await view.waitForSelector("textarea")) && (await view.inputValue("textarea"));
  await view.fill("textarea", text.replace(/^trials/m, "trails"));
  await view.click(".problems .place >> nth=0");
  check(
    (await view.$eval("textarea", (a) => a.value.slice(a.selectionStart, a.selectionEnd))) === "trails",
    "a problem leads to its place",
  );
  await seen.picture(view, "editor");
  await view.fill(
    "textarea",
    text.replace(/^trials = \d+/m, "trials = 200000").replace(/^name = .*$/m, 'name = "long"'),
  );
  await view.click("button:text-is('Start'):enabled");
  await view.waitForURL(/#\/runs\//);
  await view.waitForSelector(".step-head .bar-text");
  const before = await view.textContent(".step-head .bar-text");
  await view.waitForFunction((old) => document.querySelector(".step-head .bar-text")?.textContent !== old, before);
  check(true, "progress moves");
  await seen.picture(view, "running");
  const act = async (word) => {
    await view.click(`.actions > button:text-is('${word}')`);
    await view.click(`dialog[open] >> button:text-is('${word}')`);
  };
  await act("Stop");
  await view.waitForSelector(".verdict:has-text('Stopped')");
  check(true, "Stop stops");
  await act("Resume");
  await view.waitForSelector(".verdict:has-text('Running')");
  check(true, "Resume resumes");
  await act("Stop");
  await view.waitForSelector(".verdict:has-text('Stopped')");
  check(said.length === 0, `stop and resume: the console is silent ${said.join("; ")}`);
  await context.close();
}

async function testChooser() {
  const { context, view } = await open();
  await view.goto(base + "#/new");
  await view.waitForSelector(".step-group");
  const steps = await view.$$eval(".step-group li a", (all) => all.map((a) => a.textContent));
  check(steps.length > 40, `${steps.length} steps have forms`);
  await seen.accessible(view, "new study");
  await seen.picture(view, "new");
  let drawn = 0;
  for (const name of steps) {
    await view.goto(base + "#/new/" + name);
    await view.waitForSelector("#field-name");
    drawn += 1;
  }
  check(drawn === steps.length, "and each form is drawn");
  await context.close();
}

try {
  for (const test of [
    testStranger,
    () => testFinished("light"),
    () => testFinished("dark"),
    testHeat,
    testForm,
    testStopAndResume,
    testChooser,
  ]) {
    try {
      await test();
    } catch (error) {
      check(false, `ended: ${error.message}`);
      await seen.picture(seen.last, `ended-${seen.failures}`).catch(() => {});
    }
  }
} finally {
  child.removeAllListeners("exit");
  child.kill("SIGINT");
}
await seen.end();
