// Maps, structures and volumes, against made-up answers.
import { coloursOf } from "./seen.mjs";

export async function testMap(seen, base) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/tio2-20GPa");
  await view.click("button[role=tab]:text-is('Explore')");
  const canvas = await view.waitForSelector(".map canvas");
  await view.waitForSelector("text=22\u202f000 rows");
  seen.check((await coloursOf(view, await canvas.screenshot())) > 8, "the map draws its points in their colours");
  const box = await canvas.boundingBox();
  const drag = async (path) => {
    await view.mouse.move(box.x + path[0][0], box.y + path[0][1]);
    await view.mouse.down();
    for (const [x, y] of path.slice(1)) await view.mouse.move(box.x + x, box.y + y, { steps: 4 });
    await view.mouse.up();
  };
  const chosen = async () =>
    Number((await view.textContent(".explore .said")).replace(/\u202f/g, "").match(/^(\d+) rows? of/)?.[1] ?? 0);
  const began = Date.now();
  await drag([
    [300, 100],
    [700, 300],
  ]);
  await view.waitForSelector("button:has-text('CSV of the selection')");
  const took = Date.now() - began;
  const many = await chosen();
  seen.check(many > 1000 && took < 2000, `a rectangle selects ${many} of 22 000 points, in ${took} ms`);
  const csv = await seen.saved(view, () => view.click("button:has-text('CSV of the selection')"));
  seen.check(csv.text.split("\n").length === many + 2, "they are saved as CSV");
  seen.check((await view.$$(".explore tbody tr")).length < 60, "the table beside has only the rows in sight");
  await view.click("button:text-is('Lasso')");
  await drag([
    [500, 100],
    [700, 200],
    [500, 300],
    [400, 200],
  ]);
  const few = await chosen();
  seen.check(few > 0 && few !== many, `a lasso selects ${few}`);
  await seen.picture(view, "map-lasso");
  await view.click("button:text-is('Select none')");
  for (const [label, value] of [
    ["Colour", "enthalpy"],
    ["Area", ""],
    ["Up", "volume"],
  ])
    await view.locator("label", { hasText: label }).locator("select").first().selectOption(value);
  seen.check(await view.isVisible(".scale"), "a measure has a scale of colours");
  await canvas.focus();
  for (const key of ["ArrowRight", "ArrowUp", "ArrowRight", " "]) await view.keyboard.press(key);
  seen.check((await chosen()) === 1, "keys walk over the points and select");
  await view.keyboard.press("Enter");
  const drawn = await view.waitForSelector(".structure .stage canvas");
  await view.waitForTimeout(800);
  seen.check((await coloursOf(view, await drawn.screenshot())) > 50, "Enter opens the structure");
  await seen.accessible(view, "map with a structure");
  await seen.picture(view, "map-structure");
  await view.click(".structure >> button:text-is('Close')");
  await canvas.focus();
  await view.keyboard.press("Escape");
  seen.check((await chosen()) === 0, "Escape drops the selection");
  seen.check(said.length === 0, `map: the console is silent ${said.join("; ")}`);
  await context.close();
}

export async function testLargeStructure(seen, base) {
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
  seen.check(
    !turned.equals(first) && (await coloursOf(view, turned)) > 100,
    `21 952 atoms are drawn in ${opened} ms and turn in ${each} ms a step (software rendering)`,
  );
  seen.check(opened < 15_000 && each < 2500, "which is quick enough to work with");
  await seen.picture(view, "large-structure");
  seen.check(said.length === 0, `large structure: the console is silent ${said.join("; ")}`);
  await context.close();
}

export async function testVolume(seen, base) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/runs/core-4");
  await view.click("button[role=tab]:text-is('Explore')");
  const canvas = await view.waitForSelector(".stage.volume canvas");
  await view.waitForFunction(() => document.querySelector(".explore .said").textContent === "");
  await view.waitForTimeout(1500);
  const grey = await canvas.screenshot();
  seen.check((await coloursOf(view, grey)) > 50, "a volume is drawn");
  await view.getByLabel("Classes over it").selectOption({ index: 2 });
  await view.waitForSelector("button:text-is('Class 3')");
  seen.check((await view.$("button:text-is('Class 4')")) === null, "its classes are counted");
  await view.waitForTimeout(1500);
  await view.getByLabel("Heat over it").selectOption({ index: 3 });
  await view.waitForTimeout(300);
  await view.waitForFunction(() => document.querySelector(".explore .said").textContent === "");
  await view.waitForTimeout(1500);
  seen.check((await view.$(".explore .call.error")) === null, "heat lies over it without trouble");
  seen.check(
    (await view.$eval("button:text-is('Class 3')", (b) => b.getAttribute("aria-pressed"))) === "true",
    "and its classes can still be hidden",
  );
  await seen.picture(view, "volume");
  await seen.accessible(view, "volume");
  seen.check(said.length === 0, `volume: the console is silent ${said.join("; ")}`);
  await context.close();
}
