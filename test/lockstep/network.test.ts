import { describe, expect, it } from "vitest";
import type { IntegerNetwork } from "../../config/index.ts";
import { type CompiledNetwork, compileNetwork, coreDesign, coreImage, findBoard, lif, network } from "../../index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { Mismatch } from "../../sim/harness/compare.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { lockstepNetwork, networkDifference, streamNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { messageOf } from "../support/error-texts.ts";
import { Random } from "../support/random.ts";

const compiled = async (outThreshold = 4000): Promise<CompiledNetwork> =>
  compileNetwork(
    network("two_layers", { weightBits: 4, membraneBits: 14, weightScale: 1 })
      .input("in", 8)
      .population("hidden", { size: 20, neuron: lif({ threshold: 60 }) })
      .population("out", { size: 5, neuron: lif({ threshold: outThreshold, refractory: 3 }) })
      .project("in", "hidden", {
        weights: { synapses: Array.from({ length: 160 }, (_, i) => [i % 8, Math.floor(i / 8), (i % 7) + 1]) },
      })
      .project("hidden", "out", {
        weights: { synapses: Array.from({ length: 100 }, (_, i) => [i % 20, Math.floor(i / 20), 3]) },
      })
      .output("out")
      .build(),
    await findBoard("icebreaker"),
  );

function inputOf(ticks: number, seed: number): number[][] {
  const random = new Random(seed);
  return Array.from({ length: ticks }, () => [0, 1, 2, 3, 4, 5, 6, 7].filter(() => random.chance(0.3)));
}

function open({ network: net, config, ...rest }: CompiledNetwork) {
  const run = new NetworkRun(config, openEmbedded(coreDesign({ network: net, config, ...rest })));
  run.driver.load(coreImage(run.config));
  return { run, reference: new Reference(net) };
}

describe("streamNetwork", () => {
  it("takes no more cycles than tick by tick, and compares all neurons' spikes or those of the outputs", async () => {
    const net = await compiled(100);
    const input = inputOf(60, 4);
    const { run, reference } = open(net);
    const { cycles, synapticOperations } = lockstepNetwork(run, reference, input);
    const streamed = streamNetwork(run, reference, input);
    expect(streamed).toMatchObject({ ticks: 60, synapticOperations });
    expect(streamed.cycles).toBeLessThan(cycles);

    const seen: number[] = [];
    const outputs = new NetworkRun(net.config, openEmbedded(coreDesign(net)), { observed: "outputs" });
    outputs.driver.load(coreImage(outputs.config));
    expect(streamNetwork(outputs, reference, input).synapticOperations).toBe(synapticOperations);
    outputs.stream(input, ({ spikes }) => seen.push(...spikes));
    expect(seen.length).toBeGreaterThan(0);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(20);
  });

  it("names the tick and neuron of a wrong spike, and of wrong state after the last tick", async () => {
    const net = await compiled();
    const input = inputOf(20, 6);
    const wrong: IntegerNetwork = {
      ...net.network,
      neurons: { ...net.network.neurons, threshold: net.network.neurons.threshold.with(7, 75) },
    };
    // hidden[7] fires some ticks late.
    expect(messageOf(() => streamNetwork(open(net).run, new Reference(wrong), input))).toMatch(
      /^SIM125 hidden\[7\]: tick \d+: /,
    );

    const { run, reference } = open(net);
    const state = run.driver.simulation.memory("neurons.state0");
    const stream = run.stream.bind(run);
    run.stream = (...given) => {
      const totals = stream(...given);
      state.set(3, state.get(3) ^ 1);
      return totals;
    };
    expect(messageOf(() => streamNetwork(run, reference, input))).toMatch(
      /^SIM125 hidden\[3\]: tick 19: a membrane of -?\d+ on the core/,
    );
  });
});

describe("lockstepNetwork", () => {
  it("finds a membrane in the tick and at the neuron where it is wrong, in the network's names", async () => {
    const net = await compiled();
    const { run, reference } = open(net);
    // A row of one neuron: its membrane in the lowest bits.
    const membranes = run.driver.simulation.memory("neurons.state0");
    for (const [tick, neuron, name] of [
      [3, 0, "hidden[0]"],
      [9, 19, "hidden[19]"],
      [17, 22, "out[2]"],
    ] as const) {
      const slot = net.config.slotOfNeuron[neuron] ?? 0;
      const text = messageOf(() =>
        lockstepNetwork(run, reference, inputOf(30, tick), {
          observe: (state) => {
            if (state.tick === tick) membranes.set(slot, membranes.get(slot) ^ 1);
          },
        }),
      );
      expect(text).toMatch(
        new RegExp(
          `^SIM125 ${name.replace(/[[\]]/g, "\\$&")}: tick ${tick + 1}: a membrane of -?\\d+ on the core, -?\\d+ in the reference\n`,
        ),
      );
      const [found, expected] = [...text.matchAll(/(-?\d+) (?:on|in) the/g)].map(([, value]) => Number(value));
      expect(Math.abs(Number(found) - Number(expected))).toBe(1);
      expect([expected, reference.time]).toEqual([reference.v[neuron], tick + 2]);
    }
  });

  it("goes on after the first difference where somebody takes it", async () => {
    const { run, reference } = open(await compiled());
    const membranes = run.driver.simulation.memory("neurons.state0");
    const found: Mismatch[] = [];
    let seen = 0;
    const totals = lockstepNetwork(run, reference, inputOf(12, 1), {
      onMismatch: (mismatch) => found.push(mismatch),
      observe: ({ tick }) => {
        seen++;
        if (tick === 4) membranes.set(0, membranes.get(0) ^ 2);
      },
    });
    expect([totals.ticks, seen, found.length, found[0]?.tick, found[0]?.neuron]).toEqual([12, 12, 1, 5, 0]);
    expect(lockstepNetwork(run, reference, inputOf(12, 1)).synapticOperations).toBe(totals.synapticOperations);
  });

  it("says what differs: spikes, membranes, refractory ticks", async () => {
    const { network: net } = await compiled();
    const text = (mismatch: Partial<Mismatch>) =>
      networkDifference({ tick: 7, neuron: 21, what: "spike", found: 0, expected: 1, ...mismatch }, net).message;
    expect(text({})).toBe(`SIM125 out[1]: tick 7: no spike on the core, a spike in the reference
    everything before was equal: look at what this tick reads, its events, weights and parameters`);
    expect(text({ neuron: 3, found: 2 })).toContain(
      "SIM125 hidden[3]: tick 7: 2 spikes on the core, a spike in the reference",
    );
    expect(text({ what: "refractory", found: 3, expected: 2 })).toContain(
      "3 refractory ticks left on the core, 2 in the reference",
    );
    expect(text({ neuron: -1, found: 1, expected: 0 })).toContain(
      "SIM125 neuron -1: tick 7: a spike on the core, no spike",
    );
  });
});
