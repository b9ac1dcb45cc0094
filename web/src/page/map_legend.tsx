// What the colours of a map mean.
import type { Colouring } from "./map_colours";
import { numberWords } from "./words";

export function MapLegend(props: { colouring: Colouring; name: string; unit: string }) {
  const { colouring, name, unit } = props;
  if (name === "") return null;
  const title = unit ? `${name} (${unit})` : name;
  if (colouring.categories) {
    return (
      <p class="legend">
        <span>{title}:</span>
        {colouring.categories.map((c) => (
          <span key={c.name}>
            <i class="sw" style={{ background: `var(--${c.colour})` }} />
            {c.name} <span class="na">{c.count}</span>
          </span>
        ))}
        {colouring.others > 0 ? (
          <span>
            <i class="sw" style={{ background: "var(--grey)" }} />
            none or others <span class="na">{colouring.others}</span>
          </span>
        ) : null}
      </p>
    );
  }
  if (!colouring.extent) return null;
  const stops = colouring.colours
    .slice(0, -1)
    .filter((_, k) => k % 9 === 0)
    .join(",");
  return (
    <p class="legend">
      <span>{title}:</span>
      <span>
        {numberWords(colouring.extent.low, 4)}{" "}
        <i class="scale" style={{ background: `linear-gradient(90deg,${stops})` }} />{" "}
        {numberWords(colouring.extent.high, 4)}
      </span>
      {colouring.others > 0 ? (
        <span>
          <i class="sw" style={{ background: "var(--grey)" }} />
          not known <span class="na">{colouring.others}</span>
        </span>
      ) : null}
    </p>
  );
}
