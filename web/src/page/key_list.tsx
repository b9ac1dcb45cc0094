// The keys of the page, as a dialog.
import type { RefObject } from "preact";

const keys: [string, string][] = [
  ["/", "Go to the filter of the page"],
  ["?", "Show this list"],
  ["Tab", "Go to the next link, button or field"],
  ["Esc", "Close a dialog, drop a selection"],
  ["Arrows", "On a map: go to the next point. In a viewer: turn"],
  ["Enter", "On a map: open the structure of the point"],
  ["Space", "On a map: take the point into the selection, or out of it"],
  ["A", "On a map: select everything that is shown"],
  ["+ \u2212 0", "On a map and in viewers: closer, further, as at first"],
  ["Ctrl-Z Y", "In a workbook: undo, redo"],
  ["T B M", "In a workbook: go to the tree, the bonds, the moves; arrows go on from there"],
  ["K B N", "On a bond: keep it, break it, neither"],
  ["W", "In a workbook: the tree over the whole width"],
];

export function KeyList(props: { dialog: RefObject<HTMLDialogElement | null> }) {
  const { dialog } = props;
  return (
    <dialog ref={dialog} aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="keylist">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt><kbd>{key}</kbd></dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog"><button type="submit" class="button">Close</button></form>
    </dialog>
  );
}
