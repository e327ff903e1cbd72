/** Reading and writing single values in the engine's memory, from outside. */
export type ElementBytes = 1 | 2 | 4 | 8;

export function readElement(view: DataView, address: number, bytes: ElementBytes): bigint {
  return bytes === 8 ? view.getBigUint64(address, true) : BigInt(readNarrow(view, address, bytes));
}

/** The value as an unsigned number. */
export function readNarrow(view: DataView, address: number, bytes: 1 | 2 | 4): number {
  if (bytes === 1) return view.getUint8(address);
  return bytes === 2 ? view.getUint16(address, true) : view.getUint32(address, true);
}

/** `bits` must fit. */
export function writeElement(view: DataView, address: number, bytes: ElementBytes, bits: bigint): void {
  if (bytes === 8) view.setBigUint64(address, bits, true);
  else if (bytes === 4) view.setUint32(address, Number(bits), true);
  else if (bytes === 2) view.setUint16(address, Number(bits), true);
  else view.setUint8(address, Number(bits));
}
