// Every panel and action of the live page in a real browser, against made-up answers: what a real run
// cannot show in a test. serve.mjs does the same with the program.
//
//   node page.mjs CHROMIUM FOLDER        (pictures of what was seen are left in FOLDER)
import { mkdirSync } from "node:fs";
import process from "node:process";
import { Fixture } from "./fixture.mjs";
import { Browser, dist } from "./seen.mjs";

const [, , chromium, folder = "page"] = process.argv;
mkdirSync(folder, { recursive: true });
const seen = await Browser.start(chromium, folder);
const check = (good, what) => seen.check(good, what);

const places = [
  ["#/runs", "runs", "table.runs tbody tr"], ["#/runs/tio2-20GPa", "run", ".results tbody tr"], ["#/runs/fits:cu64zr36", "running", ".metric canvas"],
  ["#/runs/ni-melting", "failed", ".call.error"], ["#/new", "new", ".step-group"], ["#/new/polymorphs", "editor", "textarea"],
  ["#/new/polymorphs.search", "form", "#field-formula"], ["#/workbooks", "workbooks", "main *"], ["#/nowhere", "nowhere", ".call.error"],
];

async function testPlaces(base) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [hash, name, sign] of places) {
      const { context, view, said, strange } = await seen.open(base, { colorScheme, reducedMotion: "reduce" });
      await view.goto(base + hash);
      await view.waitForSelector(sign);
      await view.waitForTimeout(700);
      await seen.accessible(view, `${name}, ${colorScheme}`);
      await seen.picture(view, `${name}-${colorScheme}`);
      check(said.length === 0, `${name}, ${colorScheme}: the console is silent ${said.join("; ")}`);
      check(strange.length === 0, `${name}, ${colorScheme}: nothing is asked of others ${strange}`);
      await context.close();
    }
  }
}

async function testPhone(base) {
  const { context, view } = await seen.open(base, { viewport: { width: 400, height: 800 } });
  for (const [hash, name, sign] of places) {
    await view.goto(base + hash);
    await view.waitForSelector(sign);
    const wide = await view.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= 400, `400 px: ${name} is ${wide} px wide`);
    await seen.picture(view, `phone-${name}`);
  }
  await context.close();
}

async function testList(base, fixture) {
  const { context, view } = await seen.open(base);
  await view.goto(base);
  await view.waitForSelector("table.runs tbody tr");
  const names = () => view.$$eval("table.runs tbody th a", (all) => all.map((a) => a.textContent));
  check((await names())[0] === "cu64zr36", "the list begins with the latest run");
  await view.click("th button:text-is('Name')");
  check((await names())[0] === "core-4", "a click sorts by name");
  check((await view.getAttribute("th:has(button:text-is('Name'))", "aria-sort")) === "ascending", "and the head says so");
  await view.keyboard.press("/");
  await view.keyboard.type("glass");
  check((await names()).join() === "cu64zr36", "/ goes to the filter, which filters");
  await view.fill("input[data-filter]", "");
  fixture.runs.get("fits:cu64zr36").summary.text = "with-energy: 2.0 / 2.9 M moves";
  await view.waitForSelector("text=2.0 / 2.9 M moves");
  check(true, "the list keeps itself up to date");
  await view.locator("h1").click();
  await view.keyboard.press("?");
  check(await view.isVisible("dialog[open] >> text=Go to the filter"), "? lists the keys");
  await view.keyboard.press("Escape");
  check((await view.$("dialog[open]")) === null, "Escape closes the list");
  await view.reload();
  await view.waitForSelector("table.runs tbody tr");
  await view.keyboard.press("Tab");
  check(await view.evaluate(() => document.activeElement.className === "skip"), "the first key leads to the skip link");
  await view.keyboard.press("Enter");
  check(await view.evaluate(() => document.activeElement.id === "main"), "which leads to the content");
  await context.close();
}

async function testEmpty() {
  const fixture = new Fixture(dist, { isEmpty: true, isReadOnly: true });
  const base = await fixture.listen();
  const { context, view } = await seen.open(base);
  await view.goto(base);
  check(await view.isVisible("text=There are no runs below") || (await view.waitForSelector(".empty")) !== null, "an empty folder says what to do first");
  check((await view.$("a.button.primary")) === null, "a page that may only look offers no start");
  await seen.picture(view, "empty");
  await view.goto(base + "#/new");
  check((await view.waitForSelector("text=This page may only look.")) !== null, "and says so");
  await context.close();
  await fixture.close();
}

async function testLive(base, fixture) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/fits:cu64zr36");
  const text = () => view.textContent(".step-head .bar-text");
  await view.waitForSelector(".step-head .bar-text");
  const before = await text();
  await view.waitForFunction((old) => document.querySelector(".step-head .bar-text").textContent !== old, before);
  check(/moves.*left/.test(await text()), `progress moves: ${await text()}`);
  check((await view.$$(".metric canvas")).length === 3, "a plot for each metric, and one for what is in the making");
  await view.click("button:has-text('Log scale of chi')");
  check((await view.getAttribute("button:has-text('Log scale of chi')", "aria-pressed")) === "true", "the scale becomes a logarithm");
  const csv = await seen.saved(view, () => view.click("button:has-text('CSV of chi')"));
  check(csv.text.startsWith("step,metric,unit,seconds,value\nwith-energy,") && csv.text.split("\n").length > 15, `${csv.name} has the numbers`);
  await view.click("button:has-text('Only warnings')");
  check((await view.$$(".log p")).length === 1, "the log shows warnings alone");
  await view.click("button.button:text-is('Stop')");
  await view.click("dialog[open] >> button:text-is('Cancel')");
  check(fixture.runs.get("fits:cu64zr36").summary.state === "running", "stopping asks first");
  await view.click("button.button:text-is('Stop')");
  await seen.accessible(view, "dialog");
  await view.click("dialog[open] >> button:text-is('Stop')");
  await view.waitForSelector(".verdict:has-text('Stopped.')");
  check(true, "Stop stops");
  await view.click("button.button:text-is('Resume')");
  await view.click("dialog[open] >> button:text-is('Resume')");
  await view.waitForSelector(".verdict:has-text('Running')");
  const again = await text();
  await view.waitForFunction((old) => document.querySelector(".step-head .bar-text").textContent !== old, again);
  check(true, "Resume resumes, and progress is followed again");
  check(said.length === 0, `live: the console is silent ${said.join("; ")}`);
  await context.close();
}

async function testLost() {
  let fixture = new Fixture(dist);
  const base = await fixture.listen();
  const { port } = fixture;
  const { context, view } = await seen.open(base);
  await view.goto(base + "#/runs/fits:cu64zr36");
  await view.waitForSelector(".metric canvas");
  await view.waitForTimeout(1000);
  await fixture.close();
  await view.waitForSelector(".connection:has-text('does not answer')");
  check((await view.$(".metric canvas")) !== null, "without the program the page says so and keeps what it has");
  await seen.picture(view, "lost");
  fixture = new Fixture(dist);
  await fixture.listen(port);
  await view.waitForFunction(() => document.querySelector(".connection p") === null);
  await view.waitForTimeout(4000);
  const asked = fixture.asked.find((a) => a.path.endsWith("/events"));
  const place = Number(asked?.lastEventId || new URLSearchParams(asked?.query).get("after"));
  check(place >= 6000, `events go on behind place ${place}`);
  await context.close();
  await fixture.close();
}

async function testResults(base) {
  const { context, view } = await seen.open(base);
  await view.goto(base + "#/runs/tio2-20GPa");
  await view.waitForSelector(".results tbody tr");
  check(await view.isVisible(".results >> text=with an independent program >> nth=0"), "a result stands beside its reference");
  await view.click("th button:text-is('Check')");
  check((await view.textContent(".results tbody tr >> nth=0")).includes("40-a"), "failed checks come first");
  await view.click(".results tbody tr >> nth=0 >> button");
  await view.waitForSelector(".output-table tbody tr");
  check(true, "a result leads to the table behind it");
  const csv = await seen.saved(view, () => view.click(".output-table >> button:text-is('CSV')"));
  check(csv.name === "search-unique.csv" && csv.text.split("\n").length === 120, "which is saved as CSV");
  const rows = await seen.saved(view, () => view.click("button:has-text('CSV of the results')"));
  check(rows.text.startsWith("id,value,unit") && rows.text.includes("Pnnm"), "so are the results");
  await seen.picture(view, "table-behind");
  await context.close();
}

async function testReport(base, fixture) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/tio2-20GPa");
  await view.click("button[role=tab]:text-is('Report')");
  const frame = async () => (await (await view.waitForSelector("iframe.shown")).contentFrame());
  const first = await frame();
  await first.waitForSelector("text=Line 60");
  const number = await first.textContent("h1");
  await first.evaluate(() => scrollTo(0, 900));
  await view.waitForTimeout(300);
  check((await view.getAttribute("iframe", "sandbox")) === "allow-scripts allow-downloads", "the report has no origin of its own");
  const blocked = await first.evaluate(() => fetch("/api/runs").then(() => false, () => true));
  check(blocked, "and cannot ask the program");
  const run = fixture.runs.get("tio2-20GPa");
  run.summary.date = "2026-11-21T16:41:00Z";
  await view.waitForFunction((old) => document.querySelectorAll("iframe.shown").length === 1 && document.querySelector("iframe").src !== old,
    await view.getAttribute("iframe", "src"), { timeout: 30_000 }).catch(() => {});
  await view.waitForTimeout(17_000);
  const second = await frame();
  check((await second.textContent("h1")) !== number, "it is read anew when the run moved on");
  check(Math.abs((await second.evaluate(() => scrollY)) - 900) < 2, "at the same place");
  check(said.length === 0 || said.every((s) => s.includes("api/runs")), `report: the console is silent ${said.filter((s) => !s.includes("api/runs"))}`);
  await context.close();
}

async function testMap(base) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/tio2-20GPa");
  await view.click("button[role=tab]:text-is('Explore')");
  const canvas = await view.waitForSelector(".map canvas");
  await view.waitForSelector("text=22\u202f000 rows");
  check((await seen.colours(view, await canvas.screenshot())) > 8, "the map draws its points in their colours");
  const box = await canvas.boundingBox();
  const drag = async (path) => {
    await view.mouse.move(box.x + path[0][0], box.y + path[0][1]);
    await view.mouse.down();
    for (const [x, y] of path.slice(1)) await view.mouse.move(box.x + x, box.y + y, { steps: 4 });
    await view.mouse.up();
  };
  const chosen = async () => Number((await view.textContent(".explore .said")).replace(/\u202f/g, "").match(/^(\d+) rows? of/)?.[1] ?? 0);
  const began = Date.now();
  await drag([[300, 100], [700, 300]]);
  await view.waitForSelector("button:has-text('CSV of the selection')");
  const took = Date.now() - began;
  const many = await chosen();
  check(many > 1000 && took < 2000, `a rectangle selects ${many} of 22 000 points, in ${took} ms`);
  const csv = await seen.saved(view, () => view.click("button:has-text('CSV of the selection')"));
  check(csv.text.split("\n").length === many + 2, "they are saved as CSV");
  check((await view.$$(".explore tbody tr")).length < 60, "the table beside has only the rows in sight");
  await view.click("button:text-is('Lasso')");
  await drag([[500, 100], [700, 200], [500, 300], [400, 200]]);
  const few = await chosen();
  check(few > 0 && few !== many, `a lasso selects ${few}`);
  await seen.picture(view, "map-lasso");
  await view.click("button:text-is('Select none')");
  for (const [label, value] of [["Colour", "enthalpy"], ["Area", ""], ["Up", "volume"]]) await view.locator("label", { hasText: label }).locator("select").first().selectOption(value);
  check(await view.isVisible(".scale"), "a measure has a scale of colours");
  await canvas.focus();
  for (const key of ["ArrowRight", "ArrowUp", "ArrowRight", " "]) await view.keyboard.press(key);
  check((await chosen()) === 1, "keys walk over the points and select");
  await view.keyboard.press("Enter");
  const drawn = await view.waitForSelector(".structure .stage canvas");
  await view.waitForTimeout(800);
  check((await seen.colours(view, await drawn.screenshot())) > 50, "Enter opens the structure");
  await seen.accessible(view, "map with a structure");
  await seen.picture(view, "map-structure");
  await view.click(".structure >> button:text-is('Close')");
  await canvas.focus();
  await view.keyboard.press("Escape");
  check((await chosen()) === 0, "Escape drops the selection");
  check(said.length === 0, `map: the console is silent ${said.join("; ")}`);
  await context.close();
}

async function testLargeStructure(base) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/tio2-20GPa");
  await view.click("button[role=tab]:text-is('Explore')");
  await view.getByLabel("Look at").selectOption({ label: "structures: minima of search" });
  await view.waitForSelector(".stage canvas");
  const began = Date.now();
  await view.click("button:text-is('Next')");
  await view.waitForSelector("text=21\u202f952 atoms");
  const canvas = await view.waitForSelector(".stage canvas");
  const first = await canvas.screenshot();
  const opened = Date.now() - began;
  await view.focus(".stage [tabindex]");
  const turning = Date.now();
  for (let k = 0; k < 5; k += 1) await view.keyboard.press("ArrowRight");
  const turned = await canvas.screenshot();
  const each = Math.round((Date.now() - turning) / 5);
  check(!turned.equals(first) && (await seen.colours(view, turned)) > 100, `21 952 atoms are drawn in ${opened} ms and turn in ${each} ms a step (software rendering)`);
  check(opened < 15_000 && each < 2500, "which is quick enough to work with");
  await seen.picture(view, "large-structure");
  check(said.length === 0, `large structure: the console is silent ${said.join("; ")}`);
  await context.close();
}

async function testVolume(base) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/core-4");
  await view.click("button[role=tab]:text-is('Explore')");
  const canvas = await view.waitForSelector(".stage.volume canvas");
  await view.waitForFunction(() => document.querySelector(".explore .said").textContent === "");
  await view.waitForTimeout(1500);
  const grey = await canvas.screenshot();
  check((await seen.colours(view, grey)) > 50, "a volume is drawn");
  await view.getByLabel("Classes over it").selectOption({ index: 2 });
  await view.waitForSelector("button:text-is('Class 3')");
  check((await view.$("button:text-is('Class 4')")) === null, "its classes are counted");
  await view.waitForTimeout(1500);
  await view.getByLabel("Heat over it").selectOption({ index: 3 });
  await view.waitForTimeout(300);
  await view.waitForFunction(() => document.querySelector(".explore .said").textContent === "");
  await view.waitForTimeout(1500);
  await seen.picture(view, "volume");
  await seen.accessible(view, "volume");
  check(said.length === 0, `volume: the console is silent ${said.join("; ")}`);
  await context.close();
}

async function testEditor(base) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/new");
  await view.click("a:text-is('polymorphs')");
  await view.waitForSelector("text=No problems");
  const text = await view.inputValue("textarea");
  await view.fill("textarea", text.replace("trials", "trails"));
  await view.click("button[aria-label='Go to line 11, column 1']");
  const selected = await view.$eval("textarea", (a) => a.value.slice(a.selectionStart, a.selectionEnd));
  check(selected === "trails", `a problem leads to its place: '${selected}'`);
  check(await view.isVisible("text=did you mean 'trials'?"), "and tells the cure");
  check(await view.isDisabled("button:text-is('Start')"), "what has problems does not start");
  await view.fill("textarea", text);
  await view.waitForSelector("text=What would run");
  await view.click("button:text-is('Start'):enabled");
  await view.waitForURL(/#\/runs\/started/);
  await view.waitForSelector(".verdict:has-text('Running')");
  check(said.length === 0, `editor: the console is silent ${said.join("; ")}`);
  await context.close();
}

async function testForm(base, fixture) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/new/polymorphs.search");
  await view.fill("#field-name", "by-form");
  await view.focus("#field-formula");
  await view.focus("#field-pressure");
  check(await view.isVisible("text=formula is needed >> nth=0"), "what is needed is said where it is left empty");
  await view.fill("#field-formula", "TiO2");
  await view.fill("#field-pressure", "2000");
  check(await view.isVisible(".wrong:has-text('must be between -10 and 1000 GPa')"), "a range is checked as it is typed");
  check(await view.isDisabled("button:text-is('Start')"), "and keeps the study from starting");
  await view.fill("#field-pressure", "20");
  await view.fill("#field-units", "2, 3");
  await view.selectOption("#field-energy", "eam");
  const [chooser] = await Promise.all([view.waitForEvent("filechooser"), view.click("button:has-text('Upload a file for file')")]);
  await chooser.setFiles({ name: "my.eam.fs", mimeType: "text/plain", buffer: Buffer.from("table") });
  await view.waitForFunction(() => document.querySelector("#field-energy-file").value === "uploads/my.eam.fs");
  check(true, "a file is sent and named");
  await view.click("summary:has-text('More settings')");
  await view.selectOption("#field-symmetry", "random");
  check(await view.isVisible("text=a space group drawn for each"), "a choice has its sentence");
  await view.click("button:has-text('Add to least')");
  await view.fill("#field-least-0--pair", "Ti-O");
  await view.fill("#field-least-0--distance", "1.5");
  await view.waitForSelector("pre:has-text('\"distance\":\"1.5 angstrom\"')");
  const shown = await view.textContent("pre.study");
  check(shown.includes('pressure = "20 GPa"') && shown.includes("units = [2,3]"), "the study file stands beside the form");
  await seen.accessible(view, "form, filled in");
  await seen.picture(view, "form-filled");
  await view.click("button:text-is('Start'):enabled");
  await view.waitForURL(/#\/runs\/by-form/);
  await view.waitForSelector(".verdict:has-text('Running')");
  check(fixture.runs.has("by-form"), "the form starts a run");
  check(said.length === 0, `form: the console is silent ${said.join("; ")}`);
  await context.close();
}

const fixture = new Fixture(dist);
const base = await fixture.listen();
const only = process.env.ONLY ?? "";
const tests = { testPlaces, testPhone, testList, testEmpty, testLive, testLost, testResults, testReport, testMap, testLargeStructure, testVolume, testEditor, testForm };
for (const [name, test] of Object.entries(tests)) {
  if (only !== "" && !only.split(",").includes(name)) continue;
  try {
    await test(base, fixture);
  } catch (error) {
    check(false, `${name} ended: ${error.message}`);
    await seen.picture(seen.last, `ended-${name}`).catch(() => {});
  }
}
await fixture.close();
await seen.end();
