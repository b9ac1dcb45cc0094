// The synthesis explorer in headless Chromium on the real server: aripiprazole by clicks alone.
//
//   node explorer.mjs CRUCIBLE CHROMIUM FOLDER
//
// Pictures of what was seen are left in FOLDER. With CRUCIBLE_PAGE=ADDRESS a server that runs already is used.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { Browser } from "./seen.mjs";

const [, , program, chromium, folder] = process.argv;
mkdirSync(folder, { recursive: true });
const seen = await Browser.start(chromium, folder);
const check = (good, what) => seen.check(good, what);
const directory = mkdtempSync(path.join(tmpdir(), "crucible-explorer-"));
let server;

async function serverAddress() {
  if (process.env.CRUCIBLE_PAGE) return process.env.CRUCIBLE_PAGE;
  server = spawn(program, ["serve", directory, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let heard = "";
    const hear = (chunk) => {
      heard += chunk;
      const found = /http:\/\/\S+token=\S+/.exec(heard);
      if (found) resolve(found[0]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", (code) => reject(new Error(`crucible serve ended with ${code}: ${heard}`)));
  });
}

const address = await serverAddress();
const { view, said, strange } = await seen.open(new URL(address).origin, { viewport: { width: 1600, height: 1000 } });
view.setDefaultTimeout(60_000);

let pictures = 0;
/** `whole`: all of the page, also what has to be scrolled to. */
async function picture(name, whole) {
  pictures += 1;
  await view.screenshot({ path: path.join(folder, `${String(pictures).padStart(2, "0")}-${name}.png`), fullPage: whole === "whole" });
}

const words = (selector) => view.locator(selector).allInnerTexts();
const settled = () => view.waitForFunction(() => !document.querySelector(".x-moves[aria-busy=true]"));
const openWorkbook = "section.x-stage";
const target = "O=C1CCc2ccc(OCCCCN3CCN(CC3)c3cccc(Cl)c3Cl)cc2N1";

/** A stroke in the middle of the editor is a bond: ethane. The editor says nowhere when it is ready for it. */
async function drawBond() {
  const field = view.locator(".x-new textarea");
  for (let attempt = 0; attempt < 20 && (await field.inputValue()) === ""; attempt += 1) {
    await view.locator(".x-editor-canvas").scrollIntoViewIfNeeded();
    const box = await view.locator(".x-editor-canvas").boundingBox();
    await view.mouse.move(box.x + 300, box.y + 200);
    await view.mouse.down();
    await view.mouse.move(box.x + 360, box.y + 200, { steps: 5 });
    await view.mouse.up();
    await view.waitForTimeout(500);
  }
  return field.inputValue();
}

async function makeWorkbook() {
  await view.goto(address);
  await view.getByRole("link", { name: "Workbooks" }).click();
  await view.waitForSelector(".x-new");
  await view.getByRole("button", { name: "Draw it" }).click();
  await view.waitForSelector(".x-editor-canvas:not(:empty)");
  const drawn = await drawBond();
  check(drawn.length > 0, `the editor's drawing becomes a SMILES: ${drawn}`);
  await picture("new", "whole");
  await seen.accessible(view, "new workbook");
  await view.getByRole("button", { name: "Close the editor" }).click();
  await view.locator(".x-new textarea").fill("C1CC");
  await view.getByRole("button", { name: "Open the workbook" }).click();
  await view.waitForSelector(".x-new .x-fault");
  check(/E-/.test(await view.locator(".x-new .x-fault").innerText()), "a SMILES that is none is refused in one line with its code");
  said.splice(0, said.length, ...said.filter((s) => !/400/.test(s)));
  await view.locator(".x-new textarea").fill(target);
  await view.getByLabel("Name").fill("Aripiprazole");
  await view.getByRole("button", { name: "Open the workbook" }).click();
  await view.waitForSelector(openWorkbook);
}

async function listMoves() {
  await view.waitForSelector(".x-move");
  const names = await words(".x-move h4");
  const found = (pattern) => names.some((n) => pattern.test(n));
  check(found(/Buchwald-Hartwig/), "the Buchwald-Hartwig amination is listed");
  check(found(/Reductive amination/) && found(/[Aa]lkylation of amine|SN2/) && found(/[Ww]illiamson|aryl ether/),
    "the alkylations of both nitrogen and oxygen are listed");
  const groups = await words(".x-group > h3");
  check(groups.some((g) => g.startsWith("Topological")), `moves stand in groups by strategy: ${groups.map((g) => g.split("\n")[0]).join(", ")}`);
  check((await words(".x-reason")).some((r) => /branch|strategic/.test(r)), "moves say why");
  check((await words(".x-molecule .x-word.stock")).length > 0, "precursors in stock have a tick and the word");
  await picture("moves");
  await seen.accessible(view, "moves");
  await view.getByLabel("Filter the moves").fill("buchwald");
  check((await words(".x-move h4")).every((n) => /Buchwald/.test(n)), "the filter leaves what it names");
  await view.getByLabel("Filter the moves").fill("");
}

/** Takes the first move whose name fits and is not refused. */
async function takeMove(pattern) {
  const move = view.locator(".x-move", { has: view.locator("h4", { hasText: pattern }) }).first();
  await move.hover();
  await move.locator(".x-take").click();
}

async function markBonds() {
  // A bond of the ring that is to be kept: any in the drawing of the target.
  await view.locator('.x-card[data-molecule="1"]').click();
  await settled();
  const bond = view.locator('.x-bond[data-bond="0-1"]');
  await bond.dispatchEvent("click");
  await view.waitForSelector(".x-mark.keep", { state: "attached" });
  check((await words(".x-constraints .x-plain")).some((w) => /0-1 of molecule 1/.test(w)), "a clicked bond is kept");
  await settled();
  await view.waitForFunction(() => [...document.querySelectorAll(".x-refusal")].some((e) => /frozen bond/.test(e.textContent)));
  check(true, "moves that change it are refused, and say so");
  await picture("bond-kept");
  await bond.focus();
  await view.keyboard.press("b");
  await view.waitForSelector(".x-mark.break", { state: "attached" });
  await view.keyboard.press("n");
  await view.waitForFunction(() => !document.querySelector(".x-mark.break, .x-mark.keep"));
  check(true, "keys break it and let it go");
  await bond.dispatchEvent("click");
  await view.waitForSelector(".x-mark.keep", { state: "attached" });
}

async function searchFrom(name) {
  await view.getByRole("button", { name: /^Search from molecule/ }).click();
  await view.waitForSelector(".x-running");
  await picture(`searching-${name}`);
  check(await view.getByRole("button", { name: "Undo" }).isDisabled(), "nothing can be done while it searches");
  await view.waitForSelector(".x-found, .x-search [role=status]", { timeout: 180_000 });
  await view.waitForSelector(".x-running", { state: "detached", timeout: 180_000 });
  await settled();
}

async function workAtIt() {
  await takeMove(/Reductive amination/);
  await view.waitForSelector('.x-card[data-molecule="3"]');
  check((await words(".x-card .x-word")).some((w) => /in stock/.test(w)), "taking a move grows the tree");
  await settled();
  await picture("taken");
  await markBonds();
  await view.locator(".x-card.open:not(.goal)").first().click();
  await settled();
  const card = view.locator(".x-moves .x-molecule").first();
  const banned = await card.getAttribute("title");
  await view.getByLabel("What to say", { exact: true }).selectOption("forbid");
  await view.getByRole("textbox", { name: "SMILES" }).fill(banned);
  await view.getByRole("button", { name: "Say so" }).click();
  await view.waitForFunction(() => [...document.querySelectorAll(".x-refusal")].some((e) => /is forbidden/.test(e.textContent)));
  check(true, `a forbidden molecule is told at its moves: ${banned}`);
  await view.getByLabel("Iterations").fill("150");
  await searchFrom("rest");
  await picture("searched", "whole");
  check((await words(".x-found")).length > 0, "a search tells its routes");
}

async function compareAndKeep() {
  await view.getByRole("textbox", { name: "Keep the tree as" }).fill("by hand");
  await view.getByRole("button", { name: "Keep", exact: true }).click();
  await view.waitForSelector(".x-kept .x-plain li");
  await view.locator('.x-card[data-molecule="1"]').click();
  await settled();
  await searchFrom("all");
  await view.waitForSelector(".x-found");
  await picture("found", "whole");
  await seen.accessible(view, "found routes");
  await view.getByRole("button", { name: "Compare by hand with the tree" }).click();
  await view.waitForSelector(".x-dialog .x-scores");
  check((await words(".x-dialog .x-sides h3")).length === 2, "two routes stand side by side");
  await picture("compared");
  await seen.accessible(view, "comparison");
  await view.keyboard.press("Escape");
  await view.waitForSelector(".x-dialog", { state: "hidden" });
}

async function pinAndUndo() {
  const made = view.locator(".x-card.between").first();
  await made.click();
  await view.getByRole("button", { name: "Pin", exact: true }).click();
  await view.waitForSelector(".x-card .x-word:has-text('pinned')");
  check(true, "a sub-route is pinned");
  await view.keyboard.press("Control+z");
  await view.waitForSelector(".x-card .x-word:has-text('pinned')", { state: "detached" });
  check(true, "Ctrl-Z undoes it");
  await view.keyboard.press("Control+y");
  await view.waitForSelector(".x-card .x-word:has-text('pinned')");
  check(true, "Ctrl-Y does it again");
  await view.getByRole("button", { name: "Wide tree" }).click();
  await picture("wide");
  await view.getByRole("button", { name: "Wide tree" }).click();
}

async function saveAndExport() {
  const saved = await seen.saved(view, () => view.getByRole("link", { name: "Save the workbook" }).click());
  check(JSON.parse(saved.text).crucible_workbook === 1, "the workbook is saved as the terminal's file");
  await view.getByRole("button", { name: "Export routes" }).click();
  await view.waitForSelector(".x-export .x-plain li");
  const files = await words(".x-export .x-plain a");
  check(["routes.json", "routes.rdf", "shopping.csv"].every((f) => files.includes(f)), `exports ${files.join(", ")}`);
  const file = await seen.saved(view, () => view.getByRole("link", { name: "shopping.csv" }).click());
  check(/smiles/i.test(file.text), "an exported file can be read");
  await picture("exported", "whole");
  await view.getByRole("main").getByRole("link", { name: "Workbooks" }).click();
  await view.waitForSelector(".x-book");
  check((await words(".x-book h3")).some((n) => /Aripiprazole/.test(n)), "the list has it");
  await picture("list");
}

async function otherLooks() {
  await view.locator(".x-book a").first().click();
  await view.waitForSelector(openWorkbook);
  await settled();
  await view.emulateMedia({ colorScheme: "dark" });
  await picture("dark");
  await seen.accessible(view, "dark");
  for (const width of [1100, 400]) {
    await view.setViewportSize({ width, height: 900 });
    await picture(`narrow-${width}`, "whole");
    const wide = await view.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= width, `${width} px: the page is ${wide} px wide`);
  }
}

try {
  await makeWorkbook();
  await listMoves();
  await workAtIt();
  await compareAndKeep();
  await pinAndUndo();
  await saveAndExport();
  await otherLooks();
  check(said.length === 0, `the console is silent ${said.join("; ")}`);
  check(strange.length === 0, `nothing is asked of others ${strange}`);
} catch (error) {
  await picture("failed", "whole").catch(() => {});
  check(false, `${error.message}\n${said.join("\n")}`);
} finally {
  server?.removeAllListeners("exit");
  server?.kill();
  rmSync(directory, { recursive: true, force: true });
}
await seen.end();
