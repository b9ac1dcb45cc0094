// The page's colours are those of the reports.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const tokens = [
  ...readFileSync(path.join(root, "src/crucible/report/tokens.cpp"), "utf8").matchAll(
    /Token\{Hue::\w+, "([\w-]+)", rgb\(0x(\w{6})\), rgb\(0x(\w{6})\)\}/g,
  ),
].map((m) => m.slice(1));
const style = readFileSync(path.join(root, "web/src/page/page.css"), "utf8");
const [light, dark] = style.split("@media (prefers-color-scheme: dark)");

test("every token of the reports has its value on the page, light and dark", () => {
  assert.ok(tokens.length >= 22);
  for (const [name, day, night] of tokens) {
    assert.match(light, new RegExp(`--${name}: #${day};`), `${name}, light`);
    assert.match(dark.slice(0, 900), new RegExp(`--${name}: #${night};`), `${name}, dark`);
  }
});
