// Starts a study that has no problems.
import { useState } from "preact/hooks";
import type { Fault } from "./api";
import { FaultCallout } from "./callout";
import { start, type Checked } from "./checking";

export function StartButton(props: { body: string; checked: Checked; isBlocked?: boolean }) {
  const { body, checked, isBlocked = false } = props;
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const isReady = !isBlocked && !checked.isStale && checked.answer?.problems.length === 0;
  const act = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      await start(body);
    } catch (error) {
      setFault(error as Fault);
    }
    setBusy(false);
  };
  return (
    <div class="start">
      {fault ? <FaultCallout fault={fault} /> : null}
      <button type="button" class="button primary" disabled={!isReady || isBusy} onClick={() => void act()}>
        Start
      </button>
    </div>
  );
}
