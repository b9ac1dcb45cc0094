// What the events of a run add up to. Events carry the place in events.jsonl behind their line;
// after a lost connection some may come twice, and those behind the last place seen are new.
import type { RunEvent } from "./types";

export interface StepProgress {
  value: number;
  total: number;
  unit: string;
  text: string;
  /** Of unit a second, from the first progress seen of this start; 0: not known yet. */
  rate: number;
  begun: { value: number; time: number };
}

export interface Metric {
  step: string;
  name: string;
  unit: string;
  /** Seconds of computing since the run began; pauses between stops and resumes left out. */
  times: number[];
  values: number[];
}

export interface LogLine {
  time: string;
  step: string;
  text: string;
  isWarning: boolean;
}

export interface History {
  place: number;
  events: number;
  states: Map<string, string>;
  progress: Map<string, StepProgress>;
  metrics: Map<string, Metric>;
  log: LogLine[];
  lastTime: string;
  /** Begin of the present start of the program on the axis of metrics, and its last time. */
  offset: number;
  seconds: number;
}

export const mostLogLines = 2000;

export function emptyHistory(): History {
  return {
    place: -1,
    events: 0,
    states: new Map(),
    progress: new Map(),
    metrics: new Map(),
    log: [],
    lastTime: "",
    offset: 0,
    seconds: 0,
  };
}

function advanceClock(history: History, event: RunEvent): number {
  if (event.seconds === undefined) return history.offset + history.seconds;
  // Every start of the program counts its seconds from zero.
  if (event.seconds < history.seconds) history.offset += history.seconds;
  history.seconds = event.seconds;
  return history.offset + event.seconds;
}

function takeProgress(history: History, event: RunEvent, now: number): void {
  const value = event.value ?? 0;
  const old = history.progress.get(event.step);
  const begun = old && value >= old.value ? old.begun : { value, time: now };
  const passed = now - begun.time;
  history.progress.set(event.step, {
    value,
    total: event.total ?? 0,
    unit: event.unit ?? "",
    text: event.text ?? "",
    begun,
    rate: passed > 0 ? (value - begun.value) / passed : 0,
  });
}

function takeMetric(history: History, event: RunEvent, now: number): void {
  const key = `${event.step}\n${event.text ?? ""}`;
  let metric = history.metrics.get(key);
  if (!metric) {
    metric = { step: event.step, name: event.text ?? "", unit: event.unit ?? "", times: [], values: [] };
    history.metrics.set(key, metric);
  }
  // Several values at one time would draw a vertical line: the axis must go on.
  const last = metric.times.at(-1) ?? -Infinity;
  metric.times.push(Math.max(now, last));
  metric.values.push(event.value ?? NaN);
}

/** Adds `event` unless it was seen before; says whether it was new. */
export function takeEvent(history: History, event: RunEvent, place: number): boolean {
  if (Number.isFinite(place)) {
    if (place <= history.place) return false;
    history.place = place;
  }
  history.events += 1;
  history.lastTime = event.time;
  const now = advanceClock(history, event);
  switch (event.kind) {
    case "progress":
      takeProgress(history, event, now);
      break;
    case "metric":
      takeMetric(history, event, now);
      break;
    case "state":
      history.states.set(event.step, event.text ?? "");
      break;
    default:
      history.log.push({
        time: event.time,
        step: event.step,
        text: event.text ?? "",
        isWarning: event.kind === "warning",
      });
      if (history.log.length > mostLogLines) history.log.splice(0, history.log.length - mostLogLines);
  }
  return true;
}

/** Seconds until `progress` ends at its rate so far; undefined: not known. */
export function secondsLeft(progress: StepProgress): number | undefined {
  if (progress.rate <= 0 || progress.total <= 0) return undefined;
  return Math.max(0, (progress.total - progress.value) / progress.rate);
}

/** Metrics of one name and unit belong into one plot, a line for each step. */
export function metricGroups(history: History): { name: string; unit: string; lines: Metric[] }[] {
  const groups = new Map<string, { name: string; unit: string; lines: Metric[] }>();
  for (const metric of history.metrics.values()) {
    const key = `${metric.name}\n${metric.unit}`;
    const group = groups.get(key) ?? { name: metric.name, unit: metric.unit, lines: [] };
    group.lines.push(metric);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** All lines over one axis: times of any of them, null where a line has no value. */
export function aligned(lines: Metric[]): [number[], ...(number | null)[][]] {
  const times = [...new Set(lines.flatMap((l) => l.times))].sort((a, b) => a - b);
  const place = new Map(times.map((t, i) => [t, i]));
  const values = lines.map((line) => {
    const column: (number | null)[] = new Array(times.length).fill(null);
    line.times.forEach((t, i) => (column[place.get(t)!] = line.values[i]!));
    return column;
  });
  return [times, ...values];
}
