// Opens the sample page in headless Chromium with the network off, as issue and design ask:
// no console error, the viewer draws and obeys keys, readable without scripts, nothing wider than a
// phone, print with the hero on page 1 and no figure split, no serious accessibility finding.
//
//   node browser.mjs TEST_REPORT CHROMIUM FOLDER [PAGE.html]
//
// Pictures of what was seen are left in FOLDER. With PAGE.html that file is looked at instead.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { coloursOf } from "../web/seen.mjs";

const skipped = 77;
const [, , program, chromium, folder, given] = process.argv;
const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../web");
const require = createRequire(path.join(web, "package.json"));

function skip(why) {
  console.log(`SKIPPED: ${why}`);
  process.exit(skipped);
}

if (!chromium || !existsSync(chromium)) skip("no chromium (apt-get install chromium)");
let playwright, axeSource;
try {
  playwright = require("playwright-core");
  axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
} catch {
  skip("web/node_modules is not installed (cd web && npm ci)");
}
const bundle = path.join(web, "dist/viewer.js");
const volumeBundle = path.join(web, "dist/volume.js");
const hasViewer = existsSync(bundle);
const hasVolumes = existsSync(volumeBundle);

mkdirSync(folder, { recursive: true });
const page = given ? path.resolve(given) : path.join(folder, "sample.html");
if (!given) {
  execFileSync(program, ["--test-case=*well-formed*"], {
    env: {
      ...process.env, CRUCIBLE_REPORT_SAMPLE: page, CRUCIBLE_VIEWER_JS: hasViewer ? bundle : "",
      CRUCIBLE_VOLUME_JS: hasVolumes ? volumeBundle : "",
    },
  });
}
const address = pathToFileURL(page).href;

const compiler = path.join(web, "node_modules/typescript/bin/tsc");

let failures = 0;
function check(good, what) {
  console.log(`${good ? "ok  " : "FAIL"} ${what}`);
  if (!good) failures += 1;
}

const browser = await playwright.chromium.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});

/** A page with the network off, collecting what the console says and what was asked of the network. */
async function openPage(options) {
  const context = await browser.newContext({ offline: true, ...options });
  const view = await context.newPage();
  const said = [];
  const requests = [];
  view.on("console", (m) => ["error", "warning"].includes(m.type()) && said.push(m.text()));
  view.on("pageerror", (e) => said.push(e.message));
  view.on("request", (r) => {
    if (!r.url().startsWith("file:") && !r.url().startsWith("data:") && !r.url().startsWith("blob:")) {
      requests.push(r.url());
    }
  });
  await view.goto(address);
  return { context, view, said, requests };
}

async function seriousFindings(view) {
  // The rule set runs in the page; the policy forbids scripts, so it is evaluated by the protocol.
  await view.evaluate(axeSource);
  const result = await view.evaluate(() => globalThis.axe.run(document));
  return result.violations.filter((v) => ["serious", "critical"].includes(v.impact));
}

async function testThemesAndAccess() {
  for (const colorScheme of ["light", "dark"]) {
    const { context, view, said, requests } = await openPage({
      colorScheme, viewport: { width: 1180, height: 1000 },
    });
    const findings = await seriousFindings(view);
    for (const f of findings) {
      console.log("    ", f.id, f.help, f.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)));
    }
    check(findings.length === 0, `${colorScheme}: no serious accessibility finding`);
    await view.screenshot({ path: path.join(folder, `${colorScheme}.png`), fullPage: true });
    const front = { x: 0, y: 0, width: 1180, height: 1300 };
    await view.screenshot({ path: path.join(folder, `${colorScheme}-front.png`), fullPage: true, clip: front });
    const drawn = await view.$$eval("figure svg[role]", (all) => all.every((s) => s.getBoundingClientRect().width > 50));
    check(drawn, `${colorScheme}: every figure has its place`);
    const unpainted = await view.$$eval("figure svg[role] [class]", (all) =>
      all.filter((e) => {
        const style = getComputedStyle(e);
        return style.fill === "none" && style.stroke === "none";
      }).length);
    check(unpainted === 0, `${colorScheme}: every shape has a colour`);
    check(said.length === 0, `${colorScheme}: the console is silent ${said.join("; ")}`);
    check(requests.length === 0, `${colorScheme}: nothing asked of the network ${requests}`);
    await context.close();
  }
}

async function testViewer() {
  const { context, view, said, requests } = await openPage({ viewport: { width: 1180, height: 1000 } });
  const buttons = await view.$$("[data-scene] button");
  if (!hasViewer && !given) {
    check(buttons.length === 0, "no viewer was built: the page offers none");
    await context.close();
    return;
  }
  if (given && (await view.$$("[data-scene]")).length === 0) {
    check(buttons.length === 0, "the page shows no structures");
    await context.close();
    return;
  }
  check(buttons.length > 0, `${buttons.length} structures offer a viewer`);
  await buttons[0].click();
  const canvas = await view.waitForSelector(".stage canvas");
  await view.waitForTimeout(800);
  const first = await canvas.screenshot({ path: path.join(folder, "viewer.png") });
  check((await coloursOf(view, first)) > 100, "the viewer draws");
  await view.keyboard.press("ArrowRight");
  await view.keyboard.press("ArrowRight");
  await view.waitForTimeout(300);
  const turned = await canvas.screenshot();
  check(!turned.equals(first), "arrow keys turn it");
  await view.click('button:text-is("Reset view")');
  await view.waitForTimeout(300);
  check((await canvas.screenshot()).equals(first), "Reset view shows the start again");
  await view.click('button:text-is("Close viewer")');
  check((await view.$(".stage")) === null, "Close viewer brings the still picture back");
  check(await view.$eval("[data-scene] .draw", (e) => e.offsetHeight > 0), "the still picture shows");
  check(said.length === 0, `with the viewer the console is silent ${said.join("; ")}`);
  check(requests.length === 0, `the viewer asks nothing of the network ${requests}`);
  await context.close();
}

async function testSaving() {
  const { context, view } = await openPage({ viewport: { width: 1180, height: 1000 } });
  const saved = (name) => Promise.all([
    view.waitForEvent("download", { timeout: 5000 }), view.click(`button:text-is("${name}") >> nth=0`),
  ]);
  const [download] = await saved("CSV");
  const csv = readFileSync(await download.path(), "utf8");
  check(csv.includes(",") && csv.split("\n").length >= 3, "CSV saves the numbers");
  const [drawing] = await saved("SVG");
  check(readFileSync(await drawing.path(), "utf8").startsWith("<svg"), "SVG saves the drawing");
  await context.close();
}

/** Links to files beside the page go where a file lies. */
async function testFiles() {
  const { context, view } = await openPage({ viewport: { width: 1180, height: 1000 } });
  const links = await view.$$eval(".files a", (all) => all.map((a) => a.href));
  const missing = links.filter((l) => !existsSync(fileURLToPath(l)));
  check(!given || links.length > 0, `${links.length} files beside the page are named`);
  check(!given || missing.length === 0, `each of them is there ${missing}`);
  await context.close();
}

async function testVolumeViewer() {
  const { context, view, said, requests } = await openPage({ viewport: { width: 1180, height: 1000 } });
  const open = view.locator("figure[data-volume] button", { hasText: "Open viewer" });
  if (!hasVolumes || (given && (await open.count()) === 0)) {
    check((await open.count()) === 0, "no volume viewer: the page offers none");
    await context.close();
    return;
  }
  await open.first().click();
  const canvas = await view.waitForSelector(".stage.volume canvas");
  await view.waitForTimeout(4000);
  const first = await canvas.screenshot({ path: path.join(folder, "volume.png") });
  check((await coloursOf(view, first)) > 50, "the volume viewer draws");
  await view.keyboard.press("ArrowRight");
  await view.keyboard.press("ArrowRight");
  await view.waitForTimeout(1500);
  check(!(await canvas.screenshot()).equals(first), "arrow keys turn the volume");
  const findings = await seriousFindings(view);
  check(findings.length === 0, `with the volume open no serious finding ${findings.map((f) => f.id)}`);
  await view.locator("figure[data-volume] button", { hasText: "Close viewer" }).click();
  check((await view.$(".stage.volume")) === null, "Close viewer takes the volume away");
  check(said.length === 0, `with the volume the console is silent ${said.join("; ")}`);
  check(requests.length === 0, `the volume viewer asks nothing of the network ${requests}`);
  await context.close();
}

async function testWithoutScripts() {
  const { context, view } = await openPage({ javaScriptEnabled: false });
  for (const selector of ["h1", ".verdict", "figure svg[role]", "#checks", ".prov"]) {
    check(await view.isVisible(selector), `without scripts ${selector} shows`);
  }
  const first = view.locator("figure details summary").first();
  await first.click();
  check(await view.locator("figure details table").first().isVisible(), "without scripts Data opens");
  await context.close();
}

async function testPhone() {
  const { context, view } = await openPage({ viewport: { width: 400, height: 800 } });
  const wide = await view.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 400, `400 px: the page is ${wide} px wide`);
  await view.screenshot({ path: path.join(folder, "phone.png"), fullPage: true });
  await context.close();
}

/** Prints, and asks the browser where each figure begins and ends on pages of A4. */
async function testPrint() {
  const { context, view } = await openPage({ viewport: { width: 1180, height: 1000 } });
  const file = path.join(folder, "print.pdf");
  await view.pdf({ path: file, preferCSSPageSize: true });
  let text;
  try {
    text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  } catch {
    console.log("     pdftotext is missing: print looked at in the picture only (apt: poppler-utils)");
    await context.close();
    return;
  }
  const sheets = text.split("\f");
  check(sheets[0].includes("Fig. 1"), "print: the hero and its caption are on page 1");
  const captions = await view.$$eval("figure.fig", (all) => all.map((f) => ({
    number: f.querySelector("figcaption b").textContent,
    words: [...f.querySelectorAll("svg[role] text")].filter((t) => !t.closest("[display=none]"))
      .map((t) => t.textContent.trim()).filter((t) => /^[a-z]{6,}$/i.test(t)),
  })));
  const numbered = (sheet, number) => new RegExp(`${number.replace(".", "\\.")}(?!\\d)`).test(sheet);
  for (const { number, words } of captions) {
    const on = sheets.filter((sheet) => numbered(sheet, number));
    const together = on.some((sheet) => words.every((w) => sheet.includes(w)));
    check(together, `print: ${number} is on one page with its caption`);
  }
  await context.close();
}

function testTypes() {
  if (!existsSync(compiler)) return;
  let said = "";
  try {
    execFileSync(process.execPath, [compiler, "--noEmit"], { cwd: web, encoding: "utf8" });
  } catch (e) {
    said = e.stdout;
  }
  check(said === "", `the viewer's types hold ${said}`);
}

try {
  testTypes();
  await testThemesAndAccess();
  await testViewer();
  await testSaving();
  await testFiles();
  await testVolumeViewer();
  await testWithoutScripts();
  await testPhone();
  await testPrint();
} finally {
  await browser.close();
}
console.log(failures === 0 ? "all good" : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
