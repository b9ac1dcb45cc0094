// The page's modules without a browser: bundled by esbuild, tested by node's own runner.
//
//   node units.mjs FOLDER
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const skipped = 77;
const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.resolve(here, "../../web");
const folder = path.resolve(process.argv[2] ?? "units");
const require = createRequire(path.join(web, "package.json"));
let esbuild;
try {
  esbuild = require("esbuild");
} catch {
  console.log("SKIPPED: web/node_modules is not installed (cd web && npm ci)");
  process.exit(skipped);
}
const modules = [
  "history",
  "nifti",
  "parameters",
  "points",
  "route",
  "scales",
  "sorting",
  "structures_behind",
  "words",
];
mkdirSync(folder, { recursive: true });
const bundle = path.join(folder, "modules.mjs");
esbuild.buildSync({
  stdin: {
    contents: modules.map((m) => `export * from "./${m}";`).join("\n"),
    resolveDir: path.join(web, "src/page"),
    loader: "ts",
  },
  outfile: bundle,
  bundle: true,
  format: "esm",
  target: "es2022",
  logLevel: "warning",
});
const tests = readdirSync(path.join(here, "units")).map((f) => path.join(here, "units", f));
const { status } = spawnSync(process.execPath, ["--test", ...tests], {
  stdio: "inherit",
  env: { ...process.env, PAGE_MODULES: bundle },
});
process.exit(status ?? 1);
