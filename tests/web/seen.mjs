// A browser that looks at the page: what it says, what it asks for, whether everybody can use it.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const web = fileURLToPath(new URL("../../web", import.meta.url));
export const dist = path.join(web, "dist");
const require = createRequire(path.join(web, "package.json"));

export function skip(why) {
  console.log(`SKIPPED: ${why}`);
  process.exit(77);
}

/** How many different colours a picture has; a blank canvas has one. */
export async function coloursOf(view, png) {
  return view.evaluate(async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0);
    const { data: bytes } = drawing.getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < bytes.length; i += 4) seen.add((bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2]);
    return seen.size;
  }, png.toString("base64"));
}

export class Browser {
  failures = 0;

  constructor(browser, axe, folder) {
    this.browser = browser;
    this.axe = axe;
    this.folder = folder;
  }

  static async start(chromium, folder) {
    if (!chromium || !existsSync(chromium)) skip("no chromium (apt-get install chromium)");
    if (!existsSync(path.join(dist, "page.js"))) skip("the page was not built (cd web && npm ci && node build.mjs)");
    let playwright, axe;
    try {
      playwright = require("playwright-core");
      axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
    } catch {
      skip("web/node_modules is not installed (cd web && npm ci)");
    }
    const browser = await playwright.chromium.launch({
      executablePath: chromium,
      args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    });
    return new Browser(browser, axe, folder);
  }

  check(good, what) {
    console.log(`${good ? "ok  " : "FAIL"} ${what}`);
    if (!good) this.failures += 1;
  }

  /** A page, what its console said, and what it asked of other origins than `base`. */
  async open(base, options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1240, height: 1000 }, ...options });
    const view = await context.newPage();
    view.setDefaultTimeout(45_000);
    this.last = view;
    const said = [];
    const strange = [];
    view.on(
      "console",
      (m) => ["error", "warning"].includes(m.type()) && !/GPU stall|GL Driver/.test(m.text()) && said.push(m.text()),
    );
    view.on("pageerror", (e) => said.push(e.message));
    view.on("request", (r) => {
      if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) strange.push(r.url());
    });
    return { context, view, said, strange };
  }

  /** axe runs by the protocol, which the page's policy does not bind. */
  async accessible(view, what) {
    await view.evaluate(this.axe);
    const { violations } = await view.evaluate(() => globalThis.axe.run(document, { iframes: false }));
    const serious = violations.filter((v) => ["serious", "critical"].includes(v.impact));
    for (const f of serious)
      console.log(
        "    ",
        f.id,
        f.help,
        f.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)),
      );
    this.check(serious.length === 0, `${what}: no serious accessibility finding`);
  }

  async picture(view, name) {
    await view.screenshot({ path: path.join(this.folder, `${name}.png`), fullPage: true });
  }

  async saved(view, act) {
    const [download] = await Promise.all([view.waitForEvent("download"), act()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  }

  async end() {
    await this.browser.close();
    console.log(this.failures === 0 ? "all good" : `${this.failures} failed`);
    process.exit(this.failures === 0 ? 0 : 1);
  }
}
