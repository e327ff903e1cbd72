import { describe, expect, test } from "vitest";
import { type IntegerNetwork, leakKinds, resetKinds } from "../../config/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { NaiveNetwork } from "../support/naive-network.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";

const seeds = Array.from({ length: 300 }, (_, seed) => seed);

/** Everything in a network that the contract or the records of config/ forbid. */
function violations(net: IntegerNetwork): string[] {
  const found: string[] = [];
  const demand = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  const limit = 2 ** (net.membraneBits - 1);
  const n = net.neurons;
  for (let neuron = 0; neuron < n.count; neuron++) {
    const at = (values: ArrayLike<number>): number => values[neuron] as number;
    const [threshold, reset, leakAmount] = [at(n.threshold), at(n.resetValue), at(n.leakAmount)];
    demand(threshold >= 1 && threshold < limit, `threshold ${threshold}`);
    if (resetKinds[at(n.resetKind)] === "zero") demand(reset < threshold && reset >= -limit, `zero reset ${reset}`);
    else demand(reset >= 0 && reset <= threshold, `subtract reset ${reset}`);
    const most = { none: 0, linear: limit, shift: net.membraneBits - 1, mul12: 4096 }[
      leakKinds[at(n.leakKind)] ?? "none"
    ];
    demand(leakAmount >= 0 && leakAmount <= most, `leak ${leakAmount}`);
    demand(at(n.refractory) >= 0 && at(n.firstTick) >= 0, "negative ticks");
    demand(at(n.bias) >= -limit && at(n.bias) < limit, `bias ${at(n.bias)}`);
  }
  const codes = 2 ** net.weightBits;
  const [low, high] = net.weightSign === "signed" ? [-codes / 2, codes / 2 - 1] : [0, codes - 1];
  for (const block of net.synapses) {
    demand(block.weights.length === block.axonCount * block.neuronCount, "block size");
    demand(
      block.weights.every((weight) => weight >= low && weight <= high),
      "weight range",
    );
  }
  for (const range of net.axons) {
    const isInput = range.source.kind === "input";
    demand(isInput ? range.delay === 0 : range.delay >= 1 && range.delay <= 15, `delay ${range.delay}`);
  }
  const last = net.populations.at(-1);
  demand(last !== undefined && last.first + last.size === n.count, "populations tile the neurons");
  return found;
}

describe("random networks", () => {
  test("obey the contract for 300 seeds, restricted to one core or not", () => {
    for (const seed of seeds) {
      expect(violations(randomNetwork(seed)), `seed ${seed}`).toEqual([]);
      const options = { ...oneCore, weightBits: 4, weightSign: "unsigned", maxDelay: 6 } as const;
      const restricted = randomNetwork(seed, { ...options, leaks: ["none", "shift"], maxNeurons: 20, maxAxons: 40 });
      expect(violations(restricted), `seed ${seed}`).toEqual([]);
      expect(restricted.neurons.count).toBeLessThanOrEqual(20);
      expect([restricted.weightBits, restricted.weightSign]).toEqual([4, "unsigned"]);
      expect(restricted.membraneBits).toBeLessThanOrEqual(16);
      expect(restricted.axons.every(({ first, size, delay }) => delay <= 6 && first + size <= 40)).toBe(true);
      for (const { name } of restricted.populations) {
        expect(restricted.axons.filter(({ source }) => source.name === name).length).toBeLessThanOrEqual(3);
      }
      expect(restricted.neurons.leakKind.every((kind) => leakKinds[kind] !== "mul12")).toBe(true);
    }
  });

  test("are the same for the same seed", () => {
    expect(randomNetwork(7)).toEqual(randomNetwork(7));
    expect(randomNetwork(7)).not.toEqual(randomNetwork(8));
  });

  test("come to every corner: silence, spikes, saturation, refractory ticks, resting and long delays", () => {
    const reached = { quiet: 0, busy: 0, saturated: 0, refractory: 0, delayed: 0, unconnected: 0, sparse: 0, loops: 0 };
    for (const seed of seeds) {
      const net = randomNetwork(seed);
      const model = new Reference(net);
      let spikes = 0;
      let refractory = false;
      for (const channels of randomInput(new Random(seed), net, 60)) {
        spikes += model.tick(channels).spikes.length;
        refractory ||= model.r.some((ticks) => ticks > 0);
      }
      if (spikes === 0) reached.quiet += 1;
      if (spikes > 2 * net.neurons.count) reached.busy += 1;
      if (model.saturations > 0) reached.saturated += 1;
      if (refractory) reached.refractory += 1;
      if (net.axons.some(({ delay }) => delay > 7)) reached.delayed += 1;
      const targets = new Set(net.synapses.map(({ neuronFirst }) => neuronFirst));
      if (net.populations.some(({ first }) => !targets.has(first))) reached.unconnected += 1;
      if (net.synapses.some(({ exists }) => exists !== undefined)) reached.sparse += 1;
      if (net.axons.some(({ source }) => source.kind === "population")) reached.loops += 1;
    }
    for (const [corner, networks] of Object.entries(reached)) expect(networks, corner).toBeGreaterThan(15);
    expect(reached.busy).toBeGreaterThan(100);
  });
});

test("reference: equals a naive BigInt transcription of the contract on 60 random networks", () => {
  for (let seed = 1000; seed < 1060; seed++) {
    const net = randomNetwork(seed);
    const inputs = randomInput(new Random(seed), net, 40);
    const model = new Reference(net);
    const naive = new NaiveNetwork(net);
    for (const [tick, channels] of inputs.entries()) {
      const { spikes } = model.tick(channels);
      const expected = { spikes: naive.tick(channels), v: naive.v.map(Number) };
      expect({ spikes, v: [...model.v] }, `seed ${seed}, tick ${tick}`).toEqual(expected);
    }
  }
});
