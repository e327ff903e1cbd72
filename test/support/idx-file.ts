/** An IDX file of bytes: magic number, dimensions, values. */
export function idxFile(dimensions: readonly number[], bytes: readonly number[]): Uint8Array {
  const head = new DataView(new ArrayBuffer(4 + 4 * dimensions.length));
  head.setUint32(0, 0x0800 + dimensions.length);
  dimensions.forEach((size, axis) => {
    head.setUint32(4 + 4 * axis, size);
  });
  return Uint8Array.of(...new Uint8Array(head.buffer), ...bytes);
}
