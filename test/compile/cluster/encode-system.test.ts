import { expect, test } from "vitest";
import { encodeSystem, type SystemFrame } from "../../../compile/cluster/encode-system.ts";
import { quantise } from "../../../compile/index.ts";
import { lif, network } from "../../../network/index.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { Random } from "../../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../../support/random-network.ts";
import { randomParts } from "../../support/random-parts.ts";
import { roomyTarget } from "../../support/roomy-target.ts";
import { SystemInterpreter } from "../../support/system-interpreter.ts";

/** Parts that are cut without sense need many regions and segments. */
const manyParts = (lanes: number, updates: number, regions = 64) => {
  const target = roomyTarget(lanes, updates);
  return { ...target, limits: { ...target.limits, segments: 1024, regions } };
};

const sizes = [
  { fabric: "tree", columns: 1, rows: 1 },
  { fabric: "tree", columns: 2, rows: 1 },
  { fabric: "tree", columns: 4, rows: 1 },
  { fabric: "mesh", columns: 2, rows: 1 },
  { fabric: "mesh", columns: 2, rows: 2 },
  { fabric: "mesh", columns: 3, rows: 3 },
  { fabric: "tree", columns: 9, rows: 1 },
  { fabric: "tree", columns: 16, rows: 1 },
  { fabric: "mesh", columns: 4, rows: 4 },
] as const;

test("parts put anywhere, run from the system's configuration alone, equal the reference: 200 recurrent networks", () => {
  const seen = { spikes: 0, hostSpikes: 0, linkWords: 0, delayed: 0, chained: 0 };
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const net = randomNetwork(seed, { ...oneCore, maxPopulations: 5, maxNeurons: 40, maxChannels: 16, maxAxons: 250 });
    const lanes = random.pick([1, 2, 4, 4, 8]);
    const target = manyParts(lanes, random.pick([1, 2, 4].filter((count) => count <= lanes)));
    const chips = random.integer(1, 4);
    const frame: SystemFrame = {
      ...random.pick(sizes),
      chips,
      topology: random.pick(["line", "star"]),
      hostChip: random.integer(0, chips - 1),
    };
    const where = `seed ${seed}, ${JSON.stringify(frame)}, ${lanes} lanes`;
    const system = encodeSystem(net, target, frame, randomParts(random, net, lanes, frame));
    const [model, placed] = [new Reference(net), new SystemInterpreter(system)];
    const isReported = (neuron: number): boolean =>
      net.populations.some(
        ({ name, first, size }) => net.outputs.includes(name) && neuron >= first && neuron < first + size,
      );
    let before: number[] = [];
    for (const [tick, channels] of randomInput(random, net, 20).entries()) {
      const { spikes } = model.tick(channels);
      const atHost = placed.tick(channels);
      expect(
        atHost.toSorted((a, b) => a - b),
        `${where}, tick ${tick}`,
      ).toEqual(before);
      expect(placed.membranes(), `${where}, tick ${tick}`).toEqual([...model.v]);
      before = spikes.filter(isReported);
      seen.spikes += spikes.length;
      seen.hostSpikes += atHost.length;
      seen.linkWords += placed.linkLoad.flat().reduce((sum, words) => sum + words, 0);
    }
    const nodes = system.clusters.flatMap((cluster) => cluster.nodes);
    seen.delayed += nodes.filter((node) => node.delayedWords.length > 0).length;
    seen.chained += nodes.filter((node) => node.imports.some((entry) => entry?.next !== undefined)).length;
  }
  // The random networks do what they are for.
  expect(seen.spikes).toBeGreaterThan(10_000);
  expect(seen.hostSpikes).toBeGreaterThan(5000);
  expect(seen.linkWords).toBeGreaterThan(10_000);
  expect(seen.delayed).toBeGreaterThan(100);
  expect(seen.chained).toBeGreaterThan(100);
});

test("inputs that different parts listen to are joined where a core has too few regions", () => {
  const size = 5;
  const sources = [1, 2, 3, 4, 5, 6, 7];
  let builder = network("sets", { weightBits: 4, membraneBits: 16, weightScale: 1 })
    .population("a", { size, neuron: lif({ threshold: 9 }) })
    .population("b", { size: 2 * size, neuron: lif({ threshold: 12 }) })
    .population("c", { size, neuron: lif({ threshold: 7 }) })
    .population("s1", { size, neuron: lif({ threshold: 9, bias: 2 }) })
    .population("s2", { size, neuron: lif({ threshold: 9, bias: 3 }) })
    .population("s3", { size, neuron: lif({ threshold: 9, bias: 4 }) })
    .population("s4", { size, neuron: lif({ threshold: 9, bias: 5 }) })
    .population("s5", { size, neuron: lif({ threshold: 9, bias: 6 }) })
    .population("s6", { size, neuron: lif({ threshold: 9, bias: 7 }) })
    .population("s7", { size, neuron: lif({ threshold: 9, bias: 8 }) });
  for (const source of sources) {
    for (const [bit, to] of (["a", "b", "c"] as const).entries()) {
      if (((source >> bit) & 1) === 0) continue;
      const columns = to === "b" ? 2 * size : size;
      const weights = Int8Array.from({ length: size * columns }, (_, pair) => ((pair * source) % 5) - 1);
      builder = builder.project(`s${source as 1}`, to, { weights, delay: source > 4 ? source : 1 });
    }
  }
  const net = quantise(builder.build());
  const frame: SystemFrame = { chips: 1, topology: "line", fabric: "tree", columns: 2, rows: 1, hostChip: 0 };
  const parts = net.populations.map(({ name, first, size: neurons }) => ({
    population: name,
    first,
    size: neurons,
    chip: 0,
    core: name.startsWith("s") ? 1 : 0,
  }));
  const words = [7, 4, 2, 1].map((regions) => {
    const system = encodeSystem(net, manyParts(4, 2, regions), frame, parts);
    const [model, placed] = [new Reference(net), new SystemInterpreter(system)];
    for (let tick = 0; tick < 40; tick++) {
      model.tick([]);
      placed.tick([]);
      expect(placed.membranes(), `${regions} regions, tick ${tick}`).toEqual([...model.v]);
    }
    const config = system.clusters[0]?.nodes[0]?.config;
    expect(config?.shape.regions, `${regions} regions`).toBe(2 ** Math.ceil(Math.log2(regions)));
    return config?.weightWordsUsed;
  });
  // 2, 3 and 2 groups hear 20 neurons each. The cheapest join adds zeros for 5 axons in 2 groups; in the end all hear all 35.
  expect(words).toEqual([140, 170, 200, 245]);
});
