import { describe, expect, test } from "vitest";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../support/random.ts";
import { randomInput, randomNetwork } from "../support/random-network.ts";
import { tinyNetwork } from "../support/tiny-network.ts";

/** Ticks in which neuron `neuron` fires, with the given channels active in every tick. */
function firingTicks(model: Reference, ticks: number, neuron = 0, channels: readonly number[] = []): number[] {
  const fired: number[] = [];
  for (let tick = 0; tick < ticks; tick++) if (model.tick(channels).spikes.includes(neuron)) fired.push(tick);
  return fired;
}

describe("threshold and reset", () => {
  test("a membrane equal to the threshold fires; one below does not", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 5 }, { threshold: 6 }], input: [[5, 5]] }));
    expect(model.tick([0]).spikes).toEqual([0]);
    expect([...model.v]).toEqual([0, 5]);
  });

  test("subtract: the residue above the threshold stays", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 5 }], input: [[17]] }));
    expect(model.tick([0]).spikes).toEqual([0]);
    expect(model.v[0]).toBe(12);
  });

  test("one spike per tick at most: a residue above the threshold fires again in the next tick", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 5 }], input: [[17]] }));
    model.tick([0]);
    expect(model.tick().spikes).toEqual([0]);
    expect(model.tick().spikes).toEqual([0]);
    expect(model.tick().spikes).toEqual([]);
    expect(model.v[0]).toBe(2);
  });

  test("subtract: a reset value below the threshold is what is subtracted", () => {
    const neurons = [{ threshold: 5, reset: ["subtract", 3] as const }];
    const model = new Reference(tinyNetwork({ neurons, input: [[9]] }));
    model.tick([0]);
    expect(model.v[0]).toBe(6);
  });

  test("zero: the membrane becomes the reset value, which may be negative", () => {
    const neurons = [
      { threshold: 5, reset: ["zero", 0] as const },
      { threshold: 5, reset: ["zero", -7] as const },
      { threshold: 5, reset: ["zero", 4] as const },
    ];
    const model = new Reference(tinyNetwork({ neurons, input: [[100, 100, 100]] }));
    expect(model.tick([0]).spikes).toEqual([0, 1, 2]);
    expect([...model.v]).toEqual([0, -7, 4]);
  });
});

describe("saturation", () => {
  test("the exact sum of leak, inputs and bias is saturated once, whatever the partial sums", () => {
    const neurons = [{ threshold: 127, bias: -100 }];
    const model = new Reference(tinyNetwork({ neurons, input: [[120], [120], [-130]] }));
    model.tick([0, 1, 2]); // 120 + 120 − 130 − 100 = 10, although 240 does not fit 8 bits
    expect(model.v[0]).toBe(10);
    expect(model.saturations).toBe(0);
  });

  test("negative saturation stops at -2^(B-1) and is counted", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 5 }], input: [[-100]] }));
    model.tick([0]);
    expect(model.v[0]).toBe(-100);
    model.tick([0]);
    expect([model.v[0], model.saturations]).toEqual([-128, 1]);
  });

  test("a sum of exactly -2^(B-1) or 2^(B-1)-1 is not a saturation", () => {
    const neurons = [{ threshold: 127 }, { threshold: 127 }];
    const model = new Reference(tinyNetwork({ neurons, input: [[-128, 127]] }));
    expect(model.tick([0]).spikes).toEqual([1]);
    expect([[...model.v], model.saturations]).toEqual([[-128, 0], 0]);
  });

  test("positive saturation happens before the threshold, so the residue is that of the saturated membrane", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 100 }], input: [[1000]] }));
    expect(model.tick([0]).spikes).toEqual([0]);
    expect([model.v[0], model.saturations]).toEqual([27, 1]);
  });

  test("32-bit membranes saturate exactly", () => {
    const neurons = [{ threshold: 2 ** 31 - 1, bias: -(2 ** 31) }];
    const model = new Reference(tinyNetwork({ neurons, membraneBits: 32 }));
    model.tick();
    model.tick();
    expect([model.v[0], model.saturations]).toEqual([-(2 ** 31), 1]);
  });
});

describe("refractory", () => {
  test("0: a neuron may fire in every tick", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 3, bias: 3 }] }));
    expect(firingTicks(model, 4)).toEqual([0, 1, 2, 3]);
  });

  test("R: the shortest period is R + 1", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 3, bias: 3, refractory: 2 }] }));
    expect(firingTicks(model, 8)).toEqual([0, 3, 6]);
  });

  test("while refractory, input and bias are discarded and the leak goes on", () => {
    const neurons = [{ threshold: 10, bias: 1, refractory: 2, leak: ["linear", 3] as const }];
    const model = new Reference(tinyNetwork({ neurons, input: [[19]] }));
    model.tick([0]); // 19 + 1 fires, the residue is 10
    expect([model.v[0], model.r[0]]).toEqual([10, 2]);
    model.tick([0]);
    expect([model.v[0], model.r[0]]).toEqual([7, 1]);
    model.tick([0]);
    expect([model.v[0], model.r[0]]).toEqual([4, 0]);
    expect(model.tick().spikes).toEqual([]);
    expect(model.v[0]).toBe(2); // 4 − 3 + 1
  });

  test("discarded input still counts as synaptic operations, but never as a saturation", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 1, refractory: 1 }], input: [[127], [1000]] }));
    model.tick([0]);
    model.tick([0, 1]);
    expect([model.synapticOperations, model.saturations]).toEqual([3, 0]);
  });
});

describe("delays", () => {
  test.each([1, 2, 7, 15])("a spike acts exactly %i ticks later", (delay) => {
    const weights = [
      [0, 4],
      [0, 0],
    ];
    const neurons = [{ threshold: 1 }, { threshold: 4 }];
    const model = new Reference(tinyNetwork({ neurons, input: [[1, 0]], recurrent: [{ delay, weights }] }));
    model.inject(3, [0]);
    expect(firingTicks(model, 40, 1)).toEqual([3 + delay]);
  });

  test("host events act in their own tick", () => {
    const model = new Reference(tinyNetwork({ neurons: [{ threshold: 4 }], input: [[4]] }));
    model.inject(2, [0]);
    expect(firingTicks(model, 5)).toEqual([2]);
  });

  test("arrivals over several delays in one tick add up", () => {
    const recurrent = [1, 3].map((delay) => ({
      delay,
      weights: [
        [0, 2],
        [0, 0],
      ],
    }));
    const neurons = [{ threshold: 1 }, { threshold: 4, leak: ["shift", 0] as const }];
    const model = new Reference(tinyNetwork({ neurons, input: [[1, 0]], recurrent }));
    model.inject(0, [0]);
    model.inject(2, [0]);
    expect(firingTicks(model, 8, 1)).toEqual([3]); // spike of tick 0 after 3, spike of tick 2 after 1
  });

  test("a neuron that excites itself with delay 1 fires for ever; every axon active at once is a full list", () => {
    const all = [
      [5, 5, 5],
      [5, 5, 5],
      [5, 5, 5],
    ];
    const neurons = [{ threshold: 15 }, { threshold: 15 }, { threshold: 15 }];
    const model = new Reference(tinyNetwork({ neurons, input: all, recurrent: [{ delay: 1, weights: all }] }));
    expect(model.tick([0, 1, 2]).spikes).toEqual([0, 1, 2]);
    for (let tick = 1; tick < 50; tick++) expect(model.tick([0, 1, 2]).spikes).toEqual([0, 1, 2]);
    expect(model.saturations).toBeGreaterThan(0);
    expect(model.synapticOperations).toBe(9 + 49 * 18);
  });
});

describe("first tick", () => {
  test("a neuron is frozen before its first tick: no leak, no input, no bias, no spike", () => {
    const neurons = [{ threshold: 2, bias: 1, firstTick: 3 }];
    const model = new Reference(tinyNetwork({ neurons, input: [[100]] }));
    for (let tick = 0; tick < 3; tick++) {
      expect(model.tick([0]).spikes).toEqual([]);
      expect(model.v[0]).toBe(0);
    }
    model.tick();
    expect(model.v[0]).toBe(1);
  });

  /** Two layers, bias 1, weight 2, threshold 4: layer 2 must not integrate its bias before layer 1 could reach it. */
  const twoLayers = (firstTick: number) =>
    tinyNetwork({
      neurons: [
        { threshold: 4, bias: 1 },
        { threshold: 4, bias: 1, firstTick },
      ],
      recurrent: [
        {
          delay: 1,
          weights: [
            [0, 2],
            [0, 0],
          ],
        },
      ],
    });

  /** The layer-by-layer model of a framework: step k of layer 2 sees layer 1's spikes of step k. */
  function frameworkSteps(steps: number): { first: number[]; second: number[] } {
    const fired = { first: [] as number[], second: [] as number[] };
    let [v1, v2] = [0, 0];
    for (let step = 0; step < steps; step++) {
      v1 += 1;
      const s1 = v1 >= 4;
      if (s1) v1 -= 4;
      v2 += (s1 ? 2 : 0) + 1;
      const s2 = v2 >= 4;
      if (s2) v2 -= 4;
      if (s1) fired.first.push(step);
      if (s2) fired.second.push(step);
    }
    return fired;
  }

  test("first[n] = depth: step k of the framework is tick k + depth", () => {
    const framework = frameworkSteps(20);
    expect(firingTicks(new Reference(twoLayers(1)), 20, 0)).toEqual(framework.first);
    expect(firingTicks(new Reference(twoLayers(1)), 21, 1)).toEqual(framework.second.map((step) => step + 1));
  });

  test("without the first tick the bias of the second layer makes it fire one step early", () => {
    const framework = frameworkSteps(20);
    const fired = firingTicks(new Reference(twoLayers(0)), 21, 1);
    expect(framework.second[0]).toBe(3);
    expect(fired[0]).toBe(3); // its step 3 is tick 4
  });
});

describe("host events and counts", () => {
  const net = tinyNetwork({ neurons: [{ threshold: 10 }], input: [[1], [2]] });
  const message = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };

  test("SIM401: a channel that does not exist", () => {
    expect(message(() => new Reference(net).tick([2]))).toBe(
      "SIM401 host event (tick 0, channel 2): the network has 2 host channels, numbered from 0",
    );
    expect(message(() => new Reference(net).tick([-1, 0.5]))).toContain("channel 0.5");
  });

  test("SIM402: a late event", () => {
    const model = new Reference(net);
    model.tick();
    expect(message(() => model.inject(0, [1]))).toBe(
      "SIM402 host event (tick 0, channel 1): late: tick 1 is the next to run\n    send an event before its tick is run",
    );
  });

  test("SIM403: a duplicate, within one call or sent ahead before; nothing of the call is taken", () => {
    const model = new Reference(net);
    model.inject(0, [0]);
    expect(message(() => model.tick([1, 0]))).toBe(
      "SIM403 host event (tick 0, channel 0): duplicate\n" +
        "    a channel is active or not in a tick: send each (tick, channel) once",
    );
    expect(message(() => model.tick([1, 1]))).toContain("SIM403 host event (tick 0, channel 1): duplicate");
    expect(model.time).toBe(0);
    model.tick([1]);
    expect(model.v[0]).toBe(3);
  });

  test("synaptic operations count existing synapses only, and a silent tick costs none", () => {
    const sparse = tinyNetwork({
      neurons: [{ threshold: 9 }, { threshold: 9 }, { threshold: 9 }],
      input: [
        [1, 0, 0],
        [1, 1, 0],
      ],
    });
    const [block] = sparse.synapses;
    if (block === undefined) throw new Error("one block expected");
    const synapses = [{ ...block, exists: Uint8Array.of(1, 0, 0, 1, 1, 0) }];
    const model = new Reference({ ...sparse, synapses });
    model.tick();
    expect(model.synapticOperations).toBe(0);
    model.tick([1]);
    model.tick([0, 1]);
    expect(model.synapticOperations).toBe(2 + 3);
  });

  test("reset clears membranes, refractory counters, time, saturations and all that is pending, and keeps the weights", () => {
    const recurrent = [{ delay: 2, weights: [[3]] }];
    const neurons = [{ threshold: 4, refractory: 3 }];
    const model = new Reference(tinyNetwork({ neurons, input: [[100], [1], [100]], recurrent }));
    model.tick([0, 1, 2]);
    model.inject(4, [1]);
    model.tick([0]);
    expect(model.saturations).toBe(1);
    model.reset();
    expect([model.time, model.v[0], model.r[0], model.saturations, model.synapticOperations]).toEqual([0, 0, 0, 0, 4]);
    for (let tick = 0; tick < 6; tick++) expect(model.tick().spikes).toEqual([]);
    expect(model.v[0]).toBe(0);
    model.reset();
    model.tick([1]);
    expect(model.v[0]).toBe(1);
  });

  test("a model that was reset after any number of ticks runs like a fresh one", () => {
    const network = randomNetwork(11, { maxNeurons: 30 });
    const inputs = randomInput(new Random(11), network, 40);
    const run = (model: Reference) =>
      inputs.slice(0, 20).map((channels) => ({ ...model.tick(channels), v: [...model.v], r: [...model.r] }));
    const fresh = run(new Reference(network));
    expect(fresh.filter(({ spikes }) => spikes.length > 0).length).toBeGreaterThan(5);
    for (let ticks = 1; ticks <= 40; ticks++) {
      const model = new Reference(network);
      for (const channels of inputs.slice(0, ticks)) model.tick(channels);
      model.reset();
      expect(run(model), `reset after ${ticks} ticks`).toEqual(fresh);
    }
  });
});
