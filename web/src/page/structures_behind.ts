// Which structures the rows of a table are about. The program does not say, so it is concluded, and
// where the numbers do not agree there are none: a wrong structure is worse than no structure.
import type { RunDetail } from "./types";

export interface OutputOf {
  step: string;
  use: string;
  output: string;
}

export interface Candidate extends OutputOf {
  /** Made by the step of the table itself, not given to it. */
  isOwn: boolean;
}

export function outputsOf(run: RunDetail, artefact: string): OutputOf[] {
  return run.steps.flatMap((s) =>
    (s.outputs ?? [])
      .filter((o) => o.artefact === artefact && o.files.length > 0)
      .map((o) => ({ step: s.name, use: s.use, output: o.name })),
  );
}

function references(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("@") ? [value.slice(1)] : [];
  return Array.isArray(value) ? value.flatMap(references) : [];
}

/** Outputs of structures that a step made, then those that it was given, then those behind the tables that it was given. */
export function candidatesOf(run: RunDetail, step: string, depth = 0): Candidate[] {
  const all = outputsOf(run, "structures");
  const own = all.filter((o) => o.step === step).map((o) => ({ ...o, isOwn: depth === 0 }));
  if (depth > 4) return own;
  const given = run.steps.find((s) => s.name === step)?.parameters ?? {};
  const further = Object.values(given)
    .flatMap(references)
    .flatMap((reference) => {
      const [name = "", output] = reference.split(".");
      if (name === step) return [];
      const named = all
        .filter((o) => o.step === name && (output === undefined || o.output === output))
        .map((o) => ({ ...o, isOwn: false }));
      return named.length > 0 ? named : candidatesOf(run, name, depth + 1).map((c) => ({ ...c, isOwn: false }));
    });
  return [...own, ...further];
}

/** Whether a table of `rows` rows can be about `count` structures: a map may add known ones behind those that it was given. */
export function isAbout(candidate: Candidate, rows: number, count: number, columns: readonly string[]): boolean {
  if (count === rows) return true;
  return !candidate.isOwn && count < rows && columns.includes("kind");
}
