// Keys of the explorer: Ctrl-Z and Ctrl-Y, w for the wide tree, t, m and b for its three parts.
import { useEffect, useRef } from "preact/hooks";
import type { Action, WorkbookState } from "./types";

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog[open]") !== null;
}

const places: Record<string, string> = {
  t: ".x-left [tabindex='0']",
  b: ".x-stage .x-bond[tabindex='0']",
  m: ".x-moves .x-take:not(:disabled)",
};

/** `isStill`: an action is still under way; undo and redo that are asked for meanwhile are done when it is through. */
export function useExplorerKeys(state: WorkbookState, isStill: boolean, act: (a: Action) => void, widen: () => void): void {
  const waiting = useRef<"undo" | "redo" | null>(null);
  useEffect(() => {
    const asked = waiting.current;
    if (isStill || asked === null) return;
    waiting.current = null;
    if (state[asked] !== "") act({ action: asked });
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isTyping(event.target) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (event.ctrlKey || event.metaKey) {
        const isRedo = key === "y" || (key === "z" && event.shiftKey);
        if (key !== "z" && key !== "y") return;
        event.preventDefault();
        const asked = isRedo ? "redo" : "undo";
        if (isStill) waiting.current = asked;
        else if (state[asked] !== "") act({ action: asked });
        return;
      }
      const isBond = event.target instanceof Element && event.target.classList.contains("x-bond");
      const place = places[key];
      if (key === "w") widen();
      else if (place !== undefined && !(key === "b" && isBond)) document.querySelector<HTMLElement>(place)?.focus();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}
