import { describe, expect, it } from "vitest";
import { BoardRun, coreCyclesPerTick } from "../../api/board-run.ts";
import { linkReport } from "../../api/link-report.ts";
import {
  compileNetwork,
  coreImage,
  findBoard,
  lif,
  network,
  openBoard,
  pairStdp,
  planClock,
  randomEvents,
  rewardStdp,
} from "../../index.ts";
import { learnerChannels, smallLearner } from "../support/small-learner.ts";

const ring = (threshold: number) =>
  network("ring", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("in", 12)
    .population("hidden", { size: 40, neuron: lif({ threshold }) })
    .population("out", { size: 3, neuron: lif({ threshold: 90, refractory: 2 }) })
    .project("in", "hidden", { weights: Int8Array.from({ length: 480 }, (_, i) => ((i * 7) % 11) - 3) })
    .project("hidden", "out", { weights: Int8Array.from({ length: 120 }, (_, i) => ((i * 5) % 9) - 2), delay: 2 })
    .output("out")
    .build();

const compiledRing = async (threshold: number) => compileNetwork(ring(threshold), await findBoard("icebreaker"));
const input = randomEvents({ ticks: 60, rate: 0.3, seed: 3 }, 12);
const clock = { clockMHz: 48, baud: 12_000_000, clockCyclesPerBit: 4 };

async function started() {
  const compiled = await compiledRing(7);
  const connection = await openBoard(compiled, { port: "sim", clock });
  return { compiled, connection, run: new BoardRun(compiled, connection, { reference: "compare" }) };
}

describe("a network on the simulated board", () => {
  it("is loaded, verified and run, equal to the reference in every tick and in its state", async () => {
    const { connection, run } = await started();
    const seen: number[] = [];
    const { words, seconds, bytesPerSecond } = await run.load();
    expect(words).toBeGreaterThan(300);
    // 16 of 20 bits are payload, minus frames and answers.
    expect(bytesPerSecond).toBeGreaterThan(0.8e6);
    expect(bytesPerSecond).toBeLessThan(1.2e6);
    expect(seconds).toBeCloseTo((2 * words) / bytesPerSecond, 9);
    expect((await run.verify()).comparedWords).toBeGreaterThan(100);
    const ticks = await run.run(input, (ended) => seen.push(...ended.map(({ tick }) => tick)));
    expect(seen).toEqual(input.map((_, tick) => tick));
    expect(ticks.flatMap(({ spikes }) => spikes).length).toBeGreaterThan(20);
    await run.state();
    expect(run.mismatch).toBeUndefined();
    await run.clear();
    expect(await run.run(input)).toEqual(ticks);
    expect(run.mismatch).toBeUndefined();
    await connection.session.close();
  });

  it("finds a difference from the reference, in spikes or in state", async () => {
    const { connection, run } = await started();
    await run.load();
    const other = await compiledRing(20);
    await connection.session.load(coreImage(other.config));
    await run.run(input);
    expect(run.mismatch).toMatchObject({ what: "spike" });
    await connection.session.close();
  });

  it("free-runs with input that is queued ahead, equal to the reference", async () => {
    const { connection, run } = await started();
    await run.load();
    run.inject(input.map((channels, tick) => ({ tick, channels })));
    await run.freeRun(9600);
    const ticks = [];
    while (ticks.length < 50) ticks.push(...(await run.poll()).ticks);
    const { overrun, ticks: last } = await run.stop();
    ticks.push(...last);
    expect(overrun).toBe(false);
    expect(ticks.map(({ tick }) => tick)).toEqual(ticks.map((_, i) => i));
    expect(run.mismatch).toBeUndefined();
    await run.state();
    expect(run.mismatch).toBeUndefined();
    await connection.session.close();
  });

  it("a network that learns: what it has learned equals the reference, also after it was loaded once more", async () => {
    const stdp = { aPlus: 0.1, aMinus: 0.06, tauPlusMs: 4, tauMinusMs: 4, window: 12, bounds: { low: 0, high: 1 } };
    const rule = rewardStdp({ ...stdp, tauEligibilityMs: 60, level: 64 });
    const compiled = compileNetwork(smallLearner(rule), await findBoard("icebreaker"));
    const connection = await openBoard(compiled, { port: "sim", clock });
    const run = new BoardRun(compiled, connection, { reference: "compare" });
    await run.load();
    const ticks = randomEvents({ ticks: 30, rate: 0.3, seed: 4 }, learnerChannels);
    await run.run(ticks);
    const learned = await run.learned();
    expect([run.mismatch, learned.mismatch]).toEqual([undefined, undefined]);
    expect(learned.weights.map((weights) => weights?.length)).toEqual([240, 400]);
    expect(learned.second.map((values) => values?.length)).toEqual([240, 400]);
    expect(learned.weights[0]).not.toEqual(compiled.network.synapses[0]?.weights);
    expect(learned.adaptation?.some((raised) => raised > 0)).toBe(true);
    await run.clear();
    await run.run(ticks);
    expect([run.mismatch, (await run.learned()).mismatch]).toEqual([undefined, undefined]);
    await run.load();
    await run.run(ticks);
    expect(await run.learned()).toEqual(learned);
    expect(run.mismatch).toBeUndefined();
    await connection.session.setLevel(-100);
    await run.run(ticks);
    expect((await run.learned()).mismatch).toMatchObject({ what: "weight", projection: 0 });
    await connection.session.close();
  });

  it("without a reference, reads what a board has learned and compares nothing", async () => {
    const stdp = pairStdp({ aPlus: 0.1, aMinus: 0.06, tauPlusMs: 4, tauMinusMs: 4, bounds: { low: 0, high: 1 } });
    const compiled = compileNetwork(smallLearner(stdp), await findBoard("icebreaker"));
    const connection = await openBoard(compiled, { port: "sim", clock });
    const run = new BoardRun(compiled, connection, { reference: "none" });
    await run.load();
    const { weights, second, mismatch } = await run.learned();
    expect(weights).toEqual(compiled.network.synapses.map((block) => block.weights));
    expect([second, mismatch]).toEqual([[undefined, undefined], undefined]);
    await connection.session.close();
  });

  it("tells where the time goes: line, core and the rest add up", async () => {
    const { compiled, connection, run } = await started();
    await run.load();
    const before = connection.usage();
    await run.run(input);
    const after = connection.usage();
    const cycles = coreCyclesPerTick(compiled, input.slice(0, 20));
    const { shares, limit, ...report } = linkReport({
      ...{ before, after, ticks: 60, inferences: 1, clock, coreCyclesPerTick: cycles, pace: "stepped" },
    });
    expect(shares.line + shares.core + shares.rest).toBeCloseTo(1, 9);
    // 60 markers and about 216 events in, 60 markers and some spikes out, two bytes each, in two or three frames.
    expect(report.bytesToBoard).toBeGreaterThan(2 * 276);
    expect(report.bytesToHost).toBeGreaterThan(2 * 60);
    expect(report.ticksPerSecond).toBeCloseTo(60 / report.seconds, 6);
    expect(cycles).toBeGreaterThan(20);
    expect(cycles).toBeLessThan(400);
    expect(limit).toBe("line");
    await connection.session.close();
  });
});

describe("link report", () => {
  const at = (seconds: number, bytes: number, requests: number) => ({
    seconds,
    lineSeconds: (seconds - 1) / 2,
    bytes: { toBoard: bytes, toHost: bytes },
    counts: { requests, repeated: 0, damaged: 0 },
  });
  const measured = {
    before: at(1, 500, 10),
    after: at(3, 100_500, 30),
    ...{ ticks: 1000, inferences: 50, clock: { clockMHz: 50 }, coreCyclesPerTick: 10_000 },
    pace: "stepped" as const,
  };

  it("shares: bits over the bit rate, cycles over the clock, and what is left", () => {
    expect(linkReport(measured)).toEqual({
      ticks: 1000,
      seconds: 2,
      ticksPerSecond: 500,
      inferences: 50,
      inferencesPerSecond: 25,
      bytesToBoard: 100_000,
      bytesToHost: 100_000,
      requests: 20,
      repeated: 0,
      coreCyclesPerTick: 10_000,
      shares: { line: 0.5, core: 0.1, rest: 0.4 },
      limit: "line",
      coreInferencesPerSecond: 250,
    });
  });

  it("names the largest share, and gives free-running ticks no rest", () => {
    const faster = { before: { ...measured.before, lineSeconds: 0 }, after: { ...measured.after, lineSeconds: 0.1 } };
    expect(linkReport({ ...measured, ...faster }).limit).toBe("rest");
    expect(linkReport({ ...measured, coreCyclesPerTick: 60_000 }).limit).toBe("core");
    expect(linkReport({ ...measured, pace: "freeRunning" }).shares).toEqual({ line: 0.5, core: 0.1, rest: 0 });
  });
});

it("planClock gives what openBoard takes", async () => {
  const compiled = await compiledRing(7);
  const connection = await openBoard(compiled, { port: "sim", clock: planClock(compiled.board, 48), seed: 5 });
  expect(connection.name).toBe("simulated board at 3000000 baud");
  await connection.session.close();
});
