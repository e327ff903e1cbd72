import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { FlashBoot, type FlashBootParameters } from "../../../rtl/boot/flash-boot.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { expectProved, openProver, type Prover } from "../../../sim/prove/index.ts";

const parameters: FlashBootParameters = { offset: 0x012345, halfPeriodCycles: 1, wakeBytes: 3, shapeHash: 0x89abcdef };

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

/** What a flash would hear: the bytes of each selection, and the clock pulses between them. */
function heard(settings: FlashBootParameters, cycles: number) {
  const sim = openEmbedded(elaborate(FlashBoot(settings)), { seed: 4 });
  sim.port("wants").value = 1;
  sim.port("miso").value = 1;
  sim.reset();
  const selections: number[][] = [];
  let bits: number[] = [];
  let before = 0;
  let pulsesBetween = 0;
  for (let cycle = 0; cycle < cycles; cycle++) {
    sim.step();
    const [select, clock, mosi] = ["select", "clock", "mosi"].map((name) => sim.port(name).value);
    if (select === 1 && bits.length > 0) {
      selections.push(bits);
      bits = [];
    }
    if (clock === 1 && before === 0) {
      if (select === 0) bits.push(mosi ?? 0);
      else pulsesBetween++;
    }
    before = clock ?? 0;
  }
  const state = { booting: sim.port("booting").value, failed: sim.port("failed").value };
  sim.close();
  return { selections: selections.map(toBytes), pulsesBetween, ...state };
}

function toBytes(bits: readonly number[]): number[] {
  return Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit) => 2 * byte + bit, 0),
  );
}

describe("boot loader for SPI flash", () => {
  it.each([1, 2, 5])("wakes the flash, waits, and reads from the offset; half a period is %i cycles", (half) => {
    const { selections, pulsesBetween, booting, failed } = heard({ ...parameters, halfPeriodCycles: half }, 400 * half);
    // The first byte of the magic is all ones here, and ends it.
    expect(selections).toEqual([[0xab], [0x03, 0x01, 0x23, 0x45, "S".charCodeAt(0)]]);
    expect(pulsesBetween).toBe(8 * parameters.wakeBytes);
    expect([booting, failed]).toEqual([0, 1]);
  });

  it("keeps its promises to link and flash (for all time)", async () => {
    await expectProved(FlashBoot({ ...parameters, halfPeriodCycles: 2 }), { mode: "induction", depth: 2, prover });
  }, 60_000);

  it("refuses parameters that it cannot hold, all at once", () => {
    expect(() => FlashBoot({ ...parameters, offset: 2 ** 24, halfPeriodCycles: 0, wakeBytes: 0.5 })).toThrow(
      /CELL001 flash_boot: an offset of 16777216[\s\S]*half a period of 0 cycles[\s\S]*0.5 byte times to wake up/,
    );
  });
});
