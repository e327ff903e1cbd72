import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { crc32 } from "../../../host/crc32.ts";
import { Crc32 } from "../../../rtl/cells/crc32.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";

function open() {
  const sim = openEmbedded(elaborate(Crc32({})));
  for (const name of ["clear", "feed", "drain", "data"]) sim.port(name).value = 0;
  sim.reset();
  const pulse = (name: string, gap: number) => {
    sim.port(name).value = 1;
    sim.step();
    sim.port(name).value = 0;
    sim.step(gap);
  };
  return {
    clear: () => pulse("clear", 1),
    feed(byte: number) {
      sim.port("data").value = byte;
      pulse("feed", 8);
    },
    /** One checksum byte, as a sender takes it. */
    drain() {
      const byte = sim.port("low").value ^ 0xff;
      pulse("drain", 8);
      return byte;
    },
    isGood() {
      sim.step();
      return sim.port("good").value === 1;
    },
  };
}

describe("crc32 cell", () => {
  it("equals the host's checksum for random messages and recognises them", () => {
    const random = new Random(23);
    const cell = open();
    for (let length = 0; length < 40; length++) {
      const message = Uint8Array.from({ length }, () => random.integer(0, 255));
      cell.clear();
      for (const byte of message) cell.feed(byte);
      const checksum = [cell.drain(), cell.drain(), cell.drain(), cell.drain()];
      const expected = crc32(message);
      expect(checksum).toEqual([0, 8, 16, 24].map((shift) => (expected >>> shift) & 0xff));

      cell.clear();
      for (const byte of [...message, ...checksum]) cell.feed(byte);
      expect(cell.isGood()).toBe(true);
      cell.clear();
      const flipped = random.integer(0, length + 3);
      [...message, ...checksum].forEach((byte, i) => {
        cell.feed(i === flipped ? byte ^ (1 << random.integer(0, 7)) : byte);
      });
      expect(cell.isGood()).toBe(false);
    }
  });
});
