// What the page itself must know of a NIfTI-1 file.

const headerBytes = 352;
const most = 8;

/** The largest class of a volume of labels, at most 8; 8 where the file would have to be unpacked to know. */
export function largestLabel(bytes: ArrayBuffer): number {
  if (bytes.byteLength === 0) return 0;
  const view = new DataView(bytes);
  const isPlain = bytes.byteLength > headerBytes && view.getInt32(0, true) === 348;
  const type = isPlain ? view.getInt16(70, true) : 0;
  const at = isPlain ? view.getFloat32(108, true) : 0;
  if (![2, 4, 512].includes(type) || at < headerBytes || (type !== 2 && at % 2 !== 0)) return most;
  const labels =
    type === 2 ? new Uint8Array(bytes, at) : new Uint16Array(bytes, at, Math.floor((bytes.byteLength - at) / 2));
  let largest = 0;
  for (const label of labels) if (label > largest && label < 32768) largest = label;
  return Math.min(most, largest);
}

/** Unpacked, with the first slice on top and the first row in front, as the pictures of reports have it. */
export async function topUp(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  if (bytes.byteLength === 0) return bytes;
  const start = new Uint8Array(bytes, 0, 2);
  const isPacked = start[0] === 0x1f && start[1] === 0x8b;
  const plain = isPacked
    ? await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer()
    : bytes.slice(0);
  const view = new DataView(plain);
  const hasRows = plain.byteLength > headerBytes && view.getInt32(0, true) === 348 && view.getInt16(254, true) > 0;
  // What Crucible writes counts slices and rows along NIfTI's axes, which lead up and to the back.
  for (const at of hasRows ? [296 + 4, 312 + 8] : []) view.setFloat32(at, -Math.abs(view.getFloat32(at, true)), true);
  return plain;
}
