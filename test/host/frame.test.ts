import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../host/crc32.ts";
import { type Decoded, encodeFrame, FrameDecoder } from "../../host/frame.ts";
import { Random } from "../support/random.ts";

const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("crc32", () => {
  it("has the published check value", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });

  it.runIf(zlibCrc32 !== undefined)("equals zlib's for random bytes", () => {
    const random = new Random(7);
    for (let length = 0; length < 200; length++) {
      const data = Uint8Array.from({ length }, () => random.integer(0, 255));
      expect(crc32(data)).toBe(zlibCrc32(data));
    }
  });
});

describe("frame", () => {
  it("is written as the protocol page shows", () => {
    expect(encodeFrame({ sequence: 0, code: 0, payload: new Uint8Array() })).toEqual(bytes("7E 0000 FF12D941 7E"));
  });

  it("escapes flags and escapes wherever they are", () => {
    const encoded = encodeFrame({ sequence: 0x7e, code: 0x7d, payload: bytes("7E7D") });
    expect(encoded.slice(0, 9)).toEqual(bytes("7E 7D5E 7D5D 7D5E 7D5D"));
    expect(encoded.slice(1, -1)).not.toContain(0x7e);
    expect(new FrameDecoder().push(encoded)).toEqual([
      { kind: "frame", frame: { sequence: 0x7e, code: 0x7d, payload: bytes("7E7D") } },
    ]);
  });

  it("survives any cut and any payload", () => {
    const random = new Random(11);
    const decoder = new FrameDecoder();
    for (let run = 0; run < 300; run++) {
      const payload = Uint8Array.from({ length: 2 * random.integer(0, 250) }, () =>
        random.pick([0x7d, 0x7e, random.integer(0, 255)]),
      );
      const frame = { sequence: random.integer(0, 255), code: random.integer(0, 255), payload };
      const encoded = encodeFrame(frame);
      const found: Decoded[] = [];
      for (let at = 0; at < encoded.length; ) {
        const size = random.integer(1, 60);
        found.push(...decoder.push(encoded.subarray(at, at + size)));
        at += size;
      }
      expect(found, `seed ${random.seed}, run ${run}`).toEqual([{ kind: "frame", frame }]);
    }
  });

  it("shares one flag between two frames and ignores empty ones", () => {
    const one = encodeFrame({ sequence: 1, code: 2, payload: new Uint8Array() });
    const kinds = new FrameDecoder()
      .push(Uint8Array.from([0x7e, 0x7e, ...one, ...one.slice(1), 0x7e]))
      .map((d) => d.kind);
    expect(kinds).toEqual(["frame", "frame"]);
  });

  it("ignores what comes before the first flag", () => {
    expect(new FrameDecoder().push(bytes("112233 7E"))).toEqual([]);
  });

  it.each([
    ["checksum", "7E 0100 FF12D941 7E"],
    ["odd length", "7E 0000 00 FF12D941 7E"],
    ["too short", "7E 0000 FF 7E"],
    ["flag after escape", "7E 0000 7D 7E"],
    ["too long", `7E ${"00".repeat(507)} 7E`],
  ])("reports a bad frame: %s", (reason, text) => {
    expect(new FrameDecoder().push(bytes(text))).toEqual([{ kind: "bad", reason }]);
  });

  it("finds the next frame after a bad one", () => {
    const good = encodeFrame({ sequence: 9, code: 0, payload: bytes("0102") });
    const found = new FrameDecoder().push(Uint8Array.from([...bytes("7E 11223344556677"), ...good]));
    expect(found.map((d) => d.kind)).toEqual(["bad", "frame"]);
  });

  it("refuses to encode what does not fit", () => {
    const frame = (length: number) => () => encodeFrame({ sequence: 0, code: 0, payload: new Uint8Array(length) });
    expect(frame(502)).toThrow("a frame cannot carry 502 bytes");
    expect(frame(3)).toThrow("a frame cannot carry 3 bytes");
    expect(frame(500)().length).toBeGreaterThanOrEqual(508);
  });
});
