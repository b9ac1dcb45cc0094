// Has the program check what is being written, a moment after the last key, and start it.
import { useEffect, useState } from "preact/hooks";
import type { Fault } from "./api";
import { post } from "./api";
import { heeded } from "./ask";
import { runAddress } from "./route";
import type { CheckAnswer } from "./types";

const moment = 400;

export interface Checked {
  answer?: CheckAnswer;
  fault?: Fault;
  /** What was written last is not judged yet. */
  isStale: boolean;
}

/** `body` as JSON; "" checks nothing. */
export function useCheck(body: string): Checked {
  const [checked, setChecked] = useState<{ body: string; answer?: CheckAnswer; fault?: Fault }>({ body: "" });
  useEffect(() => {
    if (body === "") return;
    let isOver = false;
    const timer = setTimeout(() => {
      heeded(post<CheckAnswer>("api/check", JSON.parse(body))).then(
        (answer) => {
          if (!isOver) setChecked({ body, answer });
        },
        (fault: Fault) => {
          if (!isOver) setChecked({ body, fault });
        },
      );
    }, moment);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [body]);
  const out: Checked = { isStale: checked.body !== body };
  if (checked.answer) out.answer = checked.answer;
  if (checked.fault) out.fault = checked.fault;
  return out;
}

/** Starts the study and goes to its run. */
export async function start(body: string): Promise<void> {
  const { run } = await heeded(post<{ run: string }>("api/runs", JSON.parse(body)));
  location.hash = runAddress(run);
}
