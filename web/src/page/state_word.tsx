// A state as icon and word; never colour alone.
const icons: Record<string, string> = {
  tick: "M3.5 8.5l3 3 6-7",
  cross: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  dots: "M4 8h.01M8 8h.01M12 8h.01",
  bang: "M8 4v5M8 12h.01",
  pause: "M6 4.5v7M10 4.5v7",
  dash: "M4 8h8",
};

const looks: Record<string, [string, string]> = {
  complete: ["tick", "pass"],
  done: ["tick", "pass"],
  pass: ["tick", "pass"],
  failed: ["cross", "fail"],
  fail: ["cross", "fail"],
  running: ["dots", "run"],
  stopped: ["pause", "part"],
  interrupted: ["pause", "part"],
  info: ["bang", ""],
};

export function Icon(props: { of: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={icons[props.of] ?? icons["dash"]} />
    </svg>
  );
}

export function stateLook(state: string): [icon: string, tone: string] {
  return looks[state] ?? ["dash", ""];
}

export function StateWord(props: { state: string; word?: string }) {
  const [icon, tone] = stateLook(props.state);
  return (
    <span class={`b ${tone}`}>
      <Icon of={icon} />
      {props.word ?? props.state}
    </span>
  );
}
