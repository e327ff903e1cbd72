import { describe, expect, it } from "vitest";
import { bool, elaborate, input, module, output, uint } from "../../../hdlgen/index.ts";
import { leftOver, sharedSlice } from "../../../rtl/core/shared-slice.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";

const depth = 16;
const lowBits = 5;
const highBits = 8;

const Shared = module(
  "shared",
  ({ latency: _ }: { latency: number }) => ({
    address: input(uint(4)),
    writeLow: input(bool),
    lowAddress: input(uint(4)),
    lowData: input(uint(lowBits)),
    writeHigh: input(bool),
    highAddress: input(uint(4)),
    highData: input(uint(highBits)),
    low: output(uint(lowBits)),
    high: output(uint(highBits)),
  }),
  (io, { latency }) =>
    sharedSlice("words", { kind: "block", latency, depth }, io.address, {
      low: { write: io.writeLow, address: io.lowAddress, data: io.lowData },
      high: { write: io.writeHigh, address: io.highAddress, data: io.highData },
    }),
);

describe("shared slice", () => {
  it.each([1, 2])("two memories in one block RAM, read after %i cycles, change only their own byte", (latency) => {
    const random = new Random(latency);
    const sim = openEmbedded(elaborate(Shared({ latency })), { seed: 1 });
    sim.reset();
    const set = (name: string, value: number): void => {
      sim.port(name).value = value;
    };
    const low = new Array<number | undefined>(depth).fill(undefined);
    const high = new Array<number | undefined>(depth).fill(undefined);
    let compared = 0;
    for (let round = 0; round < 500; round++) {
      const isLow = random.chance(0.5);
      const at = random.integer(0, depth - 1);
      const data = random.integer(0, 2 ** (isLow ? lowBits : highBits) - 1);
      set("write_low", Number(isLow));
      set("write_high", Number(!isLow));
      // The other one's address and data say nothing.
      set("low_address", isLow ? at : random.integer(0, depth - 1));
      set("high_address", isLow ? random.integer(0, depth - 1) : at);
      set("low_data", isLow ? data : random.integer(0, 2 ** lowBits - 1));
      set("high_data", isLow ? random.integer(0, 2 ** highBits - 1) : data);
      // Nobody looks at a word while it is written.
      set("address", (at + 1) % depth);
      sim.step();
      set("write_low", 0);
      set("write_high", 0);
      (isLow ? low : high)[at] = data;
      const seen = random.integer(0, depth - 1);
      set("address", seen);
      sim.step(latency);
      for (const [name, words] of [
        ["low", low],
        ["high", high],
      ] as const) {
        if (words[seen] === undefined) continue;
        expect(sim.port(name).value).toBe(words[seen]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  it("bits beyond whole slices are left over when they fit into a byte", () => {
    expect([16, 17, 24, 25, 31, 40].map((bits) => leftOver(bits, 16))).toEqual([0, 1, 8, 0, 0, 8]);
  });
});
