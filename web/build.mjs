// Bundles the viewer. The notices of what is inside travel with it: every report that embeds the
// bundle redistributes these packages.
import { build } from "esbuild";
import { existsSync, readFileSync, readdirSync } from "node:fs";

const packages = ["3dmol", "pako", "upng-js", "netcdfjs", "iobuffer"];

function notice(name) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file && existsSync(`${folder}/${file}`) ? readFileSync(`${folder}/${file}`, "utf8") : "";
  return `${name} ${version} (${license})\n${text.trim()}`;
}

const notices = packages.map(notice).join("\n\n").replaceAll("*/", "* /").replaceAll("</", "< /")
  .replaceAll("<!--", "< !--").replace(/[^\x09\x0a\x20-\x7e]/g, "");

await build({
  entryPoints: ["src/viewer.ts"],
  outfile: "dist/viewer.js",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "ascii",
  legalComments: "none",
  banner: { js: `/* Crucible's structure viewer contains:\n\n${notices}\n*/` },
  logLevel: "warning",
});
