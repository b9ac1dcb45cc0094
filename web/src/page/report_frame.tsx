// The report itself, made anew when the run has moved on. The new one is read behind the old one and
// takes its place at the same line, so that a reader is not disturbed. The frame has no origin of its
// own: its scripts, which the report's own policy names by hash, can reach nothing of this page.
import { useEffect, useRef, useState } from "preact/hooks";

const leastPause = 10_000;

export function ReportFrame(props: { path: string; moved: string; isRunning: boolean }) {
  const { path, moved, isRunning } = props;
  const [shown, setShown] = useState(0);
  const [wanted, setWanted] = useState(1);
  const frames = useRef(new Map<number, HTMLIFrameElement>());
  const place = useRef(0);
  const last = useRef(Date.now());
  const first = useRef(moved);
  useEffect(() => {
    if (first.current === moved) return;
    first.current = moved;
    const wait = isRunning ? Math.max(0, last.current + leastPause - Date.now()) : 0;
    const timer = setTimeout(() => {
      last.current = Date.now();
      setWanted((n) => n + 1);
    }, wait);
    return () => clearTimeout(timer);
  }, [moved]);
  useEffect(() => {
    const take = (event: MessageEvent): void => {
      const top = (event.data as { crucibleScroll?: unknown } | null)?.crucibleScroll;
      if (typeof top === "number" && event.source === frames.current.get(shown)?.contentWindow) place.current = top;
    };
    addEventListener("message", take);
    return () => removeEventListener("message", take);
  }, [shown]);
  const loaded = (number: number): void => {
    if (number !== wanted) return;
    frames.current.get(number)?.contentWindow?.postMessage({ crucibleScroll: place.current }, "*");
    setShown(number);
  };
  const numbers = shown === wanted || shown === 0 ? [wanted] : [shown, wanted];
  return (
    <section class="report" aria-label="Report">
      <p class="tools">
        <span class="said">
          {isRunning ? "Made of what there is now; it follows the run." : "The report of this run."}
        </span>
        <a href={path} target="_blank" rel="noopener">
          Open alone
        </a>
        <a href={path} download="report.html">
          Save
        </a>
      </p>
      <div class="frames">
        {numbers.map((number) => (
          <iframe
            key={number}
            src={`${path}?at=${number}`}
            title={number === shown ? "Report of the run" : "Report of the run, being read"}
            sandbox="allow-scripts allow-downloads"
            class={number === shown ? "shown" : undefined}
            ref={(e) => void (e ? frames.current.set(number, e) : frames.current.delete(number))}
            onLoad={() => loaded(number)}
          />
        ))}
      </div>
    </section>
  );
}
