import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { SpikeforgeError } from "../diagnostics/index.ts";

/** Images of an IDX file: 8-bit grey levels, row-major, image after image. */
export interface IdxImages {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly pixels: Uint8Array;
}

/** Magic numbers: unsigned bytes in three dimensions and in one. */
const imageMagic = 0x00000803;
const labelMagic = 0x00000801;

/** Reads an IDX image file, gzipped or not. Throws NET040 (magic), NET041 (length), NET042 (gzip), NET043 (no file). */
export function readIdxImages(file: string): IdxImages {
  return parseIdxImages(readBytes(file), file);
}

/** Reads an IDX label file, gzipped or not: one byte per label. Throws as `readIdxImages` does. */
export function readIdxLabels(file: string): Uint8Array {
  return parseIdxLabels(readBytes(file), file);
}

/** The images in the bytes of an IDX file; `fileName` is what errors call it. */
export function parseIdxImages(bytes: Uint8Array, fileName: string): IdxImages {
  const { dimensions, data } = parseIdx(bytes, fileName, imageMagic, "images");
  const [count = 0, rows = 0, columns = 0] = dimensions;
  return { count, rows, columns, pixels: data };
}

/** The labels in the bytes of an IDX file. */
export function parseIdxLabels(bytes: Uint8Array, fileName: string): Uint8Array {
  return parseIdx(bytes, fileName, labelMagic, "labels").data;
}

/** One image of a file, as a view. */
export function imageAt({ count, rows, columns, pixels }: IdxImages, index: number): Uint8Array {
  if (!Number.isInteger(index) || index < 0 || index >= count) throw new RangeError(`image ${index} of ${count}`);
  return pixels.subarray(index * rows * columns, (index + 1) * rows * columns);
}

function parseIdx(given: Uint8Array, fileName: string, magic: number, what: string) {
  const bytes = unzipped(given, fileName);
  const axes = magic & 0xff;
  const header = 4 + 4 * axes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = bytes.length < 4 ? undefined : view.getUint32(0);
  if (found !== magic) {
    const start = found === undefined ? `${bytes.length} bytes` : `magic number ${hex(found)}`;
    const mend = `give an IDX file of ${what}: MNIST calls it …-${what}-idx${axes}-ubyte`;
    throw new SpikeforgeError({ code: "NET040", place: fileName, found: `${start}, expected ${hex(magic)}`, mend });
  }
  const mend = "the file is truncated or not what its header says: get it again";
  if (bytes.length < header) {
    const length = `${bytes.length} bytes, expected a header of ${header}`;
    throw new SpikeforgeError({ code: "NET041", place: fileName, found: length, mend });
  }
  const dimensions = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = header + dimensions.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) {
    const length = `${bytes.length} bytes, expected ${expected} (${header} and ${dimensions.join(" × ")})`;
    throw new SpikeforgeError({ code: "NET041", place: fileName, found: length, mend });
  }
  return { dimensions, data: bytes.subarray(header) };
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    const found = `cannot be read: ${messageOf(cause)}`;
    throw new SpikeforgeError({ code: "NET043", place: file, found, mend: "give the path of an IDX file" }, { cause });
  }
}

function unzipped(bytes: Uint8Array, fileName: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const found = `${bytes.length} bytes of broken gzip data: ${messageOf(cause)}`;
    throw new SpikeforgeError({ code: "NET042", place: fileName, found, mend: "get the file again" }, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}
