// What went wrong and what helps, in one place: "what; cure [code]".
import type { ComponentChildren } from "preact";
import { Fault } from "./api";

export function Callout(props: {
  kind: "error" | "note";
  message: string;
  cure?: string | undefined;
  code?: string | undefined;
  place?: string | undefined;
  children?: ComponentChildren;
}) {
  const { kind, message, cure, code, place, children } = props;
  return (
    <div class={kind === "error" ? "call error" : "call"} role={kind === "error" ? "alert" : undefined}>
      <b>{message}</b>
      {place ? <span class="where"> {place}</span> : null}
      {cure ? <span class="cure"> {cure}</span> : null}
      {code ? <code class="code"> [{code}]</code> : null}
      {children ? <div class="below">{children}</div> : null}
    </div>
  );
}

export function FaultCallout(props: { fault: Error; again?: () => void }) {
  const { fault, again } = props;
  const data = fault instanceof Fault ? fault.data : { code: "", message: fault.message, cure: "" };
  const place = data.file ? [data.file, data.line, data.column].filter((p) => p !== undefined).join(":") : "";
  return (
    <Callout
      kind="error"
      message={data.message || "The program refused this."}
      cure={data.cure}
      code={data.code}
      place={place}
    >
      {again ? (
        <button type="button" class="link" onClick={again}>
          Try again
        </button>
      ) : null}
    </Callout>
  );
}
