import { afterEach, describe, expect, it } from "vitest";
import { busSpaces } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { connect } from "../../../host/index.ts";
import { statusCodes, statusFlags } from "../../../host/protocol.ts";
import { type SimulatedBoardOptions, simulatedBoard } from "../../../sim/board/index.ts";
import { openVerilator } from "../../../sim/verilator/index.ts";
import { Random } from "../../support/random.ts";
import { RawClient } from "../../support/raw-client.ts";
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
  const session = await connect(board, { shapeHash, timeoutMs: 5, tries, firstSequence: 250 });
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

describe("host link, ticks", () => {
  it("takes more events than a request holds", async () => {
    const { session } = await open();
    const many = Array.from({ length: 400 }, (_, i) => i);
    expect(sorted(await session.run([many, [1], many]))).toEqual([many, [1], many]);
  });

  it("goes on where a full output FIFO stopped it", async () => {
    const random = new Random(8);
    const { session } = await open({ outputDepth: 64, tickOutput: 40 });
    const ticks = randomTicks(random, 60, 40);
    expect(sorted(await session.run(ticks)), `seed ${random.seed}`).toEqual(sorted(ticks));
    expect(session.counts.repeated).toBe(0);
  });

  it("waits for slow ticks", async () => {
    const { session } = await open({ tickCycles: 20_000 });
    expect(await session.run([[1], [2], [3]])).toEqual([[1], [2], [3]]);
    expect(session.counts.repeated).toBe(0);
  });

  it("clears counts, pending events and unread output", async () => {
    const { session } = await open({ tickCycles: 100 });
    await session.run([[0x4001, 0x4002], [3]]);
    expect(await session.status()).toMatchObject({ ticks: 2, saturations: 2 });
    await session.freeRun(4000);
    session.inject([{ tick: 3, words: [9] }]);
    await session.poll();
    await session.stepped();
    await session.clear();
    expect(await session.status()).toMatchObject({ ticks: 0, saturations: 0, late: false, overrun: false });
    expect(await session.run([[7], []])).toEqual([[7], []]);
  });

  it("sets late for a marker of an earlier tick, and takes none of a later one", async () => {
    const { board, session } = await open();
    await session.run([[], []]);
    const raw = new RawClient(board);
    await raw.hello(17);
    expect((await raw.ask(7, [0x8001, 0x8002])).words).toEqual([2, 0x8002]);
    expect((await raw.ask(1, [])).status & 0x40).toBe(0x40);
    expect((await raw.ask(7, [5, 0x8004, 6])).words).toEqual([1]);
    expect((await raw.ask(6, [])).status & 0x40).toBe(0);
    expect((await raw.ask(7, [0x8003])).words).toEqual([1, 5, 0x8003]);
  });
});

describe("host link, a core that stops in the middle of a tick until its output is taken", () => {
  const stopping = { outputDepth: 16, tickOutput: 0 };
  const events = Array.from({ length: 300 }, (_, i) => i);
  const { busy, more } = statusFlags;

  /** Two full exchanges into a tick of 300 spikes, 249 of which have come. */
  async function stuck() {
    const { board } = await open(stopping);
    const raw = new RawClient(board);
    await raw.hello(0);
    expect((await raw.ask(7, events.slice(0, 250))).words).toEqual([250]);
    const full = await raw.ask(7, [...events.slice(250), 0x8000]);
    expect(full).toMatchObject({ status: busy | more, words: [51, ...events.slice(0, 249)] });
    return raw;
  }

  it("returns the spikes of ticks that are longer than its FIFO", async () => {
    const random = new Random(52);
    const { session } = await open(stopping);
    const ticks = randomTicks(random, 12, 400);
    expect(sorted(await session.run(ticks)), `seed ${random.seed}`).toEqual(sorted(ticks));
    expect((await session.status()).busy).toBe(false);
    expect(session.counts.repeated).toBe(0);
  });

  it("goes on with the next exchange, and rests after it", async () => {
    const raw = await stuck();
    expect(await raw.ask(7, [])).toMatchObject({ status: 0, words: [0, ...events.slice(249), 0x8000] });
  });

  it("takes events meanwhile, and no marker", async () => {
    const raw = await stuck();
    expect((await raw.ask(7, [7, 8, 0x8001])).words).toEqual([2, ...events.slice(249), 0x8000]);
    expect((await raw.ask(7, [0x8001])).words).toEqual([1, 7, 8, 0x8001]);
  });

  it("answers MODE 0 without waiting for it, and STATUS", async () => {
    const raw = await stuck();
    expect(await raw.ask(2, [0, 0])).toMatchObject({ status: busy | more, words: [] });
    expect((await raw.ask(1, [])).words).toEqual([1, 0, 0]);
  });

  it("refuses memory access until then", async () => {
    const raw = await stuck();
    expect(await raw.ask(3, [0, 0, 1])).toMatchObject({ status: busy | more | statusCodes.wrongMode, words: [] });
    expect(await raw.ask(4, [1, 0])).toMatchObject({ status: busy | more | statusCodes.wrongMode, words: [] });
    await raw.ask(7, []);
    expect(await raw.ask(3, [0, 0, 1])).toMatchObject({ status: 0 });
    expect(await raw.ask(4, [1, 0])).toMatchObject({ status: 0, words: [1] });
  });

  it("drops the rest of the tick at CLEAR", async () => {
    const raw = await stuck();
    expect(await raw.ask(5, [])).toMatchObject({ status: 0, words: [] });
    expect(await raw.ask(7, [9, 0x8000])).toMatchObject({ status: 0, words: [2, 9, 0x8000] });
  });

  it("hands over what is left when free-running ends", async () => {
    const { board, session } = await open(stopping);
    await session.freeRun(60_000);
    session.inject([{ tick: 1, words: events }]);
    await board.advance(62_000);
    await session.poll();
    await board.advance(60_000);
    const { ticks } = await session.stepped();
    expect(ticks.map(({ tick }) => tick)).toEqual(ticks.map((_, i) => (ticks[0]?.tick ?? 0) + i));
    expect(ticks.flatMap(({ spikes }) => [...spikes])).toEqual(events);
    expect((await session.status()).busy).toBe(false);
    await session.clear();
    expect(await session.run([[5]])).toEqual([[5]]);
  });
});

describe("host link, free-running", () => {
  it("starts a tick every period, exactly", async () => {
    const { board, session } = await open();
    await session.freeRun(1000);
    const starts: number[] = [];
    let before = board.simulation.register("link.aer_gate.ticks_left").value;
    for (let i = 0; i < 40_000; i++) {
      board.simulation.step();
      const now = board.simulation.register("link.aer_gate.ticks_left").value;
      if (now !== before) starts.push(board.simulation.cycle);
      before = now;
    }
    expect(starts).toHaveLength(40);
    expect(new Set(starts.slice(1).map((start, i) => start - (starts[i] ?? 0)))).toEqual(new Set([1000]));
  });

  it("delivers events in their ticks", async () => {
    const random = new Random(41);
    const { session } = await open({ tickOutput: 50 });
    const injected = randomTicks(random, 40, 20).map((words, i) => ({ tick: 10 + i, words }));
    await session.freeRun(6000);
    session.inject(injected);
    const seen: { tick: number; spikes: readonly number[] }[] = [];
    while (seen.length < 50) {
      const { ticks, overrun } = await session.poll();
      expect(overrun).toBe(false);
      seen.push(...ticks);
    }
    seen.push(...(await session.stepped()).ticks);
    expect(seen.map(({ tick }) => tick)).toEqual(seen.map((_, i) => i));
    expect(sorted(seen.slice(10, 50).map(({ spikes }) => spikes))).toEqual(sorted(injected.map(({ words }) => words)));
    expect(await session.run([[99]])).toEqual([[99]]);
  });

  it("flags an event that comes after its tick has started", async () => {
    const { board, session } = await open();
    await session.freeRun(2000);
    await board.advance(5000);
    session.inject([{ tick: 0, words: [1] }]);
    await expect(session.poll()).rejects.toThrow("LINK010 around tick 0");
  });

  it("skips periods in which the core has no room, and says so", async () => {
    const { board, session } = await open({ outputDepth: 8, tickOutput: 4 });
    await session.freeRun(100);
    await board.advance(3000);
    const { ticks, overrun } = await session.poll();
    expect(overrun).toBe(true);
    expect(ticks.length).toBeGreaterThanOrEqual(4);
    expect(ticks.map(({ tick }) => tick)).toEqual(ticks.map((_, i) => i));
  });

  it("skips periods in which the core is busy", async () => {
    const { board, session } = await open({ tickCycles: 250 });
    await session.freeRun(100);
    await board.advance(3000);
    const report = await session.stepped();
    expect(report.overrun).toBe(true);
    expect(report.ticks.length).toBeLessThan(30);
    expect((await session.status()).freeRunning).toBe(false);
    expect(await session.run([[4]])).toEqual([[4]]);
  });

  it("refuses memory access and clear", async () => {
    const { session } = await open();
    await session.freeRun(5000);
    await expect(session.readMembranes(1)).rejects.toThrow(
      "LINK005 read: not possible while the board is free-running",
    );
    await expect(session.clear()).rejects.toThrow("LINK005 clear: not possible while the board is free-running");
    expect((await session.status()).freeRunning).toBe(true);
  });
});

describe("host link, on the other engine", () => {
  it("does the same on Verilator", async () => {
    const random = new Random(12);
    const parameters = { clockCyclesPerBit: 4, shapeHash, outputDepth: 64, tickOutput: 40, tickCycles: 5 };
    const simulation = await openVerilator(elaborate(StubChip(parameters)), { seed: 12 });
    const { session } = await open(parameters, { engine: () => simulation });
    const ticks = randomTicks(random, 30, 40);
    expect(sorted(await session.run(ticks)), `seed ${random.seed}`).toEqual(sorted(ticks));
    expect(session.counts.repeated).toBe(0);
  });
});

describe.each(["ice40hx", "ecp5"] as const)("host link, with the memories of %s", (fabric) => {
  it("keeps up with a line of 4 cycles per bit, be the host 2 % faster", async () => {
    const random = new Random(41);
    const { session } = await open({ fabric, tickOutput: 60 }, { hostBitLength: 0.98 });
    // Every escape makes one byte of two, with as little time for each.
    const words = Uint16Array.from({ length: 500 }, () =>
      random.pick([0x7e7e, 0x7d7d, 0x7d00, random.integer(0, 0xffff)]),
    );
    const blocks = [{ space: busSpaces.weights, address: 0, words }];
    await session.load(blocks);
    expect((await session.verify(blocks)).comparedWords).toBe(500);
    for (let run = 0; run < 3; run++) {
      const ticks = randomTicks(random, 12, 40);
      expect(sorted(await session.run(ticks)), `seed ${random.seed}, run ${run}`).toEqual(sorted(ticks));
    }
    expect(session.counts.repeated).toBe(0);
    expect(await session.status()).toMatchObject({ ticks: 36, badFrames: 0, late: false });
  });
});

describe("host link, on a bad line", () => {
  const noise = (random: Random, bit: number, byte: number) => ({
    flipsBit: () => random.chance(bit),
    losesByte: () => random.chance(byte),
  });

  it.each([1, 2, 3])("loses and doubles nothing: seed %i", async (seed) => {
    const random = new Random(seed);
    const bad = noise(random, 0.0001, 0.0001);
    const { session } = await open({ tickOutput: 60 }, { noiseToBoard: bad, noiseToHost: bad, seed }, 40);
    const words = Uint16Array.from({ length: 500 }, () => random.integer(0, 0xffff));
    await session.load([{ space: 0, address: 0, words }]);
    expect((await session.verify([{ space: 0, address: 0, words }])).comparedWords).toBe(500);
    for (let run = 0; run < 4; run++) {
      const ticks = randomTicks(random, 15, 30);
      expect(sorted(await session.run(ticks)), `seed ${seed}, run ${run}`).toEqual(sorted(ticks));
    }
    expect(session.counts.repeated).toBeGreaterThan(3);
    expect((await session.status()).badFrames).toBeGreaterThan(0);
  });

  it.each([
    [4, 0.98],
    [4, 1.02],
    [16, 0.98],
    [16, 1],
    [16, 1.02],
    [37, 1.03],
  ])("understands a host whose bits are off: %i cycles per bit, times %d", async (clockCyclesPerBit, hostBitLength) => {
    const { session } = await open({ clockCyclesPerBit }, { hostBitLength });
    const ticks = randomTicks(new Random(clockCyclesPerBit), 4, 30);
    expect(sorted(await session.run(ticks))).toEqual(sorted(ticks));
    expect(session.counts.repeated).toBe(0);
  });
});
