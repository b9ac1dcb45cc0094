// The place of the synthesis explorer.
export function Workbooks() {
  return <p class="lede">Workbooks of synthesis are not part of this build.</p>;
}

export function Explorer(props: { id: string }) {
  return <p class="lede">Workbook {props.id} cannot be shown: workbooks of synthesis are not part of this build.</p>;
}
