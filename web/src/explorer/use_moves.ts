// The moves of a molecule, asked again whenever the workbook changes.
import { useEffect, useState } from "preact/hooks";
import { get } from "../page/api";
import type { MovesAnswer, WorkbookState } from "./types";
import { apiAddress } from "./words";

export interface ListedMoves {
  answer: MovesAnswer | undefined;
  fault: Error | undefined;
  isLoading: boolean;
  again: () => void;
}

/** `molecule`: 0 asks nothing. */
export function useMoves(state: WorkbookState, molecule: number): ListedMoves {
  const [answer, setAnswer] = useState<MovesAnswer>();
  const [fault, setFault] = useState<Error>();
  const [isLoading, setLoading] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (molecule === 0) return;
    let isOver = false;
    setLoading(true);
    setFault(undefined);
    get<MovesAnswer>(apiAddress(state.id, `/moves?molecule=${molecule}`)).then(
      (a) => { if (!isOver) setAnswer(a); },
      (e: Error) => { if (!isOver) setFault(e); },
    ).finally(() => { if (!isOver) setLoading(false); });
    return () => { isOver = true; };
  }, [state, molecule, turn]);
  // What was listed stays while it is asked again, so that the page does not jump.
  const isCurrent = answer?.molecule === molecule && state.molecules.some((m) => m.id === molecule && m.smiles === answer.smiles);
  return { answer: isCurrent ? answer : undefined, fault, isLoading, again: () => setTurn((t) => t + 1) };
}
