import { describe, expect, it } from "vitest";
import { busSpaces, type MemoryBlock } from "../../config/index.ts";
import { encodeFrame } from "../../host/frame.ts";
import { connect } from "../../host/index.ts";
import { lineNoise } from "../support/line-noise.ts";
import { Random } from "../support/random.ts";
import { TwinBoard, type TwinOptions } from "../support/twin-board.ts";

async function open(options: TwinOptions = {}) {
  const board = new TwinBoard({ shapeHash: 0xdeadbeef, ...options });
  return { board, session: await connect(board, { shapeHash: 0xdeadbeef, tries: 30 }) };
}

const sorted = (ticks: readonly (readonly number[])[]) => ticks.map((words) => [...words].sort((a, b) => a - b));
const randomTicks = (random: Random, count: number, most: number) =>
  Array.from({ length: count }, () => [
    ...new Set(Array.from({ length: random.integer(0, most) }, () => random.integer(0, 0x7fff))),
  ]);
const block = (space: MemoryBlock["space"], address: number, words: ArrayLike<number>): MemoryBlock => ({
  space,
  address,
  words: Uint16Array.from(words),
});

describe("connect", () => {
  it("greets, stops the timer and clears", async () => {
    const { board, session } = await open();
    expect(board.executed.map(({ command }) => command)).toEqual([0, 2, 5, 6]);
    expect(await session.status()).toEqual({
      busy: false,
      freeRunning: false,
      late: false,
      overrun: false,
      ticks: 0,
      saturations: 0,
      badFrames: 0,
    });
    await session.close();
    expect(board.isClosed).toBe(true);
  });

  it("refuses a board with another protocol, and closes the line", async () => {
    const board = new TwinBoard({ version: 9 });
    await expect(connect(board, { shapeHash: 0 })).rejects.toThrow(
      "LINK003 board: link protocol version 9, expected 1\n" +
        "    build and program the bitstream with this version of spikeforge",
    );
    expect(board.isClosed).toBe(true);
  });

  it("refuses a board with another design", async () => {
    await expect(connect(new TwinBoard({ shapeHash: 0x123 }), { shapeHash: 0xabcdef01 })).rejects.toThrow(
      "LINK004 board: the board holds another design: shape 0x00000123, expected 0xABCDEF01\n" +
        "    program the board with the bitstream that was built for this network",
    );
  });
});

describe("memory", () => {
  it("loads blocks of any size, with progress, and reads them back", async () => {
    const { board, session } = await open();
    const random = new Random(3);
    const blocks = [
      block(busSpaces.weights, 1000, { length: 1000 }),
      block(busSpaces.segments, 0, [1, 2, 3]),
      block(busSpaces.regionStart, 5, []),
    ];
    for (const { words } of blocks) words.set(words.map(() => random.integer(0, 0xffff)));
    const seen: number[] = [];
    await session.load(blocks, ({ done, total }) => seen.push(done, total));
    expect(seen).toEqual([0, 1003, 248, 1003, 496, 1003, 744, 1003, 992, 1003, 1000, 1003, 1003, 1003]);
    expect(board.memory.get(0)?.slice(1000, 2000)).toEqual(blocks[0]?.words);
    expect(board.memory.get(1)?.slice(0, 3)).toEqual(blocks[1]?.words);
    expect(await session.verify(blocks)).toEqual({ comparedWords: 1000, unreadableWords: 3 });
  });

  it("names the first word that reads back wrong", async () => {
    const { board, session } = await open();
    const blocks = [block(busSpaces.weights, 100, { length: 600 })];
    await session.load(blocks);
    board.memory.get(0)?.set([0xbad], 100 + 432);
    await expect(session.verify(blocks)).rejects.toThrow(
      "LINK007 weights[532]: read back 0x0BAD, written 0x0000\n" +
        "    load again; when it stays, the memory or its wiring is at fault",
    );
  });

  it("refuses a block beyond the address space before anything is written", async () => {
    const { board, session } = await open();
    const before = board.executed.length;
    await expect(session.load([block(0, 0, [1]), block(0, 0xffff, [1, 2])])).rejects.toThrow(
      "LINK013 space 0: a block at 65535…65536, expected within 0…65535",
    );
    expect(board.executed).toHaveLength(before);
  });

  it("reads membranes as signed numbers and refractory counters as counts", async () => {
    const { board, session } = await open();
    board.memory.set(
      busSpaces.membranes,
      Uint16Array.from({ length: 0x10000 }, (_, i) => 0x10000 - i),
    );
    board.memory.set(
      busSpaces.refractory,
      Uint16Array.from({ length: 0x10000 }, (_, i) => i),
    );
    expect(await session.readMembranes(600)).toEqual(Int16Array.from({ length: 600 }, (_, i) => -i));
    expect(await session.readRefractory(3)).toEqual(Uint16Array.of(0, 1, 2));
  });
});

describe("run", () => {
  it("returns the spikes of each tick", async () => {
    const { session } = await open();
    expect(await session.run([[1, 2], [], [3]])).toEqual([[1, 2], [], [3]]);
    expect(await session.run([[4]])).toEqual([[4]]);
    expect(session.nextTick).toBe(4);
    expect((await session.status()).ticks).toBe(4);
  });

  it("packs several ticks into a request and cuts long ones", async () => {
    const { board, session } = await open();
    await session.run(Array.from({ length: 100 }, (_, i) => [i]));
    expect(board.executed.filter(({ command }) => command === 7)).toHaveLength(1);
    const long = Array.from({ length: 600 }, (_, i) => i);
    expect(await session.run([long, []])).toEqual([long, []]);
  });

  it("goes on where a full output FIFO stopped the board", async () => {
    const random = new Random(5);
    const { session } = await open({ outputDepth: 40, tickOutput: 30 });
    const ticks = randomTicks(random, 200, 30);
    expect(sorted(await session.run(ticks))).toEqual(sorted(ticks));
  });

  it("reports progress in ticks", async () => {
    const { session } = await open();
    const seen: number[] = [];
    await session.run([[1], [2]], ({ done, total }) => seen.push(done, total));
    expect(seen).toEqual([0, 2, 2, 2]);
  });

  it("counts ticks beyond the marker's 15 bits", async () => {
    const { session } = await open();
    for (let i = 0; i < 9; i++) await session.run(Array.from({ length: 8000 }, () => []));
    expect(session.nextTick).toBe(72_000);
    expect(await session.run([[7]])).toEqual([[7]]);
  });

  it("sends events that were injected ahead", async () => {
    const { session } = await open();
    session.inject([
      { tick: 2, words: [9] },
      { tick: 0, words: [1] },
    ]);
    expect(sorted(await session.run([[5], [], [3]]))).toEqual([[1, 5], [], [3, 9]]);
  });

  it("refuses duplicates, late events and bad words together, and runs nothing", async () => {
    const { board, session } = await open();
    await session.run([[], []]);
    const before = board.executed.length;
    session.inject([{ tick: 2, words: [6] }]);
    const wrong = () =>
      session.inject([
        { tick: 2, words: [6, 0x8000] },
        { tick: 1, words: [2] },
        { tick: 7, words: [4, 4] },
        { tick: -1, words: [] },
      ]);
    expect(wrong).toThrow(
      "LINK008 tick 2: event 0x0006 is given twice\n" +
        "    a channel fires at most once per tick\n" +
        "LINK013 tick 2: event 32768, expected 0…32767\n" +
        "LINK009 tick 1: event 0x0002 is late: the next tick is 2\n" +
        "    inject events before their tick starts\n" +
        "LINK008 tick 7: event 0x0004 is given twice\n" +
        "    a channel fires at most once per tick\n" +
        "LINK013 tick: -1, expected 0, 1, 2, …",
    );
    await expect(session.run([[6]])).rejects.toThrow("LINK008 tick 2: event 0x0006 is given twice");
    expect(board.executed).toHaveLength(before);
    expect(await session.run([[]])).toEqual([[6]]);
  });

  it("reports output markers that do not count up", async () => {
    const { board, session } = await open();
    const running = session.run([[], []]);
    const sequence = (board.writes.at(-1)?.[1] ?? 0) + 1;
    board.say(encodeFrame({ sequence: sequence % 256, code: 0, payload: Uint8Array.of(2, 0, 1, 0x80) }));
    await expect(running).rejects.toThrow(
      "LINK011 tick 0: its output ends with marker 1, expected 0\n" +
        "    this is a defect of the board's design or of its core, not of the line",
    );
  });

  it("starts over after a clear", async () => {
    const { session } = await open();
    await session.run([[1], [2]]);
    session.inject([{ tick: 5, words: [3] }]);
    await session.clear();
    expect(session.nextTick).toBe(0);
    expect(await session.run(Array.from({ length: 7 }, () => []))).toEqual([[], [], [], [], [], [], []]);
  });

  it.each([1, 2, 3])("is exact on a bad line: seed %i", async (seed) => {
    const random = new Random(seed);
    const noise = lineNoise(random, { flipped: 0.0005, lost: 0.0002, doubled: 0.0002, cut: 0.02 });
    const { session } = await open({ toBoard: noise, toHost: noise, outputDepth: 200 });
    for (let run = 0; run < 20; run++) {
      const ticks = randomTicks(random, 20, 60);
      expect(sorted(await session.run(ticks)), `seed ${seed}, run ${run}`).toEqual(sorted(ticks));
    }
    expect(session.counts.damaged).toBeGreaterThan(10);
  });
});

describe("free-running", () => {
  it("hands events over when their tick is near, and returns the ticks that have ended", async () => {
    const { board, session } = await open();
    await session.run([[], []]);
    await session.freeRun(1000);
    session.inject([
      { tick: 2, words: [20, 21] },
      { tick: 4, words: [40] },
    ]);
    expect(await session.poll()).toEqual({ ticks: [], overrun: false });
    board.expireTimer();
    board.expireTimer();
    expect((await session.poll()).ticks).toEqual([
      { tick: 2, spikes: [20, 21] },
      { tick: 3, spikes: [] },
    ]);
    session.inject([{ tick: 4, words: [41] }]);
    await session.poll();
    board.expireTimer();
    const { ticks, overrun } = await session.stepped();
    expect({ ticks, overrun }).toEqual({ ticks: [{ tick: 4, spikes: [40, 41] }], overrun: false });
    expect(await session.run([[50]])).toEqual([[50]]);
    expect(session.nextTick).toBe(6);
  });

  it("refuses a duplicate of an event that the board has already taken", async () => {
    const { session } = await open();
    await session.freeRun(1000);
    session.inject([{ tick: 0, words: [3] }]);
    await session.poll();
    expect(() => session.inject([{ tick: 0, words: [3] }])).toThrow("LINK008 tick 0: event 0x0003 is given twice");
  });

  it("reports an event that the board got too late", async () => {
    const { board, session } = await open();
    await session.freeRun(1000);
    board.expireTimer();
    session.inject([{ tick: 0, words: [3] }]);
    await expect(session.poll()).rejects.toThrow(
      "LINK010 around tick 0: an event reached the board after its tick had started\n" +
        "    inject further ahead, or make the tick period longer",
    );
  });

  it("tells of skipped periods", async () => {
    const { board, session } = await open({ outputDepth: 12, tickOutput: 10 });
    await session.freeRun(1000);
    board.expireTimer();
    board.expireTimer();
    board.expireTimer();
    const { ticks, overrun } = await session.poll();
    expect([ticks.length, overrun]).toEqual([2, true]);
    expect((await session.status()).overrun).toBe(true);
  });

  it("refuses what needs a stepped board, and the other way round", async () => {
    const { session } = await open();
    await expect(session.poll()).rejects.toThrow("LINK005 poll");
    await session.freeRun(1000);
    const text = "not possible while the board is free-running\n    call stepped() first";
    await expect(session.run([[]])).rejects.toThrow(`LINK005 run: ${text}`);
    await expect(session.readMembranes(1)).rejects.toThrow(`LINK005 read: ${text}`);
    await expect(session.load([block(0, 0, [1])])).rejects.toThrow(`LINK005 write: ${text}`);
    await expect(session.clear()).rejects.toThrow(`LINK005 clear: ${text}`);
    await session.stepped();
    expect(await session.run([[1]])).toEqual([[1]]);
  });

  it.each([17, 2 ** 24 + 2, 20.5])("refuses a period of %d cycles", async (period) => {
    const { session } = await open();
    await expect(session.freeRun(period)).rejects.toThrow(
      `LINK013 freeRun: a period of ${period} cycles, expected 18…16777217`,
    );
  });

  it("is exact with random injection ahead and random ticks", async () => {
    const random = new Random(17);
    const { board, session } = await open();
    await session.freeRun(1000);
    const expected = new Map<number, number[]>();
    const seen = new Map<number, readonly number[]>();
    let [started, next] = [0, 1];
    for (let round = 0; round < 200; round++) {
      for (const words of randomTicks(random, random.integer(0, 4), 20)) {
        session.inject([{ tick: next, words }]);
        expected.set(next, words);
        next++;
      }
      next = Math.max(next, started + 12);
      for (const { tick, spikes } of (await session.poll()).ticks) seen.set(tick, spikes);
      // The board never runs past what has been handed over: events of a tick go over one tick before it.
      board.expireTimer();
      started++;
    }
    for (const { tick, spikes } of (await session.stepped()).ticks) seen.set(tick, spikes);
    expect(seen.size).toBe(started);
    for (const [tick, spikes] of seen)
      expect(sorted([spikes]), `tick ${tick}`).toEqual(sorted([expected.get(tick) ?? []]));
  });
});
