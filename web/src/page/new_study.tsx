// A new study: choose what to start from, write or fill it in, start it.
import { useEffect } from "preact/hooks";
import { useAnswer } from "./ask";
import { Callout, FaultCallout } from "./callout";
import { StepForm } from "./step_form";
import { StudyEditor } from "./study_editor";
import { StudyChooser } from "./study_chooser";
import type { ProgramAnswer, RunDetail, StepType } from "./types";

function FromTemplate(props: { kind: string }) {
  const { data, fault, again } = useAnswer<{ study: string }>(`api/templates/${encodeURIComponent(props.kind)}`);
  if (fault) return <FaultCallout fault={fault} again={again} />;
  return data ? (
    <StudyEditor title={`New study: ${props.kind}`} text={data.study} />
  ) : (
    <p class="na">Reading the template…</p>
  );
}

function FromRun(props: { id: string }) {
  const { data, fault, again } = useAnswer<RunDetail>(`api/runs/${encodeURIComponent(props.id)}`);
  if (fault) return <FaultCallout fault={fault} again={again} />;
  return data ? (
    <StudyEditor title={`New study, from ${data.name || data.id}`} text={data.study} />
  ) : (
    <p class="na">Reading the study…</p>
  );
}

function FromStep(props: { name: string }) {
  const { data, fault, again } = useAnswer<StepType>(`api/steps/${encodeURIComponent(props.name)}`);
  if (fault) return <FaultCallout fault={fault} again={again} />;
  return data ? <StepForm type={data} /> : <p class="na">Reading the step…</p>;
}

export function NewStudy(props: { what: string; program: ProgramAnswer | undefined }) {
  const { what, program } = props;
  useEffect(() => {
    document.title = "New study \u2013 Crucible";
    return () => void (document.title = "Crucible");
  }, []);
  if (program?.read_only) {
    return (
      <Callout
        kind="note"
        message="This page may only look."
        cure="Studies can be started where it was started without --read-only."
      />
    );
  }
  if (what === "") return <StudyChooser program={program} />;
  if (what.startsWith("run:")) return <FromRun id={what.slice(4)} />;
  return what.includes(".") ? <FromStep name={what} /> : <FromTemplate kind={what} />;
}
