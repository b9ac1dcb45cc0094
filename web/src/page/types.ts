// What the program answers (docs/live.md).

export type State = "running" | "complete" | "stopped" | "failed" | "empty";

export interface Checks {
  pass: number;
  fail: number;
  info: number;
}

export interface RunSummary {
  id: string;
  name: string;
  kind: string;
  state: State;
  steps: number;
  done: number;
  /** 0 to 1 */
  fraction: number;
  text: string;
  /** ISO 8601, UTC */
  date: string;
  seconds: number;
  checks: Checks;
  /** Started by this server, which can stop it. */
  own: boolean;
}

export interface OutputFile {
  id: string;
  name: string;
  bytes: number;
}

export interface StepOutput {
  name: string;
  artefact: string;
  files: OutputFile[];
}

export interface FaultWords {
  code: string;
  message: string;
  cure: string;
}

export interface RunStep {
  name: string;
  use: string;
  state: string;
  seconds?: number;
  error?: FaultWords | string | null;
  items?: { done: number; total: number } | number | null;
  parameters?: Record<string, unknown>;
  outputs?: StepOutput[];
}

export interface ResultRow {
  id: string;
  value: number | string | null;
  unit: string;
  error?: number | null;
  n?: number | null;
  reference?: { value: number | null; error?: number | null; source?: string } | null;
  check?: "pass" | "fail" | "info" | "" | null;
}

export interface Preview {
  step?: string;
  name: string;
  title?: string;
  x: { name: string; unit?: string; values: number[] };
  series: { name: string; role?: "measured" | "model"; values: (number | null)[] }[];
  unit?: string;
}

/** GET /api/runs/RUN: the summary with `steps` as a list. */
export interface RunDetail extends Omit<RunSummary, "steps"> {
  headline: string;
  lede: string;
  steps: RunStep[];
  rows: ResultRow[];
  study: string;
  figures: string[];
  previews?: Preview[];
}

export interface RunEvent {
  time: string;
  seconds?: number;
  kind: "log" | "warning" | "progress" | "metric" | "state";
  step: string;
  text?: string;
  value?: number;
  total?: number;
  unit?: string;
}

export interface TableColumn {
  name: string;
  unit: string;
  values: (number | string | null)[];
}

export interface TableAnswer {
  columns: TableColumn[];
  rows: number;
}

export interface Named {
  name: string;
  sentence: string;
}

export type FieldType =
  "integer" | "number" | "text" | "path" | "choice" | "reference" | "list" | "range" | "table" | "one_of";

export interface Field {
  name: string;
  sentence: string;
  type: FieldType;
  required?: boolean;
  example?: string;
  default?: unknown;
  unit?: string;
  low?: number | null;
  high?: number | null;
  choices?: Named[];
  artefact?: string;
  element?: Field;
  fields?: Field[];
  /** Names of settings that belong together, for tables. */
  presets?: Named[];
  alternatives?: (Named & { fields: Field[]; presets?: Named[] })[];
}

export interface StepType extends Named {
  examples: string[];
  fields: Field[];
  presets?: Named[];
}

export interface Problem {
  message: string;
  cure: string;
  code: string;
  line?: number;
  column?: number;
  key?: string;
}

export interface CheckAnswer {
  problems: Problem[];
  study: string;
  steps: { name: string; use: string; state: string; why: string; forecast?: string }[];
}

export interface ProgramAnswer {
  version: string;
  root: string;
  read_only: boolean;
  kinds: { name: string; question: string }[];
}
