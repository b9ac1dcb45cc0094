// What was refused, in one line, and what helps.
import { Fault } from "../page/api";

export function FaultLine(props: { fault: Error; dismiss?: () => void; again?: () => void }) {
  const { fault, dismiss, again } = props;
  const data = fault instanceof Fault ? fault.data : { code: "", message: fault.message, cure: "" };
  return (
    <div class="x-fault" role="alert">
      <b>{data.message || "The program does not answer"}.</b> {data.cure ? `${data.cure}.` : ""}
      {data.code ? <code> {data.code}</code> : null}
      {again ? <button type="button" class="x-link" onClick={again}>Try again</button> : null}
      {dismiss ? <button type="button" class="x-link" onClick={dismiss}>Dismiss</button> : null}
    </div>
  );
}
