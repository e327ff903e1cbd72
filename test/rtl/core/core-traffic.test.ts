import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../../compile/index.ts";
import { aerMarker, busSpaces, type HardwareConfig, type IntegerNetwork } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { LifCore } from "../../../rtl/core/lif-core.ts";
import { type EmbeddedSimulation, openEmbedded } from "../../../sim/embedded/index.ts";
import { CoreDriver, reportingAll } from "../../../sim/harness/core-driver.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { Random } from "../../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";
import { tinyNetwork } from "../../support/tiny-network.ts";

const target = roomyTarget(4, 2);

interface Core {
  readonly config: HardwareConfig;
  readonly sim: EmbeddedSimulation;
  readonly driver: CoreDriver;
}

/** A loaded core that has been cleared. */
function open(network: IntegerNetwork, seed = 1): Core {
  const config = reportingAll(place(network, target));
  const sim = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric: target.fabric })), { seed });
  const driver = new CoreDriver(sim, config.shape);
  driver.load(coreImage(config));
  driver.clear();
  return { config, sim, driver };
}

/** The AER words of ticks 0…n − 1: events, then their marker. */
function words({ config }: Core, input: readonly (readonly number[])[]): number[] {
  return input.flatMap((channels, tick) => [
    ...channels.map((channel) => config.channelWord[channel] ?? 0),
    aerMarker | tick,
  ]);
}

/** The neurons that fire in each tick, by the reference. */
function expectedSpikes(network: IntegerNetwork, input: readonly (readonly number[])[]): (readonly number[])[] {
  const reference = new Reference(network);
  return input.map((channels) => reference.tick(channels).spikes);
}

/**
 * Offers `send` word after word as fast as the core takes them, reads its output in the cycles that `reads` picks, and
 * returns the neurons by tick.
 */
function stream(core: Core, send: readonly number[], ticks: number, reads: (cycle: number) => boolean): number[][] {
  const { sim, config } = core;
  const port = (name: string) => sim.port(name);
  const [valid, payload, ready] = [port("events_valid"), port("events_payload"), port("events_ready")];
  const [outValid, outPayload, outReady] = [port("spikes_valid"), port("spikes_payload"), port("spikes_ready")];
  const found: number[][] = [];
  let spikes: number[] = [];
  let next = 0;
  for (let cycle = 0; found.length < ticks; cycle++) {
    if (cycle > 500_000) throw new Error(`${found.length} ticks after ${cycle} cycles`);
    valid.value = Number(next < send.length);
    payload.value = send[next] ?? 0;
    outReady.value = Number(reads(cycle));
    if (valid.value === 1 && ready.value === 1) next++;
    if (outValid.value === 1 && outReady.value === 1) {
      const word = outPayload.value;
      if ((word & aerMarker) === 0) spikes.push(config.slots[word]?.neuron ?? -1);
      else {
        expect(word & 0x7fff).toBe(found.length);
        found.push(spikes.sort((a, b) => a - b));
        spikes = [];
      }
    }
    sim.step();
  }
  expect(next, "words taken").toBe(send.length);
  port("events_valid").value = 0;
  return found;
}

/** Neurons that fire in every tick, whatever comes in. */
const noisy = (count: number): IntegerNetwork =>
  tinyNetwork({
    neurons: Array.from({ length: count }, () => ({ threshold: 1, bias: 1 })),
    input: [Array(count).fill(0)],
  });

/** A channel makes 64 neurons fire, and they a single one, over as many axons each as there are delays. */
function pairWithDelays(delays: readonly number[]): IntegerNetwork {
  const size = 64;
  const { neurons } = tinyNetwork({ neurons: Array.from({ length: size + 1 }, () => ({ threshold: 3 })) });
  const source = { kind: "population", name: "many" } as const;
  return {
    ...{ name: "delays", membraneBits: 16, weightBits: 4, weightSign: "signed", outputs: ["one"], neurons },
    inputs: [{ name: "in", first: 0, size: 1 }],
    populations: [
      { name: "many", first: 0, size },
      { name: "one", first: size, size: 1 },
    ],
    axons: [
      { first: 0, size: 1, source: { kind: "input", name: "in" }, delay: 0 },
      ...delays.map((delay, i) => ({ first: 1 + size * i, size, source, delay })),
    ],
    synapses: [
      { axonFirst: 0, axonCount: 1, neuronFirst: 0, neuronCount: size, weights: new Int32Array(size).fill(3) },
      ...delays.map((delay, i) => ({
        ...{ axonFirst: 1 + size * i, axonCount: size, neuronFirst: size, neuronCount: 1 },
        weights: Int32Array.from({ length: size }, (_, n) => ((n * delay) % 5) - 2),
      })),
    ],
  };
}

/** Two channels, each with a neuron of its own. */
const pair = tinyNetwork({
  neurons: [{ threshold: 5 }, { threshold: 5 }],
  input: [
    [5, 0],
    [0, 5],
  ],
});

describe("lif core: events and ticks", () => {
  it("an event before the marker belongs to the tick, one after it to the next, even while the tick runs", () => {
    const core = open(pair);
    const [a, b] = [core.config.channelWord[0] ?? 0, core.config.channelWord[1] ?? 0];
    const sent = [a, aerMarker | 0, b, aerMarker | 1, aerMarker | 2, b, a, aerMarker | 3];
    expect(stream(core, sent, 4, () => true)).toEqual([[0], [1], [], [0, 1]]);
  });

  it("takes the next tick's events while a tick runs", () => {
    const network = randomNetwork(7, { ...oneCore, maxChannels: 24, weightBits: 4 });
    const core = open(network);
    core.driver.send(words(core, [[0]]));
    core.sim.step(3);
    const before = core.sim.cycle;
    expect(core.sim.port("busy").value).toBe(1);
    core.driver.send([core.config.channelWord[0] ?? 0, core.config.channelWord[0] ?? 0]);
    expect([core.sim.cycle - before, core.sim.port("busy").value]).toEqual([2, 1]);
  });

  it("a stream of whole ticks, as fast as the core takes it, equals the reference", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const network = randomNetwork(seed, oneCore);
      const input = randomInput(new Random(seed), network, 30);
      const core = open(network, seed);
      expect(
        stream(core, words(core, input), 30, () => true),
        `seed ${seed}`,
      ).toEqual(expectedSpikes(network, input));
    }
  });
});

describe("lif core: ticks that overlap", () => {
  it("spikes of the next tick wait for a delay program that takes longer than the tick", () => {
    const network = pairWithDelays([1, 2, 3, 4, 5, 6, 7, 8]);
    const input = Array.from({ length: 40 }, (_, tick) => (tick % 3 === 0 ? [0] : []));
    const core = open(network);
    expect(stream(core, words(core, input), 40, () => true)).toEqual(expectedSpikes(network, input));
  });
});

describe("lif core: backpressure", () => {
  it("stops while nobody reads, says so, takes the next tick's events all the same, and loses nothing", () => {
    const network = noisy(300);
    const core = open(network);
    const input = Array.from({ length: 6 }, () => [0]);
    const send = words(core, input);
    const lately = { busy: new Set<number>(), room: new Set<number>(), taken: 0 };
    const found = stream(core, send, 6, (cycle) => {
      if (cycle < 3_000 || cycle >= 6_000) return cycle >= 6_000;
      for (const name of ["busy", "room"] as const) lately[name].add(core.sim.port(name).value);
      lately.taken += core.sim.port("events_valid").value & core.sim.port("events_ready").value;
      return false;
    });
    expect(found).toEqual(expectedSpikes(network, input));
    expect([[...lately.busy], [...lately.room], lately.taken]).toEqual([[1], [0], 0]);
  });

  it("takes events while its output is stalled", () => {
    const core = open(noisy(300));
    const { sim } = core;
    sim.port("spikes_ready").value = 0;
    sim.port("events_valid").value = 1;
    const event = core.config.channelWord[0] ?? 0;
    // The first tick fills the FIFO; what comes behind its marker belongs to the next.
    for (const word of [aerMarker, event]) {
      sim.port("events_payload").value = word;
      sim.runUntil("events_ready", 3_000);
      sim.step();
    }
    sim.port("events_valid").value = 0;
    sim.step(2_000);
    expect([sim.port("busy").value, sim.port("room").value, sim.port("events_ready").value]).toEqual([1, 0, 1]);
  });

  it.each([
    ["one cycle in ten", (random: Random) => () => random.chance(0.1)],
    ["every other cycle", () => (cycle: number) => cycle % 2 === 0],
    ["in bursts", () => (cycle: number) => cycle % 3000 > 2500],
  ] as const)("reading %s changes nothing", (_, pattern) => {
    for (let seed = 20; seed < 26; seed++) {
      const network = randomNetwork(seed, { ...oneCore, maxNeurons: 90 });
      const random = new Random(seed);
      const input = randomInput(random, network, 25);
      const core = open(network, seed);
      const found = stream(core, words(core, input), 25, pattern(random));
      expect(found, `seed ${seed}`).toEqual(expectedSpikes(network, input));
    }
  });
});

describe("lif core: clear and reset", () => {
  it("clear drops what was pending, zeroes all state and starts from tick 0, and keeps weights and parameters", () => {
    const network = tinyNetwork({
      neurons: [
        { threshold: 100, refractory: 3 },
        { threshold: 5, refractory: 3 },
      ],
      input: [
        [60, 60],
        [-128, 0],
      ],
    });
    const core = open(network);
    expect(stream(core, words(core, [[0], [1], [1]]), 3, () => true)).toEqual([[1], [], []]);
    const state = () => core.driver.state(2);
    expect([...state().membranes, ...state().refractory, core.driver.saturations]).toEqual([-128, 55, 0, 1, 1]);
    core.driver.send([core.config.channelWord[0] ?? 0]);
    core.driver.clear();
    expect([...state().membranes, ...state().refractory, core.driver.saturations]).toEqual([0, 0, 0, 0, 0]);
    expect(stream(core, words(core, [[], [0]]), 2, () => true)).toEqual([[], [1]]);
  });

  it("a reset at any moment, then clear: as if nothing had been", () => {
    const network = randomNetwork(3, { ...oneCore, weightBits: 4 });
    const input = randomInput(new Random(3), network, 15);
    const expected = expectedSpikes(network, input);
    const core = open(network);
    const send = words(core, input);
    const random = new Random(3);
    for (let run = 0; run < 25; run++) {
      core.sim.port("events_valid").value = 1;
      let next = 0;
      for (let cycles = random.integer(1, 400); cycles > 0; cycles--) {
        core.sim.port("events_payload").value = send[next] ?? 0;
        if (core.sim.port("events_ready").value === 1) next = (next + 1) % send.length;
        core.sim.step();
      }
      core.sim.port("events_valid").value = 0;
      core.sim.reset();
      core.driver.clear();
      expect(
        stream(core, send, 15, () => true),
        `run ${run}`,
      ).toEqual(expected);
    }
  });
});

describe("lif core: memory bus", () => {
  it("reads back weights, membranes and refractory counters between ticks, and disturbs nothing", () => {
    for (const seed of [2, 4, 11]) {
      const network = randomNetwork(seed, { ...oneCore, maxRefractory: 3 });
      const core = open(network, seed);
      const { driver, config } = core;
      const weights = coreImage(config).find(({ space }) => space === busSpaces.weights)?.words ?? new Uint16Array();
      const input = randomInput(new Random(seed), network, 12);
      const reference = new Reference(network);
      const slots = config.slots.length;
      input.forEach((channels, tick) => {
        driver.send(channels.map((channel) => config.channelWord[channel] ?? 0));
        driver.begin(tick);
        const fired = driver.finish().slots.map((slot) => config.slots[slot]?.neuron);
        expect(fired, `seed ${seed}, tick ${tick}`).toEqual(reference.tick(channels).spikes);
        const membranes = driver.read(busSpaces.membranes, 0, slots);
        const found = [...config.slotOfNeuron].map((slot) => membranes[slot]);
        expect(found, `seed ${seed}, tick ${tick}`).toEqual([...reference.v].map((v) => v & 0xffff));
        if (config.shape.refractoryBits > 0) {
          const counters = driver.read(busSpaces.refractory, 0, slots);
          expect([...config.slotOfNeuron].map((slot) => counters[slot])).toEqual([...reference.r]);
        }
        expect([...driver.read(busSpaces.weights, 0, weights.length)]).toEqual([...weights]);
      });
    }
  });

  it("new weights take effect from the next tick", () => {
    const core = open(pair);
    expect(stream(core, words(core, [[0]]), 1, () => true)).toEqual([[0]]);
    const image = coreImage({
      ...core.config,
      weights: core.config.weights.map((weight) => (weight === 5 ? 4 : weight)),
    });
    core.driver.load(image.filter(({ space }) => space === busSpaces.weights));
    const again = words(core, [[0], [0]]).map((word) => ((word & aerMarker) === 0 ? word : aerMarker));
    core.driver.clear();
    expect(stream(core, again, 2, () => true)).toEqual([[], [0]]);
  });
});
