// Says so when nobody answers. What is on the page stays; the page goes on asking.
import { useEffect, useState } from "preact/hooks";
import { useLostSince } from "./ask";

const patience = 2000;

export function Connection() {
  const since = useLostSince();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!since) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), patience);
    return () => clearTimeout(timer);
  }, [since]);
  return (
    <div role="status" class="connection">
      {isShown && since ? (
        <p>
          <b>Last update {since.toLocaleTimeString("en-GB")}.</b> The program does not answer; this page asks again
          every few seconds. Runs go on without it.
        </p>
      ) : null}
    </div>
  );
}
