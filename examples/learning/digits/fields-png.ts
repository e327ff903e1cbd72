/** What every neuron of a layer looks for, as one picture. */
import { deflateSync } from "node:zlib";
import { type LearnedLayer, pixels, side } from "./digits-network.ts";

const scale = 2;
/** Grey between two fields. */
const gap = 2;
const grey = 150;

/**
 * A PNG of the weights of all neurons, those of the same name together: the smallest weight white, the largest black.
 *
 * @param columns fields in a row
 */
export function fieldsPng({ weights }: LearnedLayer, names: readonly number[], columns: number): Buffer {
  const order = [...names.keys()].sort((a, b) => (names[a] ?? 0) - (names[b] ?? 0) || a - b);
  const { low, high } = rangeOf(weights);
  const pitch = side * scale + gap;
  const width = columns * pitch + gap;
  const height = Math.ceil(order.length / columns) * pitch + gap;
  const image = new Uint8Array(width * height).fill(grey);
  for (const [place, neuron] of order.entries()) {
    const left = gap + (place % columns) * pitch;
    const top = gap + Math.floor(place / columns) * pitch;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const weight = weights[pixel * names.length + neuron] ?? low;
      const level = Math.round((255 * (high - weight)) / (high - low));
      for (let dot = 0; dot < scale * scale; dot++) {
        const x = left + (pixel % side) * scale + (dot % scale);
        const y = top + Math.floor(pixel / side) * scale + Math.floor(dot / scale);
        image[y * width + x] = level;
      }
    }
  }
  return greyPng(image, width);
}

function rangeOf(weights: ArrayLike<number>): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const weight of Array.from(weights)) [low, high] = [Math.min(low, weight), Math.max(high, weight)];
  return { low, high };
}

/** An 8-bit grey PNG (ISO/IEC 15948) of rows of `width` levels. */
function greyPng(levels: Uint8Array, width: number): Buffer {
  const height = levels.length / width;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(levels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** CRC-32 of ISO 3309, bit by bit: node:zlib has it only from 20.15 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}
