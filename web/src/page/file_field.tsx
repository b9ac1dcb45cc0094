// A file for a step: one below the folder, or one that the reader sends.
import { useContext, useRef, useState } from "preact/hooks";
import { upload, type Fault } from "./api";
import { heeded } from "./ask";
import { FaultCallout } from "./callout";
import { FormContext } from "./form_context";
import type { Field } from "./types";
import { sizeWords } from "./words";

export function FileField(props: {
  id: string;
  field: Field;
  text: string;
  says: string;
  onText: (text: string) => void;
  onLeave: () => void;
}) {
  const { id, field, text, says, onText, onLeave } = props;
  const { files, again } = useContext(FormContext);
  const picker = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const send = async (file: File): Promise<void> => {
    setFault(undefined);
    setSending(true);
    try {
      const { path } = await heeded(upload(file));
      onText(path);
      onLeave();
      again();
    } catch (error) {
      setFault(error as Fault);
    }
    setSending(false);
  };
  return (
    <>
      <input
        id={id}
        value={text}
        list={`${id}-files`}
        aria-describedby={says}
        placeholder={field.example ?? (field.artefact ? `a file of ${field.artefact}` : "a file")}
        autocomplete="off"
        required={field.required ?? false}
        onInput={(e) => onText(e.currentTarget.value)}
        onBlur={onLeave}
      />
      <datalist id={`${id}-files`}>
        {files.map((f) => (
          <option key={f.path} value={f.path}>
            {sizeWords(f.bytes)}
          </option>
        ))}
      </datalist>
      <button type="button" class="link" disabled={isSending} onClick={() => picker.current?.click()}>
        {isSending ? "Sending…" : "Upload"}
        <span class="away"> a file for {field.name}</span>
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={`File for ${field.name}`}
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          if (file) void send(file);
        }}
      />
      {fault ? <FaultCallout fault={fault} /> : null}
    </>
  );
}
