import { describe, expect, it } from "vitest";
import { clusterImage } from "../../compile/cluster/cluster-image.ts";
import { encodeSystem, type SystemFrame } from "../../compile/cluster/encode-system.ts";
import { type ClusterConfig, type Fabric, fabrics, type SystemConfig } from "../../config/index.ts";
import { elaborate, type Module, type Ports } from "../../hdlgen/index.ts";
import { Cluster } from "../../rtl/cluster.ts";
import { type EmbeddedSimulation, openEmbedded } from "../../sim/embedded/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { randomParts } from "../support/random-parts.ts";
import { roomyTarget } from "../support/roomy-target.ts";
import { type Leaves, moody, type WordEnd, wordSink, wordSource } from "./router/word-streams.ts";

const leaves = ["marker", "route", "index"] as const;
const marker: Leaves = { marker: 1, route: 0, index: 0 };

/** A chip in a simulation of its own, with its memories loaded. */
function openCluster(config: ClusterConfig, fabric: Fabric, seed: number): EmbeddedSimulation {
  const sim = openEmbedded(elaborate(Cluster({ shape: config.shape, fabric }) as Module<Ports>), { seed });
  const set = (values: Leaves): void => {
    for (const [name, value] of Object.entries(values)) sim.port(name).value = value;
  };
  sim.reset();
  for (const { unit, space, address, words } of clusterImage(config)) {
    words.forEach((data, i) => {
      set({ bus_write: 1, bus_unit: unit, bus_space: space, bus_address: address + i, bus_data: data });
      sim.step();
      set({ bus_write: 0 });
      sim.step(2);
    });
  }
  sim.step(8);
  return sim;
}

function clear(chips: readonly EmbeddedSimulation[]): void {
  for (const sim of chips) sim.port("clear").value = 1;
  for (const sim of chips) sim.step(2);
  for (const sim of chips) sim.port("clear").value = 0;
}

/** Runs a system, its chips' links joined wire by wire; returns the neurons whose spikes come to the host, by tick. */
function run(
  system: SystemConfig,
  chips: readonly EmbeddedSimulation[],
  input: readonly (readonly number[])[],
  random: Random,
): number[][] {
  const neuronAt = new Map(system.places.map(({ chip, core, slot }, neuron) => [`${chip}/${core}/${slot}`, neuron]));
  const host = chips[system.hostChip];
  if (host === undefined) throw new Error("no host");
  const source = wordSource(host, "host_in", { random, chance: moody(random) });
  const sink = wordSink(host, "host_out", leaves, { random, chance: moody(random) });
  for (const channels of input) {
    for (const channel of channels) {
      const route = system.channelRoute[channel] ?? -1;
      if (route >= 0) source.queue.push({ marker: 0, route, index: system.channelIndex[channel] ?? 0 });
    }
    source.queue.push(marker);
  }
  const ends: WordEnd[] = [source, sink];
  for (const { a, b } of system.links) {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const [sender, receiver] = [chips[from.chip], chips[to.chip]];
      if (sender === undefined || receiver === undefined) throw new Error("no chip");
      const out = wordSink(sender, `link_out${from.link}`, leaves, { random, chance: moody(random) });
      const into = wordSource(receiver, `link_in${to.link}`, { random, chance: moody(random) });
      ends.push(out, into, {
        drive: () => {},
        look: () => {
          into.queue.push(...out.taken.splice(0));
        },
      });
    }
  }
  const ended = () => sink.taken.filter((word) => word.marker === 1).length;
  for (let cycle = 0; ended() < input.length; cycle++) {
    if (cycle > 200_000) throw new Error(`seed ${random.seed}: only ${ended()} ticks`);
    for (const end of ends) end.drive();
    for (const end of ends) end.look();
    for (const sim of chips) sim.step();
  }
  const ticks: number[][] = [[]];
  for (const word of sink.taken) {
    if (word.marker === 1) {
      ticks.push([]);
      continue;
    }
    const sender = system.senders[word.route ?? -1];
    if (sender?.kind !== "neurons") throw new Error(`route ${word.route} comes to the host`);
    ticks.at(-1)?.push(neuronAt.get(`${sender.chip}/${sender.core}/${word.index}`) ?? -1);
  }
  return ticks.slice(0, -1).map((neurons) => neurons.sort((a, b) => a - b));
}

interface Setup {
  readonly frame: SystemFrame;
  readonly fabric: Fabric;
}

function compare({ frame, fabric }: Setup, seed: number): void {
  const random = new Random(seed);
  const net = randomNetwork(seed, { ...oneCore, maxPopulations: 4, maxNeurons: 30, maxChannels: 12, maxAxons: 200 });
  const lanes = random.pick([2, 4]);
  const target = { ...roomyTarget(lanes, random.pick([1, 2])), fabric };
  const system = encodeSystem(
    net,
    { ...target, limits: { ...target.limits, segments: 1024, regions: 64 } },
    frame,
    randomParts(random, net, lanes, frame),
  );
  const chips = system.clusters.map((config) => openCluster(config, fabric, seed));
  let spikes = 0;
  // Twice: a clear leaves nothing behind.
  for (let round = 0; round < 2; round++) {
    clear(chips);
    const input = randomInput(random, net, 12);
    const model = new Reference(net);
    const isReported = (neuron: number): boolean =>
      net.populations.some(
        ({ name, first, size }) => net.outputs.includes(name) && neuron >= first && neuron < first + size,
      );
    const expected = input.map((channels) => [...model.tick(channels).spikes].filter(isReported).sort((a, b) => a - b));
    expect(run(system, chips, input, random), `seed ${seed}, round ${round}`).toEqual(expected);
    for (const sim of chips) while (sim.port("busy").value === 1) sim.step();
    spikes += expected.flat().length;
  }
  // The network does what it is for.
  expect(spikes).toBeGreaterThan(20);
}

const line = { chips: 1, topology: "line", rows: 1, hostChip: 0 } as const;

// Networks in which much fires, with many delays.
describe("cluster", () => {
  it.each(fabrics)("two cores on %s, joined by a tree, run recurrent networks as the reference does", (fabric) => {
    for (const seed of [17, 36]) compare({ frame: { ...line, fabric: "tree", columns: 2 }, fabric }, seed);
  });

  it.each([
    [{ ...line, fabric: "tree", columns: 1 }, 49],
    [{ ...line, fabric: "tree", columns: 5 }, 19],
    [{ ...line, fabric: "mesh", columns: 2, rows: 2 }, 17],
    [{ ...line, fabric: "mesh", columns: 3, rows: 1 }, 26],
    [{ ...line, fabric: "tree", columns: 2, chips: 2, hostChip: 1 }, 38],
    [{ ...line, fabric: "tree", columns: 1, chips: 4, topology: "star" }, 36],
    [{ ...line, fabric: "mesh", columns: 2, chips: 3, hostChip: 2 }, 17],
  ] as const)("so do others: %o, network %i", (frame, seed) => {
    compare({ frame, fabric: "ice40hx" }, seed);
  });
});
