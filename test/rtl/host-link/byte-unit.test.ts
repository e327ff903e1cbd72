import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { crc32 } from "../../../host/crc32.ts";
import { ByteUnit } from "../../../rtl/host-link/byte-unit.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";

function open() {
  const sim = openEmbedded(elaborate(ByteUnit({})));
  for (const name of ["load", "loaded", "flip", "clear", "feed", "drain"]) sim.port(name).value = 0;
  sim.reset();
  const pulse = (name: string, gap: number) => {
    sim.port(name).value = 1;
    sim.step();
    sim.port(name).value = 0;
    sim.step(gap);
  };
  const get = (name: string) => sim.port(name).value;
  return {
    get,
    clear: () => pulse("clear", 1),
    load(byte: number) {
      sim.port("loaded").value = byte;
      pulse("load", 0);
    },
    feed(byte: number) {
      this.load(byte);
      pulse("feed", 8);
    },
    feedWhileLoading(byte: number) {
      sim.port("loaded").value = byte;
      sim.port("load").value = 1;
      pulse("feed", 0);
      sim.port("load").value = 0;
      sim.step(8);
    },
    flip: () => pulse("flip", 0),
    /** One checksum byte, as a sender takes it. */
    drain() {
      pulse("drain", 8);
      return get("current");
    },
    settle: () => sim.step(),
  };
}

describe("byte unit", () => {
  it("equals the host's checksum for random messages and recognises them", () => {
    const random = new Random(23);
    const unit = open();
    for (let length = 0; length < 40; length++) {
      const message = Uint8Array.from({ length }, () => random.integer(0, 255));
      unit.clear();
      for (const byte of message) unit.feedWhileLoading(byte);
      const checksum = [unit.drain(), unit.drain(), unit.drain(), unit.drain()];
      const expected = crc32(message);
      expect(checksum).toEqual([0, 8, 16, 24].map((shift) => (expected >>> shift) & 0xff));

      unit.clear();
      for (const byte of [...message, ...checksum]) unit.feed(byte);
      unit.settle();
      expect(unit.get("good")).toBe(1);
      unit.clear();
      const flipped = random.integer(0, length + 3);
      [...message, ...checksum].forEach((byte, i) => {
        unit.feed(i === flipped ? byte ^ (1 << random.integer(0, 7)) : byte);
      });
      unit.settle();
      expect(unit.get("good")).toBe(0);
    }
  });

  it("has its byte again after the checksum has taken it, and tells flags and escapes, flipped or not", () => {
    const unit = open();
    for (let byte = 0; byte < 256; byte++) {
      unit.feed(byte);
      unit.settle();
      expect([unit.get("current"), unit.get("is_flag"), unit.get("is_escape")]).toEqual([
        byte,
        byte === 0x7e ? 1 : 0,
        byte === 0x7d ? 1 : 0,
      ]);
      unit.flip();
      expect(unit.get("current")).toBe(byte ^ 0x20);
    }
  });

  it("never finds a frame of one word good, so that the program need not look at its length", () => {
    const checksumOfGood = 0x2144df1c;
    for (let word = 0; word < 0x10000; word++) {
      expect(crc32(Uint8Array.of(word & 0xff, word >> 8))).not.toBe(checksumOfGood);
    }
  });
});
