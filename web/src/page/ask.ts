// Questions to the program from components: answers that are kept up to date, and whether anybody
// answers at all.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Fault, get } from "./api";

export interface Answer<T> {
  data?: T;
  fault?: Fault;
  isLoading: boolean;
  again: () => void;
}

type Listener = (since: Date | undefined) => void;
const listeners = new Set<Listener>();
let lostSince: Date | undefined;

function tell(since: Date | undefined): void {
  if ((since === undefined) === (lostSince === undefined)) return;
  lostSince = since;
  for (const listener of listeners) listener(since);
}

/** Anything that came from the program shows that it is there. */
export function heard(): void {
  tell(undefined);
}

export function unheard(): void {
  tell(new Date());
}

/** Since when nobody answers; undefined: all is well. */
export function useLostSince(): Date | undefined {
  const [since, setSince] = useState(lostSince);
  useEffect(() => {
    listeners.add(setSince);
    setSince(lostSince);
    return () => void listeners.delete(setSince);
  }, []);
  return since;
}

/** As `work`, and notes whether the program answered; a refused connection is a Fault as well. */
export async function heeded<T>(work: Promise<T>): Promise<T> {
  try {
    const result = await work;
    heard();
    return result;
  } catch (error) {
    if (error instanceof Fault) {
      heard();
      throw error;
    }
    unheard();
    throw new Fault(0, {
      code: "",
      message: "The program does not answer.",
      cure: "Start it again with: crucible serve",
    });
  }
}

/** GET `path`, and again every `every` milliseconds while the page is seen. "" asks nothing. */
export function useAnswer<T>(path: string, every = 0): Answer<T> {
  const [state, setState] = useState<{ path: string; data?: T; fault?: Fault }>({ path: "" });
  const [turn, setTurn] = useState(0);
  const latest = useRef("");
  const again = useCallback(() => setTurn((t) => t + 1), []);
  useEffect(() => {
    if (path === "") return;
    latest.current = path;
    let timer = 0;
    let isOver = false;
    const ask = async (): Promise<void> => {
      try {
        const data = await heeded(get<T>(path));
        if (!isOver && latest.current === path) {
          setState((old) =>
            old.path === path && JSON.stringify(old.data) === JSON.stringify(data) ? old : { path, data },
          );
        }
      } catch (error) {
        // What was answered before stays on the page while nobody answers.
        const fault = error as Fault;
        if (!isOver) setState((old) => (fault.status === 0 && old.path === path && old.data ? old : { path, fault }));
      }
      if (!isOver && every > 0) timer = window.setTimeout(next, every);
    };
    const next = (): void => {
      if (document.hidden) timer = window.setTimeout(next, every);
      else void ask();
    };
    void ask();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [path, every, turn]);
  const isCurrent = state.path === path;
  const answer: Answer<T> = { isLoading: !isCurrent, again };
  if (isCurrent && state.data !== undefined) answer.data = state.data;
  if (isCurrent && state.fault) answer.fault = state.fault;
  return answer;
}
