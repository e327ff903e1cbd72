import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { FrameReceiver } from "../../../rtl/chip-link/frame-receiver.ts";
import { FrameSender } from "../../../rtl/chip-link/frame-sender.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";

type CrcBits = 16 | 32;

/** CRC-16/IBM-SDLC and CRC-32/ISO-HDLC, bit by bit. */
function checksum(bytes: readonly number[], crcBits: CrcBits): number[] {
  const [polynomial, ones] = crcBits === 16 ? [0x8408, 0xffff] : [0xedb88320, 0xffffffff];
  let crc = ones;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0);
  }
  const sum = (crc ^ ones) >>> 0;
  return Array.from({ length: crcBits / 8 }, (_, i) => (sum >>> (8 * i)) & 0xff);
}

const stuffed = (bytes: readonly number[]): number[] =>
  bytes.flatMap((byte) => (byte === 0x7e || byte === 0x7d ? [0x7d, byte ^ 0x20] : [byte]));
const lineOf = (frame: readonly number[], crcBits: CrcBits): number[] =>
  stuffed([...frame, ...checksum(frame, crcBits)]);

/** What a sender puts on the line, which takes a byte with a chance; `gaps` cycles lie between frames. */
function send(
  frames: readonly number[][],
  crcBits: CrcBits,
  { takes, gaps }: { takes: number; gaps: number },
): number[] {
  const random = new Random(frames.length + gaps);
  const sim = openEmbedded(elaborate(FrameSender({ crcBits })));
  const [valid, end, data] = [
    sim.port("tokens_valid"),
    sim.port("tokens_payload_end"),
    sim.port("tokens_payload_data"),
  ];
  sim.reset();
  const tokens = frames.flatMap((frame) => [
    ...frame.map((byte) => ({ end: 0, byte })),
    { end: 1, byte: 0 },
    ...Array.from({ length: gaps }, () => undefined),
  ]);
  const bytes: number[] = [];
  let at = 0;
  for (let cycle = 0; cycle < 40 * tokens.length + 100; cycle++) {
    const token = tokens[at];
    valid.value = token === undefined ? 0 : 1;
    end.value = token?.end ?? 0;
    data.value = token?.byte ?? 0;
    sim.port("bytes_ready").value = random.chance(takes) ? 1 : 0;
    if (sim.port("bytes_valid").value === 1 && sim.port("bytes_ready").value === 1)
      bytes.push(sim.port("bytes_payload").value);
    if (at < tokens.length && (token === undefined || sim.port("tokens_ready").value === 1)) at++;
    sim.step();
  }
  expect(at).toBe(tokens.length);
  return bytes;
}

/** The frames that a receiver finds, and how many were bad. */
function receive(line: readonly (number | "broken")[], crcBits: CrcBits) {
  const sim = openEmbedded(elaborate(FrameReceiver({ crcBits })));
  const [received, broken, data] = [sim.port("received"), sim.port("broken"), sim.port("data")];
  received.value = 0;
  broken.value = 0;
  sim.reset();
  const frames: number[][] = [];
  let [frame, bad] = [[] as number[], 0];
  for (const byte of [...line, ...Array.from({ length: 3 }, () => undefined)]) {
    received.value = typeof byte === "number" ? 1 : 0;
    broken.value = byte === "broken" ? 1 : 0;
    if (typeof byte === "number") data.value = byte;
    sim.step();
    if (sim.port("octet").value === 1) frame.push(sim.port("value").value);
    if (sim.port("finish").value === 1) {
      if (sim.port("good").value === 1) frames.push(frame);
      else bad++;
      frame = [];
    }
  }
  return { frames, bad };
}

const randomFrame = (random: Random, shortest = 0): number[] =>
  Array.from({ length: random.integer(shortest, 20) }, () =>
    random.chance(0.3) ? random.pick([0x7e, 0x7d]) : random.integer(0, 255),
  );

describe.each([16, 32] as const)("frames with a CRC of %i bits", (crcBits) => {
  it("are escaped, followed by the checksum and closed by a flag", () => {
    const frame = [0x7e, 0x01, 0x7d];
    expect(send([frame], crcBits, { takes: 1, gaps: 0 })).toEqual([0x7e, ...lineOf(frame, crcBits), 0x7e]);
  });

  it("share a flag when they follow each other, and have two around a gap", () => {
    const [a, b] = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const [lineA, lineB] = [lineOf(a, crcBits), lineOf(b, crcBits)];
    expect(send([a, b], crcBits, { takes: 0.2, gaps: 0 })).toEqual([0x7e, ...lineA, 0x7e, ...lineB, 0x7e]);
    expect(send([a, b], crcBits, { takes: 1, gaps: 60 })).toEqual([0x7e, ...lineA, 0x7e, 0x7e, ...lineB, 0x7e]);
  });

  it("random ones arrive as they were sent, on slow and fast lines", () => {
    for (const takes of [0.1, 0.7, 1]) {
      const random = new Random(crcBits);
      const frames = Array.from({ length: 40 }, () => randomFrame(random, 1));
      expect(receive(send(frames, crcBits, { takes, gaps: 0 }), crcBits)).toEqual({ frames, bad: 0 });
    }
  });

  it("the checksum's own bytes are escaped", () => {
    const random = new Random(1);
    let frame = randomFrame(random);
    while (!checksum(frame, crcBits).includes(0x7e)) frame = randomFrame(random);
    expect(receive(send([frame], crcBits, { takes: 1, gaps: 0 }), crcBits)).toEqual({ frames: [frame], bad: 0 });
  });

  it("any one, two or three bits that flip spoil a frame", () => {
    const random = new Random(crcBits);
    const heard: number[] = [0x7e];
    let spoiled = 0;
    while (spoiled < 300) {
      const frame = lineOf(
        Array.from({ length: 10 }, () => random.integer(0, 0x3f)),
        crcBits,
      );
      const flips = new Set(
        Array.from({ length: random.integer(1, 3) }, () => random.integer(0, 8 * frame.length - 1)),
      );
      for (const bit of flips) frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // Where a flip makes or breaks an escape or a flag, the frame has another length, and only chance tells.
      if (frame.some((byte) => byte === 0x7e || byte === 0x7d) || frame.length !== 10 + crcBits / 8) continue;
      heard.push(...frame, 0x7e);
      spoiled++;
    }
    expect(receive(heard, crcBits)).toEqual({ frames: [], bad: spoiled });
  });

  it("garbage, lost bytes and an unheard beginning spoil one frame and no other", () => {
    const [a, b, c] = [[1, 2, 3, 4], [5, 6], [7]];
    const line = (frame: number[]) => lineOf(frame, crcBits);
    const good = (frames: number[][], bad: number) => ({ frames, bad });
    // The beginning was not heard.
    expect(receive([...line(a), 0x7e, ...line(b), 0x7e], crcBits)).toEqual(good([b], 1));
    expect(receive([0x7e, ...line(a).slice(1), 0x7e, ...line(b), 0x7e], crcBits)).toEqual(good([b], 1));
    expect(receive([0x7e, ...line(a), "broken", 0x7e, ...line(b), 0x7e], crcBits)).toEqual(good([b], 1));
    // The flag between two frames is lost: both are.
    expect(receive([0x7e, ...line(a), ...line(b), 0x7e, ...line(c), 0x7e], crcBits)).toEqual(good([c], 1));
    // Escapes that stand for nothing.
    expect(receive([0x7e, ...line(a), 0x7d, 0x7e, ...line(b), 0x7e], crcBits)).toEqual(good([b], 1));
    expect(receive([0x7e, 0x7d, 0x7d, 0x7e, ...line(b), 0x7e], crcBits).frames).toEqual([b]);
    const noise = [3, 0x7d, 0x12, 0x99, 0x7e, 0xff];
    expect(receive([0x7e, ...line(a), 0x7e, ...noise, 0x7e, ...line(b), 0x7e], crcBits).frames).toEqual([a, b]);
  });

  it("flags alone are nothing", () => {
    expect(receive([0x7e, 0x7e, 0x7e, 0x7e], crcBits)).toEqual({ frames: [], bad: 0 });
  });
});
