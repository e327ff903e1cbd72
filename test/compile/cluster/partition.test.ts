import { describe, expect, test } from "vitest";
import { meshMasks } from "../../../compile/cluster/mesh-masks.ts";
import { Filling } from "../../../compile/cluster/partition/bins.ts";
import { chunksOf } from "../../../compile/cluster/partition/chunks.ts";
import { meshPositions } from "../../../compile/cluster/partition/positions.ts";
import { placeSystem, type SystemOptions } from "../../../compile/cluster/place-system.ts";
import { ChipWays, joinChips } from "../../../compile/cluster/topology.ts";
import { quantise } from "../../../compile/index.ts";
import { meshPort } from "../../../config/index.ts";
import { lif, type NetworkBuilder, network } from "../../../network/index.ts";
import { Random } from "../../support/random.ts";
import { oneCore, randomNetwork } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";

const ones = (rows: number, columns: number) => new Int8Array(rows * columns).fill(1);

/** Populations that listen to those of their own community; communities come mixed. */
function communities(count: number, members: number, size: number, seed: number) {
  const random = new Random(seed);
  const order = Array.from({ length: count * members }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  let builder: NetworkBuilder<string, string> = network("communities", {
    weightBits: 4,
    membraneBits: 16,
    weightScale: 1,
  });
  const name = (member: number): string => `c${member % count}_${member}`;
  for (const member of order)
    builder = builder.population(name(member) as never, { size, neuron: lif({ threshold: 9 }) });
  for (const from of order) {
    for (const to of order) {
      if (from % count === to % count) builder = builder.project(name(from), name(to), { weights: ones(size, size) });
    }
  }
  return quantise(builder.build());
}

const homes = (net: ReturnType<typeof quantise>, options: SystemOptions) => {
  const { parts } = placeSystem(
    net,
    { ...roomyTarget(4), limits: { ...roomyTarget(4).limits, segments: 4096 } },
    options,
  );
  const places = new Map<string, Set<string>>();
  for (const { population, chip, core } of parts) {
    const community = population.split("_")[0] ?? "";
    places.set(community, (places.get(community) ?? new Set()).add(`${chip} ${core}`));
  }
  return [...places.values()].map((each) => each.size);
};

describe("partition", () => {
  test("populations that talk to each other come to one core, in whatever order they were described", () => {
    for (const seed of [1, 2, 3]) {
      const net = communities(4, 4, 16, seed);
      expect(homes(net, { cores: 4 }), `seed ${seed}`).toEqual([1, 1, 1, 1]);
      expect(homes(net, { cores: 1, chips: 4 }), `seed ${seed}`).toEqual([1, 1, 1, 1]);
    }
  });

  test("one population is cut so that cores have equally many groups", () => {
    const net = quantise(
      network("one", { weightBits: 4, membraneBits: 16, weightScale: 1 })
        .population("all", { size: 160, neuron: lif({ threshold: 9 }) })
        .project("all", "all", { weights: ones(160, 160) })
        .build(),
    );
    const { parts } = placeSystem(net, roomyTarget(4), { cores: 4 });
    expect(parts.map(({ first, size, core }) => [first, size, core])).toEqual([
      [0, 40, 0],
      [40, 40, 1],
      [80, 40, 2],
      [120, 40, 3],
    ]);
  });

  test("parts tile the neurons, begin at groups, and the same network gives the same system", () => {
    for (let seed = 0; seed < 20; seed++) {
      const net = randomNetwork(seed, { ...oneCore, maxNeurons: 60, maxAxons: 200 });
      const options: SystemOptions = { cores: 4, chips: 2 };
      const { parts, system } = placeSystem(net, roomyTarget(4), options);
      const neurons = parts.flatMap(({ first, size }) => Array.from({ length: size }, (_, i) => first + i));
      expect(neurons, `seed ${seed}`).toEqual(Array.from({ length: net.neurons.count }, (_, neuron) => neuron));
      for (const { population, first } of parts) {
        const range = net.populations.find(({ name }) => name === population);
        expect((first - (range?.first ?? 0)) % 4, `seed ${seed}`).toBe(0);
      }
      expect(placeSystem(net, roomyTarget(4), options).system, `seed ${seed}`).toEqual(system);
    }
  });

  test("what a move would change is what it changes, on random walks", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      const net = randomNetwork(seed, { ...oneCore, maxNeurons: 60, maxPopulations: 5, maxAxons: 300 });
      const problem = chunksOf(net, roomyTarget(4), 0.1, 12);
      const limits = { weightWords: 200, slots: 24, segments: 20, listEntries: 40, historyWords: 2 };
      const distance = (from: number, to: number) => (from === to ? 0 : 1 + Math.abs(from - to));
      const start = Int32Array.from(problem.chunks, () => random.integer(0, 3));
      const filling = new Filling(problem, { count: 4, distance, host: 0, limits }, start);
      for (let i = 0; i < 40; i++) {
        const [chunk, to] = [random.integer(0, problem.chunks.length - 1), random.integer(0, 3)];
        const [before, change] = [filling.cost(), filling.change(chunk, to)];
        filling.move(chunk, to);
        expect(Math.abs(filling.cost() - before - change), `seed ${seed}, move ${i}`).toBeLessThan(1e-3);
        const fresh = new Filling(problem, { count: 4, distance, host: 0, limits }, filling.binOf);
        expect(Math.abs(fresh.cost() - filling.cost()), `seed ${seed}, move ${i}`).toBeLessThan(1e-3);
      }
    }
  });

  test("cores that talk to each other become neighbours in a mesh, and those that talk to the host come near node 0", () => {
    const cores = 9;
    const between = Array.from({ length: cores }, () => new Float64Array(cores));
    const outside = new Float64Array(cores);
    outside[8] = 50;
    // A chain in a scrambled order.
    const chain = [8, 3, 5, 0, 7, 1, 6, 2, 4];
    for (const [i, core] of chain.entries()) {
      const row = between[core];
      const next = chain[i + 1];
      if (row !== undefined && next !== undefined) row[next] = 10;
    }
    const nodeOf = meshPositions({ between, outside }, { columns: 3, rows: 3 });
    expect([...nodeOf].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(nodeOf[8]).toBe(0);
    const hops = chain.slice(1).map((core, i) => {
      const [a, b] = [nodeOf[core] ?? 0, nodeOf[chain[i] ?? 0] ?? 0];
      return Math.abs((a % 3) - (b % 3)) + Math.abs(Math.floor(a / 3) - Math.floor(b / 3));
    });
    expect(hops.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10);
  });
});

describe("ways", () => {
  test("mesh masks go along rows first, then along columns, and share the way", () => {
    const { north, east, south, local, host } = meshPort;
    const bits = (...ports: number[]) => ports.reduce((mask, port) => mask | (1 << port), 0);
    // From node 3 of 3 × 3 to nodes 5 and 8, and to the host at node 0.
    const masks = meshMasks({ columns: 3, rows: 3 }, { core: 3 }, [{ core: 5 }, { core: 8 }, { extra: host }]);
    expect(masks).toEqual([bits(host), 0, 0, bits(east, north), bits(east), bits(south, local), 0, 0, bits(local)]);
  });

  test("chips in a line and in a star", () => {
    const line = new ChipWays(4, joinChips(4, "line"));
    expect(line.way(0, 3).map(({ chip, link }) => [chip, link])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
    expect([0, 1, 2, 3].map((chip) => line.links(chip))).toEqual([1, 2, 2, 1]);
    const star = new ChipWays(4, joinChips(4, "star"));
    expect(star.way(3, 1).map(({ chip, link }) => [chip, link])).toEqual([
      [3, 0],
      [0, 0],
    ]);
    expect([0, 1, 2, 3].map((chip) => star.links(chip))).toEqual([3, 1, 1, 1]);
    expect(star.way(2, 2)).toEqual([]);
  });
});
