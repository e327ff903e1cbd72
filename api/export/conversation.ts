/** A short talk with a chip over its host link, byte by byte: what the testbench plays and the README shows. */
import { busSpaces, type CoreShape, sliceBits, weightSlices } from "../../config/index.ts";
import { encodeFrame } from "../../host/frame.ts";
import { type CommandName, commands, payloadWords, protocolVersion, statusCodes } from "../../host/protocol.ts";

export interface Exchange {
  readonly command: CommandName;
  /** What it is good for. */
  readonly what: string;
  /** On the wire, flags and checksums included. */
  readonly request: Uint8Array;
  readonly answer: Uint8Array;
}

/** HELLO, a weight word written and read back, STATUS: in that order, with a chip that has just been reset. */
export function conversation(shape: CoreShape, shapeHash: number): readonly Exchange[] {
  const words = weightPattern(shape);
  return [
    {
      command: "hello" as const,
      what: "names protocol version, largest payload in bytes and the design's number, low word first",
      asked: [],
      told: [protocolVersion, 2 * payloadWords, shapeHash & 0xffff, shapeHash >>> 16],
    },
    { command: "write" as const, what: "writes weight word 0", asked: [busSpaces.weights << 8, 0, ...words], told: [] },
    {
      command: "read" as const,
      what: "reads it back",
      asked: [(busSpaces.weights << 8) | words.length, 0],
      told: words,
    },
    { command: "status" as const, what: "no tick so far, no clamped sum, no bad frame", asked: [], told: [0, 0, 0] },
  ].map(({ command, what, asked, told }, sequence) => ({
    command,
    what,
    request: encodeFrame({ sequence, code: commands[command], payload: bytesOf(asked) }),
    answer: encodeFrame({ sequence, code: statusCodes.ok, payload: bytesOf(told) }),
  }));
}

/** 16-bit slices in which neighbouring bits differ, and that need escapes on the wire. */
function weightPattern(shape: CoreShape): number[] {
  const slices = weightSlices(shape);
  const bits = shape.lanes * shape.weightBits;
  return Array.from({ length: slices }, (_, slice) => {
    const used = Math.min(sliceBits, bits - slice * sliceBits);
    return (0x7e5a ^ (slice * 0x0303)) & (2 ** used - 1);
  });
}

function bytesOf(words: readonly number[]): Uint8Array {
  return Uint8Array.from(words.flatMap((word) => [word & 0xff, word >>> 8]));
}
