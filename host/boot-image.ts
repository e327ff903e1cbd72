/** What a board that boots from flash finds there: the requests of a session that loads it, and perhaps starts it. */
import { bootEnd, bootHeaderBytes, bootMagic, longestBootBytes, type MemoryBlock } from "../config/index.ts";
import { type Diagnostic, SpikeforgeError, throwIfAny } from "../diagnostics/index.ts";
import { checkBlock } from "./check-block.ts";
import { encodeFrame } from "./frame.ts";
import { outOfRange } from "./link-errors.ts";
import { writeRequests } from "./memory-transfer.ts";
import { type CommandName, commands, longestPeriodCycles, periodOffset, shortestPeriodCycles } from "./protocol.ts";

export interface BootImageOptions {
  /** `shapeHash(config.shape)` of the design that boots. */
  readonly shapeHash: number;
  /** The board runs by itself from then on, a tick every so many clock cycles, 18…2^24 + 1. Default: it waits for a host. */
  readonly periodCycles?: number;
  /** Blocks that are written after the state was cleared: what a clear would take away. */
  readonly afterClear?: readonly MemoryBlock[];
}

/**
 * The bytes for the flash: a header, the frames as on the wire (docs/host-link.md), an end (`config/boot-layout.ts`).
 * Throws LINK013 for blocks and periods out of range, LINK020 for more than the length in the header can say.
 */
export function bootImage(
  blocks: readonly MemoryBlock[],
  { shapeHash, periodCycles, afterClear = [] }: BootImageOptions,
): Uint8Array {
  throwIfAny([...[...blocks, ...afterClear].flatMap(checkBlock), ...checkPeriod(periodCycles)]);
  const count = (periodCycles ?? 0) - periodOffset;
  const requests: readonly (readonly [CommandName, readonly number[]])[] = [
    ["hello", []],
    ["mode", [0, 0]],
    ...writes(blocks),
    ["clear", []],
    ["clearFlags", []],
    ...writes(afterClear),
    ...(periodCycles === undefined ? [] : [["mode", [count % 0x10000, Math.floor(count / 0x10000)]] as const]),
  ];
  const frames = requests.map(([command, words], i) =>
    encodeFrame({ sequence: i % 256, code: commands[command], payload: littleEndian(words) }),
  );
  return joined(frames, shapeHash);
}

const writes = (blocks: readonly MemoryBlock[]) =>
  [...writeRequests(blocks)].map(({ words }) => ["write", words] as const);

function joined(frames: readonly Uint8Array[], shapeHash: number): Uint8Array {
  const length = frames.reduce((sum, frame) => sum + frame.length, 0);
  if (length > longestBootBytes) {
    throw new SpikeforgeError({
      code: "LINK020",
      place: "boot image",
      found: `${length} bytes of frames, and a boot loader reads at most ${longestBootBytes}`,
      mend: "load the board over the host link",
    });
  }
  const image = new Uint8Array(bootHeaderBytes + length + 1);
  const view = new DataView(image.buffer);
  image.set(bootMagic);
  view.setUint32(4, length, true);
  view.setUint32(8, shapeHash, true);
  let at = bootHeaderBytes;
  for (const frame of frames) {
    image.set(frame, at);
    at += frame.length;
  }
  image[at] = bootEnd;
  return image;
}

function checkPeriod(periodCycles: number | undefined): Diagnostic[] {
  if (periodCycles === undefined) return [];
  if (Number.isInteger(periodCycles) && periodCycles >= shortestPeriodCycles && periodCycles <= longestPeriodCycles) {
    return [];
  }
  const expected = `${shortestPeriodCycles}…${longestPeriodCycles}`;
  return [outOfRange("boot image", `a period of ${periodCycles} cycles, expected ${expected}`)];
}

function littleEndian(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint16(2 * i, word, true);
  });
  return bytes;
}
