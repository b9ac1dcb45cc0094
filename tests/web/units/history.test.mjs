// What events add up to, also when some come twice or the program was started again.
import assert from "node:assert/strict";
import test from "node:test";

const { emptyHistory, takeEvent, secondsLeft, metricGroups, aligned, mostLogLines } = await import(
  process.env.PAGE_MODULES
);

const metric = (seconds, value, step = "fit") => ({
  time: "2026-11-22T14:00:00Z",
  seconds,
  kind: "metric",
  step,
  text: "chi2",
  value,
});

test("after a lost connection nothing counts twice and nothing is missed", () => {
  const history = emptyHistory();
  const lines = Array.from({ length: 10 }, (_, k) => metric(k, 100 - k));
  lines.slice(0, 6).forEach((e, k) => assert.ok(takeEvent(history, e, (k + 1) * 80)));
  // The second connection begins two lines before the end of the first.
  lines.slice(4).forEach((e, k) => assert.equal(takeEvent(history, e, (k + 5) * 80), k >= 2));
  const [only] = history.metrics.values();
  assert.deepEqual(
    only.values,
    lines.map((e) => e.value),
  );
  assert.equal(history.place, 800);
  assert.equal(history.events, 10);
});

test("a resumed run goes on where its clock stopped", () => {
  const history = emptyHistory();
  [metric(1, 5), metric(9, 4), metric(2, 3), metric(3, 2)].forEach((e, k) => takeEvent(history, e, k + 1));
  const [only] = history.metrics.values();
  assert.deepEqual(only.times, [1, 9, 11, 12]);
});

test("rate and time left come from progress since it began", () => {
  const history = emptyHistory();
  const progress = (seconds, value) => ({
    time: "",
    seconds,
    kind: "progress",
    step: "fit",
    value,
    total: 1000,
    unit: "moves",
  });
  takeEvent(history, progress(10, 200), 1);
  assert.equal(secondsLeft(history.progress.get("fit")), undefined);
  takeEvent(history, progress(20, 400), 2);
  assert.equal(history.progress.get("fit").rate, 20);
  assert.equal(secondsLeft(history.progress.get("fit")), 30);
  // A step that begins anew has a new rate.
  takeEvent(history, progress(30, 0), 3);
  assert.equal(history.progress.get("fit").rate, 0);
});

test("one plot for a name and unit, a line for each step, over one axis", () => {
  const history = emptyHistory();
  [metric(1, 5, "a"), metric(2, 6, "b"), metric(3, 4, "a")].forEach((e, k) => takeEvent(history, e, k));
  takeEvent(history, { ...metric(4, 300, "a"), text: "temperature", unit: "K" }, 9);
  const groups = metricGroups(history);
  assert.deepEqual(
    groups.map((g) => [g.name, g.unit, g.lines.length]),
    [
      ["chi2", "", 2],
      ["temperature", "K", 1],
    ],
  );
  assert.deepEqual(aligned(groups[0].lines), [
    [1, 2, 3],
    [5, null, 4],
    [null, 6, null],
  ]);
});

test("states are the latest; the log keeps its end", () => {
  const history = emptyHistory();
  for (const text of ["running", "done"]) takeEvent(history, { time: "", kind: "state", step: "a", text }, NaN);
  assert.equal(history.states.get("a"), "done");
  for (let k = 0; k < mostLogLines + 5; k += 1)
    takeEvent(history, { time: "", kind: k % 2 ? "warning" : "log", step: "a", text: `${k}` }, NaN);
  assert.equal(history.log.length, mostLogLines);
  assert.equal(history.log.at(-1).text, `${mostLogLines + 4}`);
  assert.equal(history.log.at(-1).isWarning, false);
});
