// Asks the program how many structures each candidate holds, and takes the first that fits a table.
import { useEffect, useState } from "preact/hooks";
import { get } from "./api";
import { candidatesOf, isAbout, type OutputOf } from "./structures_behind";
import type { RunDetail, TableAnswer } from "./types";

export function useStructures(run: RunDetail, of: OutputOf, table: TableAnswer | undefined): OutputOf | undefined {
  const [found, setFound] = useState<OutputOf>();
  const candidates = candidatesOf(run, of.step);
  const key = JSON.stringify(candidates);
  useEffect(() => {
    if (!table) return;
    let isOver = false;
    const columns = table.columns.map((c) => c.name);
    const look = async (): Promise<void> => {
      for (const candidate of candidates) {
        const path = `api/runs/${encodeURIComponent(run.id)}/structure/${encodeURIComponent(candidate.step)}/${encodeURIComponent(candidate.output)}?at=0`;
        // An output that cannot be read is no candidate.
        const answer = await get<{ count: number }>(path).catch(() => ({ count: -1 }));
        if (isOver) return;
        if (isAbout(candidate, table.rows, answer.count, columns)) return setFound(candidate);
      }
    };
    setFound(undefined);
    void look();
    return () => void (isOver = true);
  }, [run.id, key, table]);
  return found;
}
