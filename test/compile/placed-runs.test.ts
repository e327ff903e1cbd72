import { expect, test } from "vitest";
import { place } from "../../compile/index.ts";
import type { HardwareConfig, IntegerNetwork } from "../../config/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { ConfigInterpreter } from "../support/config-interpreter.ts";
import { Random } from "../support/random.ts";
import { withRandomAdaptation } from "../support/random-adaptation.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

/** Runs a placed network from its configuration alone beside the reference; returns the spikes compared. */
function compareRuns(net: IntegerNetwork, config: HardwareConfig, input: readonly number[][], what: string): number {
  const [model, placed] = [new Reference(net), new ConfigInterpreter(config)];
  const isReported = (neuron: number): boolean =>
    net.populations.some(
      ({ name, first, size }) => net.outputs.includes(name) && neuron >= first && neuron < first + size,
    );
  let compared = 0;
  for (const [tick, channels] of input.entries()) {
    const spikes = model.tick(channels).spikes.filter(isReported);
    const reported = placed.tick(channels.map((channel) => config.channelWord[channel] ?? Number.NaN));
    const bySlot = (values: Int32Array) => [...config.slotOfNeuron].map((slot) => values[slot]);
    const where = `${what}, tick ${tick}`;
    expect(
      reported.map((slot) => config.slots[slot]?.neuron),
      where,
    ).toEqual(spikes);
    expect(bySlot(placed.membranes), where).toEqual([...model.v]);
    expect(bySlot(placed.refractory), where).toEqual([...model.r]);
    compared += spikes.length;
  }
  return compared;
}

const wide = (lanes: number, updates: number) => {
  const target = roomyTarget(lanes, updates);
  const weightMemory = { blocks: 4, wordsPerBlock: 16_384, bitsPerWord: 256 };
  return { ...target, limits: { ...target.limits, weightMemory } };
};

test("a placed network, run from its configuration alone, equals the reference on 150 random networks", () => {
  let compared = 0;
  for (let seed = 2000; seed < 2150; seed++) {
    const random = new Random(seed);
    const net = randomNetwork(seed, { ...oneCore, maxPopulations: 4 });
    const lanes = random.pick([1, 2, 4, 8, 16]);
    const updates = random.pick([1, 2, 4].filter((count) => count <= lanes));
    const what = `seed ${seed}, ${lanes} lanes, ${updates} at a time`;
    compared += compareRuns(net, place(net, wide(lanes, updates)), randomInput(random, net, 40), what);
  }
  expect(compared).toBeGreaterThan(2000);
});

test("so does one whose thresholds adapt, on 40 random networks", () => {
  let compared = 0;
  for (let seed = 3000; seed < 3040; seed++) {
    const random = new Random(seed);
    const net = withRandomAdaptation(random, randomNetwork(seed, { ...oneCore, maxPopulations: 4 }));
    compared += compareRuns(net, place(net, wide(8, 2)), randomInput(random, net, 40), `seed ${seed}`);
  }
  expect(compared).toBeGreaterThan(1000);
});

test("every delay, alone: populations longer than a history word, not a multiple of it", () => {
  let compared = 0;
  for (let delay = 1; delay <= 15; delay++) {
    const random = new Random(delay);
    const net = delayedPair(delay, random.pick([15, 16, 17, 37]));
    compared += compareRuns(
      net,
      place(net, wide(8, random.pick([1, 2, 4]))),
      randomInput(random, net, 50),
      `delay ${delay}`,
    );
  }
  expect(compared).toBeGreaterThan(500);
});

/** `size` relays that the host drives one by one, and as many neurons that each listen to one of them. */
function delayedPair(delay: number, size: number): IntegerNetwork {
  const diagonal = Int32Array.from({ length: size * size }, (_, pair) => (pair % (size + 1) === 0 ? 1 : 0));
  const all = (value: number) => new Int32Array(2 * size).fill(value);
  const block = (axonFirst: number, neuronFirst: number) => ({
    axonFirst,
    axonCount: size,
    neuronFirst,
    neuronCount: size,
    weights: diagonal,
  });
  return {
    name: "delayed",
    membraneBits: 8,
    weightBits: 2,
    weightSign: "signed",
    inputs: [{ name: "in", first: 0, size }],
    populations: [
      { name: "relay", first: 0, size },
      { name: "late", first: size, size },
    ],
    outputs: ["late"],
    axons: [
      { first: 0, size, source: { kind: "input", name: "in" }, delay: 0 },
      { first: size, size, source: { kind: "population", name: "relay" }, delay },
    ],
    synapses: [block(0, 0), block(size, size)],
    neurons: {
      count: 2 * size,
      threshold: all(1),
      bias: all(0),
      leakKind: new Uint8Array(2 * size),
      leakAmount: all(0),
      resetKind: new Uint8Array(2 * size),
      resetValue: all(0),
      refractory: all(0),
      firstTick: all(0),
    },
  };
}
