// The study that a run is made of.
import { newAddress } from "./route";
import { saveFile } from "./save_file";
import type { RunDetail } from "./types";

export function StudyFile(props: { run: RunDetail }) {
  const { run } = props;
  return (
    <section aria-label="Study file">
      <p class="tools">
        <button type="button" class="link" onClick={() => saveFile("study.toml", run.study, "text/plain")}>
          Save study.toml
        </button>
        <button type="button" class="link" onClick={() => void navigator.clipboard?.writeText(run.study)}>
          Copy
        </button>
        <a href={newAddress("run:" + run.id)}>Start a study from it</a>
      </p>
      <pre class="study" tabIndex={0}>
        {run.study}
      </pre>
    </section>
  );
}
