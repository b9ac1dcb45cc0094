// One run: what it says so far, its steps as they go, its numbers, its report, its maps.
import { useEffect, useMemo, useState } from "preact/hooks";
import { useAnswer } from "./ask";
import { FaultCallout } from "./callout";
import { ExplorePanel } from "./explore_panel";
import { useEvents } from "./follow";
import { LogLines } from "./log_lines";
import { MetricPlots } from "./metric_plots";
import { Previews } from "./previews";
import { ReportFrame } from "./report_frame";
import { ResultsTable } from "./results_table";
import { RunActions } from "./run_actions";
import { StepList } from "./step_list";
import { StudyFile } from "./study_file";
import { Tabs } from "./tabs";
import type { RunDetail } from "./types";
import { Verdict } from "./verdict";
import { dateWords, durationWords } from "./words";

const whileRunning = 2500;
const atRest = 15_000;

function outputsToExplore(run: RunDetail): boolean {
  return run.steps.some((s) =>
    (s.outputs ?? []).some((o) => o.files.length > 0 && ["table", "structures", "volume"].includes(o.artefact)),
  );
}

export function RunPage(props: { id: string; isReadOnly: boolean }) {
  const { id, isReadOnly } = props;
  const [tab, setTab] = useState("overview");
  const [shownStep, setShownStep] = useState({ name: "", turn: 0 });
  const [restart, setRestart] = useState(0);
  const [isRunning, setRunning] = useState(false);
  const path = `api/runs/${encodeURIComponent(id)}`;
  const { data: run, fault, again, isLoading } = useAnswer<RunDetail>(path, isRunning ? whileRunning : atRest);
  const followed = useEvents(id, restart);
  const states = useMemo(() => [...followed.history.states.values()].join(), [followed.version]);
  useEffect(() => {
    if (!run) return;
    // A run that was at rest and moves again has new events to follow.
    if (run.state === "running" && !isRunning && followed.isGone) setRestart((n) => n + 1);
    setRunning(run.state === "running");
  }, [run?.state]);
  useEffect(again, [states, followed.isGone]);
  useEffect(() => {
    document.title = run ? `${run.name || run.id} \u2013 Crucible` : "Crucible";
    return () => void (document.title = "Crucible");
  }, [run?.name]);

  if (fault && !run) return <FaultCallout fault={fault} again={again} />;
  if (!run) return <p class="na">{isLoading ? "Reading the run…" : "Nothing to show."}</p>;
  const tabs = [
    { id: "overview", name: "Overview" },
    { id: "report", name: "Report" },
    ...(outputsToExplore(run) ? [{ id: "explore", name: "Explore" }] : []),
    { id: "study", name: "Study file" },
  ];
  const moved = `${run.state} ${run.done} ${run.date} ${Math.floor(followed.version / 20)}`;
  return (
    <>
      <div class="heading">
        <p class="eyebrow">
          <a href="#/runs">Runs</a> / {run.id.replaceAll(":", " / ")} · {run.kind || "one step"} · {dateWords(run.date)}{" "}
          · {durationWords(run.seconds)}
        </p>
        {isReadOnly ? null : (
          <RunActions
            run={run}
            again={() => {
              again();
              setRestart((n) => n + 1);
            }}
          />
        )}
      </div>
      <h1>{run.headline || run.name || run.id}</h1>
      {run.lede ? <p class="lede">{run.lede}</p> : null}
      <Verdict run={run} />
      <Tabs tabs={tabs} chosen={tab} onChoose={setTab}>
        {tab === "overview" ? (
          <>
            <StepList run={run} followed={followed} shown={shownStep} />
            <Previews previews={run.previews ?? []} />
            <MetricPlots run={run.id} followed={followed} />
            <ResultsTable run={run} onStep={(name) => setShownStep((old) => ({ name, turn: old.turn + 1 }))} />
            <LogLines followed={followed} />
          </>
        ) : null}
        {tab === "report" ? <ReportFrame path={`${path}/report`} moved={moved} isRunning={isRunning} /> : null}
        {tab === "explore" ? <ExplorePanel run={run} /> : null}
        {tab === "study" ? <StudyFile run={run} /> : null}
      </Tabs>
    </>
  );
}
