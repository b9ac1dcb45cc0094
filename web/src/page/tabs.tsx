// Panels of which one is shown; arrow keys go from tab to tab.
import type { ComponentChildren } from "preact";

export function Tabs(props: {
  tabs: { id: string; name: string }[];
  chosen: string;
  onChoose: (id: string) => void;
  children: ComponentChildren;
}) {
  const { tabs, chosen, onChoose, children } = props;
  const press = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((t) => t.id === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length]!;
    onChoose(next.id);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div role="tablist" class="tabs" aria-label="Parts of the run" onKeyDown={press}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`tab-${tab.id}`}
            aria-controls="panel"
            aria-selected={tab.id === chosen}
            tabIndex={tab.id === chosen ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${chosen}`}>
        {children}
      </div>
    </>
  );
}
