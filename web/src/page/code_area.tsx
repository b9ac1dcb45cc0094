// A text area with numbers at its lines.
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";

export function CodeArea(props: {
  area: RefObject<HTMLTextAreaElement | null>;
  name: string;
  text: string;
  marked: readonly number[];
  onText: (text: string) => void;
}) {
  const { area, name, text, marked, onText } = props;
  const numbers = useRef<HTMLDivElement>(null);
  const lines = text.split("\n").length;
  const bad = new Set(marked);
  return (
    <div class="code-area">
      <div class="line-numbers" ref={numbers} aria-hidden="true">
        {Array.from({ length: lines }, (_, k) => (
          <span key={k} class={bad.has(k + 1) ? "bad" : undefined}>
            {k + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={area}
        aria-label={name}
        value={text}
        spellcheck={false}
        autocomplete="off"
        wrap="off"
        rows={Math.min(Math.max(lines + 1, 18), 34)}
        onInput={(e) => onText(e.currentTarget.value)}
        onScroll={(e) => {
          if (numbers.current) numbers.current.scrollTop = e.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
