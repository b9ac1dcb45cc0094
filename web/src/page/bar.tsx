// How far something is, as a bar with its words beside it.
export function Bar(props: { fraction: number; text: string; label: string }) {
  const { fraction, text, label } = props;
  const percent = Math.round(100 * Math.min(1, Math.max(0, fraction)));
  return (
    <span class="progress">
      <span
        class="bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={text || `${percent} %`}
      >
        <i style={{ width: `${percent}%` }} />
      </span>
      <span class="bar-text">{text || `${percent}\u202f%`}</span>
    </span>
  );
}
