import { afterEach, describe, expect, it } from "vitest";
import { busSpaces } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { connect } from "../../../host/index.ts";
import { type SimulatedBoardOptions, simulatedBoard } from "../../../sim/board/index.ts";
import { Random } from "../../support/random.ts";
import { StubChip, type StubChipParameters } from "../../support/stub-core.ts";

const shapeHash = 0xc0ffee42;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function open(chip: Partial<StubChipParameters> = {}, options: Partial<SimulatedBoardOptions> = {}, tries = 8) {
  const parameters = { clockCyclesPerBit: 4, shapeHash, outputDepth: 512, tickOutput: 200, tickCycles: 5, ...chip };
  const board = simulatedBoard(elaborate(StubChip(parameters)), {
    clockCyclesPerBit: parameters.clockCyclesPerBit,
    ...options,
  });
  const session = await connect(board, { shapeHash, timeoutMs: 3, tries, firstSequence: 250 });
  closers.push(() => session.close());
  return { board, session };
}

const sorted = (ticks: readonly (readonly number[])[]) => ticks.map((words) => [...words].sort((a, b) => a - b));
const randomTicks = (random: Random, count: number, most: number) =>
  Array.from({ length: count }, () => [
    ...new Set(Array.from({ length: random.integer(0, most) }, () => random.integer(0, 0x7fff))),
  ]);

describe("host link, hardware against host", () => {
  it("greets and tells its status", async () => {
    const { session } = await open();
    expect(await session.status()).toEqual({
      busy: false,
      freeRunning: false,
      late: false,
      overrun: false,
      ticks: 0,
      saturations: 0,
      badFrames: 0,
    });
    expect(session.counts).toEqual({ requests: 5, repeated: 0, damaged: 0 });
  });

  it("loads, verifies and reads memory", async () => {
    const { session } = await open();
    const random = new Random(31);
    const words = Uint16Array.from({ length: 512 }, () => random.integer(0, 0xffff));
    const blocks = [
      { space: busSpaces.weights, address: 0, words },
      { space: busSpaces.membranes, address: 3, words: words.subarray(0, 7) },
    ];
    await session.load(blocks);
    expect(await session.verify(blocks)).toEqual({ comparedWords: 519, unreadableWords: 0 });
    expect((await session.readMembranes(10)).slice(3)).toEqual(new Int16Array(words.slice(0, 7).buffer));
  });

  it("runs ticks and returns their spikes", async () => {
    const random = new Random(7);
    const { session } = await open();
    for (let run = 0; run < 5; run++) {
      const ticks = randomTicks(random, 12, 40);
      expect(sorted(await session.run(ticks)), `seed ${random.seed}, run ${run}`).toEqual(sorted(ticks));
    }
    expect((await session.status()).ticks).toBe(60);
    const counted = (await session.status()).saturations;
    expect(counted).toBeGreaterThan(100);
    expect(session.counts.repeated).toBe(0);
  });
});
