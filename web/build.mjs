// Bundles the viewer. The notices of what is inside travel with it: every report that embeds the
// bundle redistributes these packages.
import { build } from "esbuild";
import { existsSync, readFileSync, readdirSync } from "node:fs";

const bundles = [
  { name: "viewer", what: "structure viewer", packages: ["3dmol", "pako", "upng-js", "netcdfjs", "iobuffer"] },
  { name: "volume", what: "volume viewer",
    packages: ["@niivue/niivue", "@lukeed/uuid", "@ungap/structured-clone", "array-equal", "fflate", "gl-matrix",
      "nifti-reader-js", "zarrita"] },
  { name: "page", what: "live page", entry: "page/main.tsx", packages: ["preact", "uplot"] },
  { name: "plot", what: "plots of the live page", packages: ["uplot"] },
  { name: "editor", what: "editor of molecules", packages: ["openchemlib"] },
];

function notice(name) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file && existsSync(`${folder}/${file}`) ? readFileSync(`${folder}/${file}`, "utf8") : "";
  return `${name} ${version} (${license})\n${text.trim()}`;
}

for (const { name, what, packages, entry = `${name}.ts` } of bundles) {
  const notices = packages.map(notice).join("\n\n").replaceAll("*/", "* /").replaceAll("</", "< /")
    .replaceAll("<!--", "< !--").replace(/[^\x09\x0a\x20-\x7e]/g, "");
  await build({
    entryPoints: [`src/${entry}`],
    outfile: `dist/${name}.js`,
    bundle: true,
    minify: true,
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
    banner: { js: `/* Crucible's ${what} contains:\n\n${notices}\n*/` },
    logLevel: "warning",
  });
}
