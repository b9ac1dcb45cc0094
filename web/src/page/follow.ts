// Follows the events of a run. The browser asks again by itself after a lost connection and says what
// it saw last; where it gives up, a new one starts behind the same place.
import { useEffect, useRef, useState } from "preact/hooks";
import { heard, unheard } from "./ask";
import { emptyHistory, takeEvent, type History } from "./history";
import type { RunEvent } from "./types";

const shownEvery = 500;
const askAgainAfter = 3000;

export interface Followed {
  history: History;
  /** Grows whenever the history did. */
  version: number;
  isGone: boolean;
}

export function useEvents(id: string, restart: number): Followed {
  const history = useRef<History>(emptyHistory());
  const [shown, setShown] = useState({ version: 0, isGone: false });
  useEffect(() => {
    history.current = emptyHistory();
    let source: EventSource | undefined;
    let timer = 0;
    let showing = 0;
    const show = (isGone: boolean): void => {
      if (isGone) {
        window.clearTimeout(showing);
        showing = 0;
        setShown((s) => ({ version: s.version + 1, isGone: true }));
      } else if (showing === 0) {
        showing = window.setTimeout(() => {
          showing = 0;
          setShown((s) => ({ version: s.version + 1, isGone: false }));
        }, shownEvery);
      }
    };
    const open = (): void => {
      const place = history.current.place;
      source = new EventSource(`api/runs/${encodeURIComponent(id)}/events` + (place >= 0 ? `?after=${place}` : ""));
      source.onopen = heard;
      source.onmessage = (message: MessageEvent<string>) => {
        heard();
        const event = JSON.parse(message.data) as RunEvent;
        if (takeEvent(history.current, event, message.lastEventId === "" ? NaN : Number(message.lastEventId)))
          show(false);
      };
      source.addEventListener("gone", () => {
        source?.close();
        show(true);
      });
      source.onerror = () => {
        unheard();
        if (source?.readyState === EventSource.CLOSED) timer = window.setTimeout(open, askAgainAfter);
      };
    };
    setShown({ version: 0, isGone: false });
    open();
    return () => {
      source?.close();
      window.clearTimeout(timer);
      window.clearTimeout(showing);
    };
  }, [id, restart]);
  return { history: history.current, version: shown.version, isGone: shown.isGone };
}
