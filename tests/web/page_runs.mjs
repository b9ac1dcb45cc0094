// The list of runs and a run, against made-up answers.
import { Fixture } from "./fixture.mjs";
import { dist } from "./seen.mjs";

export async function testList(seen, base, fixture) {
  const { context, view } = await seen.open(base);
  await view.goto(base);
  await view.waitForSelector("table.runs tbody tr");
  const names = () => view.$$eval("table.runs tbody th a", (all) => all.map((a) => a.textContent));
  seen.check((await names())[0] === "cu64zr36", "the list begins with the latest run");
  await view.click("th button:text-is('Name')");
  seen.check((await names())[0] === "core-4", "a click sorts by name");
  seen.check(
    (await view.getAttribute("th:has(button:text-is('Name'))", "aria-sort")) === "ascending",
    "and the head says so",
  );
  await view.keyboard.press("/");
  await view.keyboard.type("glass");
  seen.check((await names()).join() === "cu64zr36", "/ goes to the filter, which filters");
  await view.fill("input[data-filter]", "");
  fixture.runs.get("fits:cu64zr36").summary.text = "with-energy: 2.0 / 2.9 M moves";
  await view.waitForSelector("text=2.0 / 2.9 M moves");
  seen.check(true, "the list keeps itself up to date");
  await view.locator("h1").click();
  await view.keyboard.press("?");
  seen.check(await view.isVisible("dialog[open] >> text=Go to the filter"), "? lists the keys");
  await view.keyboard.press("Escape");
  seen.check((await view.$("dialog[open]")) === null, "Escape closes the list");
  await view.reload();
  await view.waitForSelector("table.runs tbody tr");
  await view.keyboard.press("Tab");
  seen.check(
    await view.evaluate(() => document.activeElement.className === "skip"),
    "the first key leads to the skip link",
  );
  await view.keyboard.press("Enter");
  seen.check(await view.evaluate(() => document.activeElement.id === "main"), "which leads to the content");
  await context.close();
}

export async function testEmpty(seen) {
  const fixture = new Fixture(dist, { isEmpty: true, isReadOnly: true });
  const base = await fixture.listen();
  const { context, view } = await seen.open(base);
  await view.goto(base);
  seen.check(
    (await view.isVisible("text=There are no runs below")) || (await view.waitForSelector(".empty")) !== null,
    "an empty folder says what to do first",
  );
  seen.check((await view.$("a.button.primary")) === null, "a page that may only look offers no start");
  await seen.picture(view, "empty");
  await view.goto(base + "#/new");
  seen.check((await view.waitForSelector("text=This page may only look.")) !== null, "and says so");
  await context.close();
  await fixture.close();
}

export async function testLive(seen, base, fixture) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/fits:cu64zr36");
  const text = () => view.textContent(".step-head .bar-text");
  await view.waitForSelector(".step-head .bar-text");
  const before = await text();
  await view.waitForFunction((old) => document.querySelector(".step-head .bar-text").textContent !== old, before);
  seen.check(/moves.*left/.test(await text()), `progress moves: ${await text()}`);
  seen.check(
    (await view.$$(".metric canvas")).length === 3,
    "a plot for each metric, and one for what is in the making",
  );
  await view.click("button:has-text('Log scale of chi')");
  seen.check(
    (await view.getAttribute("button:has-text('Log scale of chi')", "aria-pressed")) === "true",
    "the scale becomes a logarithm",
  );
  const csv = await seen.saved(view, () => view.click("button:has-text('CSV of chi')"));
  seen.check(
    csv.text.startsWith("step,metric,unit,seconds,value\nwith-energy,") && csv.text.split("\n").length > 15,
    `${csv.name} has the numbers`,
  );
  await view.click("button:has-text('Only warnings')");
  seen.check((await view.$$(".log p")).length === 1, "the log shows warnings alone");
  await view.click("button.button:text-is('Stop')");
  await view.click("dialog[open] >> button:text-is('Cancel')");
  seen.check(fixture.runs.get("fits:cu64zr36").summary.state === "running", "stopping asks first");
  await view.click("button.button:text-is('Stop')");
  await seen.accessible(view, "dialog");
  await view.click("dialog[open] >> button:text-is('Stop')");
  await view.waitForSelector(".verdict:has-text('Stopped.')");
  seen.check(true, "Stop stops");
  await view.click("button.button:text-is('Resume')");
  await view.click("dialog[open] >> button:text-is('Resume')");
  await view.waitForSelector(".verdict:has-text('Running')");
  const again = await text();
  await view.waitForFunction((old) => document.querySelector(".step-head .bar-text").textContent !== old, again);
  seen.check(true, "Resume resumes, and progress is followed again");
  seen.check(said.length === 0, `live: the console is silent ${said.join("; ")}`);
  await context.close();
}

export async function testLost(seen) {
  let fixture = new Fixture(dist);
  const base = await fixture.listen();
  const { port } = fixture;
  const { context, view } = await seen.open(base);
  await view.goto(base + "#/runs/fits:cu64zr36");
  await view.waitForSelector(".metric canvas");
  await view.waitForTimeout(1000);
  await fixture.close();
  await view.waitForSelector(".connection:has-text('does not answer')");
  seen.check((await view.$(".metric canvas")) !== null, "without the program the page says so and keeps what it has");
  await seen.picture(view, "lost");
  fixture = new Fixture(dist);
  await fixture.listen(port);
  await view.waitForFunction(() => document.querySelector(".connection p") === null);
  await view.waitForTimeout(4000);
  const asked = fixture.asked.find((a) => a.path.endsWith("/events"));
  const place = Number(asked?.lastEventId || new URLSearchParams(asked?.query).get("after"));
  seen.check(place >= 6000, `events go on behind place ${place}`);
  await context.close();
  await fixture.close();
}

export async function testResults(seen, base) {
  const { context, view } = await seen.open(base);
  await view.goto(base + "#/runs/tio2-20GPa");
  await view.waitForSelector(".results tbody tr");
  seen.check(
    await view.isVisible(".results >> text=with an independent program >> nth=0"),
    "a result stands beside its reference",
  );
  await view.click("th button:text-is('Check')");
  seen.check((await view.textContent(".results tbody tr >> nth=0")).includes("40-a"), "failed checks come first");
  await view.click(".results tbody tr >> nth=0 >> button");
  await view.waitForSelector(".output-table tbody tr");
  seen.check(true, "a result leads to the table behind it");
  const csv = await seen.saved(view, () => view.click(".output-table >> button:text-is('CSV')"));
  seen.check(csv.name === "search-unique.csv" && csv.text.split("\n").length === 120, "which is saved as CSV");
  const rows = await seen.saved(view, () => view.click("button:has-text('CSV of the results')"));
  seen.check(rows.text.startsWith("id,value,unit") && rows.text.includes("Pnnm"), "so are the results");
  await seen.picture(view, "table-behind");
  await context.close();
}

export async function testReport(seen, base, fixture) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/tio2-20GPa");
  await view.click("button[role=tab]:text-is('Report')");
  const frame = async () => await (await view.waitForSelector("iframe.shown")).contentFrame();
  const first = await frame();
  await first.waitForSelector("text=Line 60");
  const number = await first.textContent("h1");
  await first.evaluate(() => scrollTo(0, 900));
  await view.waitForTimeout(300);
  seen.check(
    (await view.getAttribute("iframe", "sandbox")) === "allow-scripts allow-downloads",
    "the report has no origin of its own",
  );
  const blocked = await first.evaluate(() =>
    fetch("/api/runs").then(
      () => false,
      () => true,
    ),
  );
  seen.check(blocked, "and cannot ask the program");
  const run = fixture.runs.get("tio2-20GPa");
  run.summary.date = "2026-11-21T16:41:00Z";
  await view
    .waitForFunction(
      (old) => document.querySelectorAll("iframe.shown").length === 1 && document.querySelector("iframe").src !== old,
      await view.getAttribute("iframe", "src"),
      { timeout: 30_000 },
    )
    .catch(() => {});
  await view.waitForTimeout(17_000);
  const second = await frame();
  seen.check((await second.textContent("h1")) !== number, "it is read anew when the run moved on");
  seen.check(Math.abs((await second.evaluate(() => scrollY)) - 900) < 2, "at the same place");
  seen.check(
    said.length === 0 || said.every((s) => s.includes("api/runs")),
    `report: the console is silent ${said.filter((s) => !s.includes("api/runs"))}`,
  );
  await context.close();
}
