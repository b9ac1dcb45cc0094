// A workbook as the program has it: asked once, replaced by every action's answer, followed while a
// search runs.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { get, post } from "../page/api";
import type { Action, SearchProgress, WorkbookState } from "./types";
import { apiAddress } from "./words";

export interface OpenWorkbook {
  state: WorkbookState | undefined;
  fault: Error | undefined;
  /** Of the search that runs, else of the last one. */
  progress: SearchProgress | undefined;
  isBusy: boolean;
  act: (action: Action) => Promise<WorkbookState | undefined>;
  search: (molecule: number, iterations: number, seconds: number) => Promise<void>;
  stop: () => Promise<void>;
  reload: () => void;
  dismiss: () => void;
}

/** Listens until the search has ended. */
function follow(id: string, told: (p: SearchProgress) => void, over: () => void): () => void {
  const source = new EventSource(apiAddress(id, "/events"));
  source.addEventListener("progress", (e) => told(JSON.parse((e as MessageEvent<string>).data)));
  source.addEventListener("done", (e) => {
    source.close();
    told(JSON.parse((e as MessageEvent<string>).data));
    over();
  });
  return () => source.close();
}

export function useWorkbook(id: string): OpenWorkbook {
  const [state, setState] = useState<WorkbookState>();
  const [fault, setFault] = useState<Error>();
  const [progress, setProgress] = useState<SearchProgress>();
  const [working, setWorking] = useState(0);
  const [listening, setListening] = useState(0);
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  /** One request after another, so that answers come in the order of the clicks. */
  const inTurn = useCallback(<T>(work: () => Promise<T>): Promise<T | undefined> => {
    setWorking((n) => n + 1);
    const mine = queue.current.then(work).then(
      (result) => {
        setFault(undefined);
        return result;
      },
      (error: Error) => {
        setFault(error);
        return undefined;
      },
    );
    queue.current = mine;
    return mine.finally(() => setWorking((n) => n - 1));
  }, []);

  const take = useCallback((s: WorkbookState | undefined): WorkbookState | undefined => {
    if (s) setState(s);
    if (s) setProgress(s.search);
    if (s?.search.running) setListening((n) => n + 1);
    return s;
  }, []);

  const reload = useCallback(
    () => void inTurn(() => get<WorkbookState>(apiAddress(id))).then(take), [id, inTurn, take]);
  useEffect(reload, [reload]);
  useEffect(() => (listening > 0 ? follow(id, setProgress, reload) : undefined), [listening, id, reload]);

  const act = useCallback(
    async (action: Action) => take(await inTurn(() => post<WorkbookState>(apiAddress(id, "/actions"), action))),
    [id, inTurn, take]);
  const search = useCallback(async (molecule: number, iterations: number, seconds: number) => {
    await inTurn(() => post(apiAddress(id, "/search"), { molecule, iterations, seconds }));
    reload();
  }, [id, inTurn, reload]);
  const stop = useCallback(async () => void (await inTurn(() => post(apiAddress(id, "/stop")))), [id, inTurn]);
  const dismiss = useCallback(() => setFault(undefined), []);
  return { state, fault, progress, isBusy: working > 0, act, search, stop, reload, dismiss };
}
