/**
 * Where a value lives in an instance's part of the memory. Values of up to 32 bits take four bytes, wider ones eight;
 * they are kept zero-extended.
 */
export interface Place {
  readonly width: number;
  /** The child instance it belongs to; undefined: the module's own. */
  readonly instance: number | undefined;
  /** Bytes from the start of its owner's part. Known for own places once the module is laid out. */
  offset: number;
}

export function ownPlace(width: number): Place {
  return { width, instance: undefined, offset: -1 };
}

/** Whether a value of this width is an i64. */
export function isWide(width: number): boolean {
  return width > 32;
}

export function bytesOf(width: number): number {
  return isWide(width) ? 8 : 4;
}
