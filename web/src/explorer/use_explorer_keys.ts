// Keys of the explorer: Ctrl-Z and Ctrl-Y, w for the wide tree, t, m and b for its three parts.
import { useEffect } from "preact/hooks";
import type { Action, WorkbookState } from "./types";

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog[open]") !== null;
}

const places: Record<string, string> = {
  t: ".x-left [tabindex='0']",
  b: ".x-stage .x-bond[tabindex='0']",
  m: ".x-moves .x-take:not(:disabled)",
};

export function useExplorerKeys(state: WorkbookState, isStill: boolean, act: (a: Action) => void, widen: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isTyping(event.target) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (event.ctrlKey || event.metaKey) {
        const isRedo = key === "y" || (key === "z" && event.shiftKey);
        if (key !== "z" && key !== "y") return;
        event.preventDefault();
        if (!isStill && (isRedo ? state.redo : state.undo) !== "") act({ action: isRedo ? "redo" : "undo" });
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
