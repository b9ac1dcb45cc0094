// Colours of the page where a canvas needs them.
import { useEffect, useState } from "preact/hooks";

export function tokenColour(name: string): string {
  return (
    getComputedStyle(document.documentElement)
      .getPropertyValue("--" + name)
      .trim() || "#888888"
  );
}

const isDark = matchMedia("(prefers-color-scheme: dark)");

/** "light" or "dark"; a component that calls this is drawn anew when it changes. */
export function useTheme(): string {
  const [dark, setDark] = useState(isDark.matches);
  useEffect(() => {
    const change = (): void => setDark(isDark.matches);
    isDark.addEventListener("change", change);
    return () => isDark.removeEventListener("change", change);
  }, []);
  return dark ? "dark" : "light";
}
