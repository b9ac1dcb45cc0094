// Numbers and names as the explorer writes them.
import type { Score } from "./types";

const strategyWords: Record<string, [string, string]> = {
  "transform-goals": ["Transform goals", "powerful transforms, and steps that prepare one"],
  "mechanisms": ["Mechanisms", "chains of elementary steps"],
  "structure-goals": ["Structure goals", "lead to a starting material"],
  "topological": ["Topological", "strategic bonds and branches of rings"],
  "stereochemical": ["Stereochemical", "clear centres with control"],
  "functional-groups": ["Functional groups", "pairs of groups, single groups, interchanges"],
  "goals": ["Your goals", "serve what you asked for"],
  "convergent-bond-sets": ["Convergent bond sets", "few bonds that join like pieces"],
  "polarity": ["Polar bonds", "part into ions most readily"],
  "library": ["Library", "written transforms that no strategy speaks for"],
  "learned": ["Learned", "templates from recorded reactions"],
  "translator": ["Translator", "precursors that a net wrote"],
  "recorded": ["Recorded", "reactions of a table"],
};

export function strategyName(key: string): string {
  return strategyWords[key]?.[0] ?? (key || "Other");
}

export function strategySentence(key: string): string {
  return strategyWords[key]?.[1] ?? "";
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Two or three digits; small numbers with a power of ten. */
export function short(x: number, digits = 2): string {
  if (x === 0 || !Number.isFinite(x)) return "0";
  if (Math.abs(x) >= 1e-3 && Math.abs(x) < 1e5) return String(Number(x.toPrecision(digits)));
  const [mantissa = "", power = "0"] = x.toExponential(digits - 1).split("e");
  const sign = power.startsWith("-") ? "⁻" : "";
  const figures = [...power.replace(/^[+-]/, "")].map((d) => raised[Number(d)] ?? "").join("");
  return `${mantissa}·10${sign}${figures}`;
}

export function plural(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

export function scoreLine(s: Score): string {
  return `${plural(s.steps, "step")}, ${s.longest} in a line; ${s.leaves_in_stock} of ${s.leaves} starting materials in stock`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function bytes(n: number): string {
  return n < 1000 ? `${n} B` : n < 1e6 ? `${Math.round(n / 100) / 10} kB` : `${Math.round(n / 1e5) / 10} MB`;
}

export const workbookAddress = (id: string): string => "#/workbooks/" + encodeURIComponent(id);
export const apiAddress = (id: string, rest = ""): string => `/api/workbooks/${encodeURIComponent(id)}${rest}`;
