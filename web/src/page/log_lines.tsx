// What the steps said, the latest last; warnings stand out by word and colour.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Followed } from "./follow";

const shownLines = 300;

export function LogLines(props: { followed: Followed }) {
  const { history, version } = props.followed;
  const [isWarnings, setWarnings] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const warnings = history.log.filter((l) => l.isWarning).length;
  const lines = (isWarnings ? history.log.filter((l) => l.isWarning) : history.log).slice(-shownLines);
  useEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [version, isWarnings]);
  if (history.log.length === 0) return null;
  return (
    <section aria-labelledby="log-title">
      <div class="heading">
        <h2 id="log-title">Log</h2>
        {warnings > 0 ? (
          <button type="button" class="link" aria-pressed={isWarnings} onClick={() => setWarnings(!isWarnings)}>
            Only warnings ({warnings})
          </button>
        ) : null}
      </div>
      <div
        class="log"
        ref={box}
        tabIndex={0}
        role="region"
        aria-label="Log of the run"
        onScroll={(e) => {
          const b = e.currentTarget;
          isAtEnd.current = b.scrollHeight - b.scrollTop - b.clientHeight < 8;
        }}
      >
        {lines.map((line, k) => (
          <p key={k} class={line.isWarning ? "warning" : undefined}>
            <span class="na">
              {line.time.slice(11, 19)} {line.step}
            </span>{" "}
            {line.isWarning ? <b>warning: </b> : null}
            {line.text}
          </p>
        ))}
      </div>
    </section>
  );
}
