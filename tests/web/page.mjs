// Every panel and action of the live page in a real browser, against made-up answers: what a real run
// cannot show in a test. serve.mjs does the same with the program.
//
//   node page.mjs CHROMIUM FOLDER        (pictures of what was seen are left in FOLDER)
import { mkdirSync } from "node:fs";
import process from "node:process";
import { Fixture } from "./fixture.mjs";
import { testLargeStructure, testMap, testVolume } from "./page_explore.mjs";
import { testEditor, testForm } from "./page_new.mjs";
import { testEmpty, testList, testLive, testLost, testReport, testResults } from "./page_runs.mjs";
import { Browser, dist } from "./seen.mjs";

const [, , chromium, folder = "page"] = process.argv;
mkdirSync(folder, { recursive: true });
const seen = await Browser.start(chromium, folder);

const places = [
  ["#/runs", "runs", "table.runs tbody tr"],
  ["#/runs/tio2-20GPa", "run", ".results tbody tr"],
  ["#/runs/fits:cu64zr36", "running", ".metric canvas"],
  ["#/runs/ni-melting", "failed", ".call.error"],
  ["#/new", "new", ".step-group"],
  ["#/new/polymorphs", "editor", "textarea"],
  ["#/new/polymorphs.search", "form", "#field-formula"],
  ["#/workbooks", "workbooks", "main *"],
  ["#/nowhere", "nowhere", ".call.error"],
];

async function testPlaces(seen, base) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [hash, name, sign] of places) {
      const { context, view, said, strange } = await seen.open(base, { colorScheme, reducedMotion: "reduce" });
      await view.goto(base + hash);
      await view.waitForSelector(sign);
      await view.waitForTimeout(700);
      await seen.accessible(view, `${name}, ${colorScheme}`);
      await seen.picture(view, `${name}-${colorScheme}`);
      seen.check(said.length === 0, `${name}, ${colorScheme}: the console is silent ${said.join("; ")}`);
      seen.check(strange.length === 0, `${name}, ${colorScheme}: nothing is asked of others ${strange}`);
      await context.close();
    }
  }
}

async function testPhone(seen, base) {
  const { context, view } = await seen.open(base, { viewport: { width: 400, height: 800 } });
  for (const [hash, name, sign] of places) {
    await view.goto(base + hash);
    await view.waitForSelector(sign);
    const wide = await view.evaluate(() => document.documentElement.scrollWidth);
    seen.check(wide <= 400, `400 px: ${name} is ${wide} px wide`);
    await seen.picture(view, `phone-${name}`);
  }
  await context.close();
}

const fixture = new Fixture(dist);
const base = await fixture.listen();
const only = process.env.ONLY ?? "";
const tests = {
  testPlaces,
  testPhone,
  testList,
  testEmpty,
  testLive,
  testLost,
  testResults,
  testReport,
  testMap,
  testLargeStructure,
  testVolume,
  testEditor,
  testForm,
};
for (const [name, test] of Object.entries(tests)) {
  if (only !== "" && !only.split(",").includes(name)) continue;
  try {
    await test(seen, base, fixture);
  } catch (error) {
    seen.check(false, `${name} ended: ${error.message}`);
    await seen.picture(seen.last, `ended-${name}`).catch(() => {});
  }
}
await fixture.close();
await seen.end();
