/**
 * Boards as they stand on a desk: a chip each in an engine of its own, clocks that differ, cables that delay, disturb and
 * come out of their sockets. The network's spikes must be those of the reference, or the run stops.
 */
import { describe, expect, it } from "vitest";
import type { SystemOptions } from "../../compile/index.ts";
import type { CableRunOptions } from "../../sim/links/index.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { systemName } from "../support/any-cores.ts";
import { bitErrors, randomPulls, runOnBoards, serialPins, uartPins } from "../support/linked-boards.ts";

const two: SystemOptions = { chips: 2, cores: 2 };
const line: SystemOptions = { chips: 4, cores: 1, topology: "line", hostChip: 1 };
const star: SystemOptions = { chips: 4, cores: 2, topology: "star" };
const named = (all: readonly SystemOptions[]) => all.map((boards) => ({ name: systemName(boards), boards }));

describe.each(named([two, line, star]))("$name over serial pins of 4 lanes", ({ boards }) => {
  it("has the reference's spikes and membranes in every tick", async () => {
    const ran = await runOnBoards({ seed: 1, boards, pins: serialPins, ticks: 15 });
    expect(ran.spikes).toBeGreaterThan(100);
    expect(ran.repeats).toBe(0);
  });

  it("has them where one bit in 100 is wrong and cables are pulled again and again", async () => {
    const pulls = randomPulls(2);
    const ran = await runOnBoards({
      ...{ seed: 2, boards, pins: serialPins, ticks: 6, errors: bitErrors(serialPins) },
      beforeCycle: (cables, cycle) => pulls.beforeCycle(cables, cycle),
    });
    expect(ran.spikes).toBeGreaterThan(30);
    expect(ran.spoiled).toBeGreaterThan(100);
    expect(pulls.count).toBeGreaterThan(3);
  });
});

it("two boards over UARTs have the reference's spikes where one bit in 100 is wrong and the cable is pulled", async () => {
  const pulls = randomPulls(1);
  const ran = await runOnBoards({
    ...{ seed: 1, boards: two, pins: uartPins, ticks: 4, errors: bitErrors(uartPins) },
    beforeCycle: (cables, cycle) => pulls.beforeCycle(cables, cycle),
  });
  expect(ran.spikes).toBeGreaterThan(30);
  expect(ran.repeats).toBeGreaterThan(3);
  expect(pulls.count).toBeGreaterThan(3);
});

/** Verilator takes some seconds to compile each of them. */
it("two boards on Verilator have them, too, where one bit in 100 is wrong", async () => {
  const ran = await runOnBoards({
    ...{ seed: 2, boards: { chips: 2, cores: 1 }, pins: serialPins, ticks: 6, errors: bitErrors(serialPins) },
    open: (design, seed) => openVerilator(design, { seed }),
  });
  expect(ran.spikes).toBeGreaterThan(30);
  expect(ran.spoiled).toBeGreaterThan(100);
}, 120_000);

describe("a cable that stays pulled", () => {
  const pulledAt =
    (cycle: number, cable: number): NonNullable<CableRunOptions["beforeCycle"]> =>
    (cables, now) => {
      if (now === cycle) cables.pull(cable);
    };

  it("stops the run, naming tick and link", async () => {
    const run = runOnBoards({
      ...{ seed: 1, boards: two, pins: serialPins, ticks: 30, beats: 50 },
      beforeCycle: pulledAt(4_000, 0),
    });
    await expect(run).rejects.toThrowErrorMatchingInlineSnapshot(`
      [SpikeforgeError: SIM200 chip0.link0: nothing heard for 51 beats in tick 7; 1 repeats, 0 spoiled frames
          look at the cable and the other chip, or allow more than 50 beats]
    `);
  });

  it("stops it from the beginning, too: no tick runs without all boards", async () => {
    const run = runOnBoards({
      ...{ seed: 1, boards: line, pins: serialPins, ticks: 5, beats: 50 },
      beforeCycle: pulledAt(0, 2),
    });
    await expect(run).rejects.toThrowErrorMatchingInlineSnapshot(`
      [SpikeforgeError: SIM200 chip2.link1: nothing heard for 52 beats in tick 0; 0 repeats, 0 spoiled frames
          look at the cable and the other chip, or allow more than 50 beats
      SIM200 chip3.link0: nothing heard for 52 beats in tick 0; 0 repeats, 0 spoiled frames
          look at the cable and the other chip, or allow more than 50 beats]
    `);
  });
});
