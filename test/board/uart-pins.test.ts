import { describe, expect, it } from "vitest";
import { LineDriver, LineSampler, noNoise } from "../../sim/board/uart-pins.ts";
import { Random } from "../support/random.ts";
import { bytesOfLevels, lineLevels } from "../support/uart-line.ts";

describe("uart pins", () => {
  it.each([4, 4.1, 9, 16.3])("drives a line that a plain receiver reads: %d cycles per bit", (bitCycles) => {
    const random = new Random(9);
    const bytes = Uint8Array.from({ length: 50 }, () => random.integer(0, 255));
    const driver = new LineDriver(bitCycles, noNoise);
    driver.add(bytes.subarray(0, 20));
    const levels: number[] = [];
    for (let cycle = 0; cycle < 620 * bitCycles; cycle++) {
      if (cycle === Math.floor(300 * bitCycles)) driver.add(bytes.subarray(20));
      levels.push(driver.level(cycle));
    }
    expect(driver.isIdle).toBe(true);
    expect(bytesOfLevels(levels, bitCycles)).toEqual([...bytes]);
  });

  it.each([
    [1, 4, 0],
    [1, 16, 8],
    [4, 4, 0],
  ])("reads a line in steps of %i cycles, %i per bit", (step, bitCycles, offset) => {
    const bytes = [0, 255, 0x55, 0x7e, 1];
    const sampler = new LineSampler(bitCycles, offset, noNoise);
    const found = lineLevels(bytes, bitCycles).flatMap((level, cycle) =>
      cycle % step === 0 ? (sampler.sample(cycle, level) ?? []) : [],
    );
    expect(found).toEqual(bytes);
  });

  it("loses a byte without a stop bit, and waits for the line to go high", () => {
    const sampler = new LineSampler(4, 0, noNoise);
    const levels = [...Array(200).fill(0), ...lineLevels([0x42], 4)];
    expect(levels.flatMap((level, cycle) => (cycle % 4 === 0 ? (sampler.sample(cycle, level) ?? []) : []))).toEqual([
      0x42,
    ]);
  });

  it("is as noisy as it is told", () => {
    const dropped = new LineDriver(4, { flipsBit: () => false, losesByte: () => true });
    dropped.add(Uint8Array.of(1, 2));
    expect(dropped.isIdle).toBe(true);
    const inverted = new LineDriver(4, { flipsBit: () => true, losesByte: () => false });
    inverted.add(Uint8Array.of(0xff));
    expect(Array.from({ length: 12 }, (_, bit) => inverted.level(4 * bit))).toEqual([
      1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1,
    ]);
  });
});
