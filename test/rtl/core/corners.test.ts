import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../../compile/index.ts";
import { fabrics, type IntegerNetwork } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { LifCore } from "../../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { NetworkRun } from "../../../sim/harness/network-run.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { lockstepOn } from "../../support/core-lockstep.ts";
import { streamTicks } from "../../support/core-stream.ts";
import { Random } from "../../support/random.ts";
import { roomyTarget } from "../../support/roomy-target.ts";
import { type TinyNeuron, tinyNetwork } from "../../support/tiny-network.ts";

type Input = readonly (readonly number[])[];

/** Runs a network on a core of every fabric against the reference; returns the spikes of the reference, by tick. */
function spikesOf(network: IntegerNetwork, input: Input, core = { lanes: 4, updates: 2 }): (readonly number[])[] {
  for (const fabric of fabrics) lockstepOn(network, { ...core, fabric }, input, 1);
  const reference = new Reference(network);
  return input.map((channels) => reference.tick(channels).spikes);
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const identity = (count: number, weight: number): number[][] =>
  range(count).map((row) => range(count).map((column) => (row === column ? weight : 0)));

describe("lif core: corners", () => {
  it("a neuron fires at its threshold, and one below it does not", () => {
    const network = tinyNetwork({
      neurons: [{ threshold: 7 }, { threshold: 8 }, { threshold: 1 }, { threshold: 127 }],
      input: [[7, 7, 1, 127]],
    });
    expect(spikesOf(network, [[0], [], [0]])).toEqual([[0, 2, 3], [], [0, 1, 2, 3]]);
  });

  it("membranes stop at both ends of their range", () => {
    const network = tinyNetwork({
      neurons: [{ threshold: 127 }, { threshold: 127, reset: ["subtract", 0] }, { threshold: 100, bias: -128 }],
      input: [
        [-100, 100, 30_000],
        [-32_768, 32_767, -32_768],
      ],
    });
    expect(spikesOf(network, [[0], [0], [1], [0, 1], [], [0]])).toEqual([[2], [1, 2], [1], [1], [1], [1, 2]]);
  });

  it("without refractory ticks a neuron fires in every tick, with the most of them once", () => {
    const always: TinyNeuron = { threshold: 1, bias: 1 };
    const network = tinyNetwork({ neurons: [always, { ...always, refractory: 15 }, { ...always, refractory: 1 }] });
    const found = spikesOf(network, times(17, []));
    expect(found.map((spikes) => spikes.includes(0))).toEqual(times(17, true));
    expect(found.flatMap((spikes, tick) => (spikes.includes(1) ? [tick] : []))).toEqual([0, 16]);
    expect(found.flatMap((spikes, tick) => (spikes.includes(2) ? [tick] : []))).toEqual(range(9).map((i) => 2 * i));
  });

  it("a neuron before its first tick is frozen, whatever comes in", () => {
    const eager: TinyNeuron = { threshold: 1, bias: 1 };
    const network = tinyNetwork({
      neurons: [eager, { ...eager, firstTick: 1 }, { ...eager, firstTick: 31 }, { ...eager, firstTick: 3 }],
      input: [[1, 1, 100, 1]],
    });
    const found = spikesOf(network, times(34, [0]));
    expect(range(4).map((neuron) => found.findIndex((spikes) => spikes.includes(neuron)))).toEqual([0, 1, 31, 3]);
  });

  it("a list that is full to its last entry is walked whole, for every group", () => {
    const count = 64;
    const network = tinyNetwork({
      neurons: times(count, { threshold: 100, bias: 0 }),
      input: range(count).map((row) => range(count).map((column) => ((row + column) % 5) - 1)),
      recurrent: [{ delay: 1, weights: identity(count, 60) }],
    });
    const found = spikesOf(network, times(12, range(count)));
    expect(found.some((spikes) => spikes.length === count)).toBe(true);
    const config = place(network, roomyTarget(4, 2));
    expect(config.shape.listEntries).toBe(2 * count);
  });

  it("ticks without events go by as fast as their groups, one behind the other", () => {
    const network = tinyNetwork({
      neurons: times(9, { threshold: 3, bias: 1 }),
      input: [times(9, 1)],
      recurrent: [{ delay: 1, weights: identity(9, -1) }],
    });
    const found = spikesOf(network, times(40, []));
    expect(found.flat().length).toBeGreaterThan(80);
  });

  it("groups that nothing is connected to are updated all the same", () => {
    const base = tinyNetwork({ neurons: times(12, { threshold: 4, bias: 1 }), input: [times(12, 2)] });
    const quiet: IntegerNetwork = {
      ...base,
      populations: [
        { name: "deaf", first: 0, size: 5 },
        { name: "out", first: 5, size: 7 },
      ],
      synapses: [
        {
          ...{ axonFirst: 0, axonCount: 1, neuronFirst: 5, neuronCount: 7 },
          weights: Int32Array.from(times(7, 2)),
        },
      ],
    };
    const found = spikesOf(quiet, times(8, [0]));
    expect(found.map((spikes) => spikes.length)).toEqual([0, 7, 7, 12, 0, 7, 7, 12]);
  });

  it("delays of 2 to 15 ticks forget what was before a clear", () => {
    const network = tinyNetwork({
      neurons: times(20, { threshold: 10 }),
      input: [times(20, 10)],
      recurrent: [
        { delay: 15, weights: identity(20, 10) },
        { delay: 2, weights: identity(20, 3) },
      ],
    });
    for (const fabric of fabrics) {
      const target = { ...roomyTarget(4, 2), fabric };
      const config = place(network, target);
      const run = new NetworkRun(
        config,
        openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed: 3 }),
      );
      run.driver.load(coreImage(run.config));
      // Until just before the spikes of tick 0 come back, and one time with them; then silence.
      for (const ticks of [14, 15, 17, 40]) {
        run.stream(times(ticks, [0]));
        const found: number[] = [];
        run.stream(times(20, []), ({ spikes }) => found.push(spikes.length));
        expect(found, `${fabric}, ${ticks} ticks before`).toEqual(times(20, 0));
      }
    }
  });

  it.each([1, 2, 4, 8])(
    "all neurons fire in every tick while hardly anybody takes their spikes: %i neurons per cycle",
    (updates) => {
      const count = 150;
      const network = tinyNetwork({
        neurons: times(count, { threshold: 1, bias: 1 }),
        recurrent: [{ delay: 1, weights: identity(count, 0) }],
      });
      for (const fabric of fabrics) {
        const config = place(network, { ...roomyTarget(8, updates), fabric });
        const run = new NetworkRun(
          config,
          openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed: 4 }),
        );
        run.driver.load(coreImage(run.config));
        run.driver.clear();
        const markers = range(8).map((tick) => [0x8000 | tick]);
        const { spikes, cyclesWithoutRoom } = streamTicks(run, markers, new Random(5), { takes: 0.05 });
        expect(spikes, fabric).toEqual(times(8, range(count)));
        if (updates === 1) expect(cyclesWithoutRoom, fabric).toBeGreaterThan(100);
      }
    },
  );

  it("rows stand in LUTs of an ECP5 as well as in its block RAM, cycle by cycle", () => {
    const count = 40;
    const neurons = range(count).map((n) => ({ threshold: 3 + n, bias: n % 4, refractory: n % 3 }));
    const network = tinyNetwork({ neurons, input: [range(count).map((n) => 5 + n)] });
    const input = range(20).map((tick) => (tick % 3 === 0 ? [0] : []));
    const ranIn = (rowMemory: "block" | "distributed") =>
      lockstepOn(network, { lanes: 2, updates: 1, fabric: "ecp5", rowMemory }, input, 1);
    const inBlocks = ranIn("block");
    expect(inBlocks.spikes).toBeGreaterThan(100);
    expect(ranIn("distributed")).toEqual(inBlocks);
  });

  it("the counter of saturations stays at 65,535, and a clear empties it", () => {
    const full: TinyNeuron = { threshold: 127, reset: ["subtract", 0], bias: 127 };
    const network = tinyNetwork({ neurons: times(128, full) });
    const config = place(network, roomyTarget(8, 8));
    const run = new NetworkRun(config, openEmbedded(elaborate(LifCore({ shape: config.shape, fabric: "ice40hx" }))));
    run.driver.load(coreImage(run.config));
    // The first tick takes membranes to the end of their range, each later one beyond it.
    const counts = [2, 512, 513, 514, 600].map((ticks) => {
      run.stream(times(ticks, []));
      run.driver.simulation.step(8);
      return run.driver.saturations;
    });
    expect(counts).toEqual([128, 511 * 128, 65_535, 65_535, 65_535]);
    run.driver.clear();
    expect(run.driver.saturations).toBe(0);
  });
});
