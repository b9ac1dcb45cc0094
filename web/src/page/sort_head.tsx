// The head of a column that rows can be sorted by.
import { nextOrder, type Order } from "./sorting";

export function SortHead(props: {
  column: string;
  name: string;
  unit?: string;
  isNumber?: boolean;
  order: Order | undefined;
  onOrder: (order: Order) => void;
}) {
  const { column, name, unit, isNumber, order, onOrder } = props;
  const isHere = order?.column === column;
  const sort = !isHere ? "none" : order.direction === 1 ? "ascending" : "descending";
  // Beside numbers it stands at the left, so that the name ends where they end.
  const arrow = (
    <span class="arrow" aria-hidden="true">
      {isHere ? (order.direction === 1 ? "\u2191" : "\u2193") : ""}
    </span>
  );
  return (
    <th scope="col" class={isNumber ? "n" : undefined} aria-sort={sort}>
      <button type="button" class="sort" onClick={() => onOrder(nextOrder(order, column))}>
        {isNumber ? arrow : null}
        {name}
        {unit ? <span class="unit"> ({unit})</span> : null}
        {isNumber ? null : arrow}
      </button>
    </th>
  );
}
