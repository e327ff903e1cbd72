import { expect, it } from "vitest";
import { placeSystem } from "../../compile/index.ts";
import type { SystemConfig } from "../../config/index.ts";
import { lockstepNetwork, streamNetwork } from "../../sim/lockstep/network.ts";
import { Reference } from "../../sim/reference/index.ts";
import { recurrentNetwork } from "../support/any-cores.ts";
import { allReported, withChips } from "../support/many-cores-run.ts";
import { Random } from "../support/random.ts";
import { randomInput } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const network = allReported(recurrentNetwork(2));
const target = roomyTarget(4);
const input = randomInput(new Random(1), network, 30);
const { system } = placeSystem(network, target, { cores: 4 });

/** The same system, but cores take the spikes that they hear for those of the senders' neighbours. */
function miswired(good: SystemConfig): SystemConfig {
  const clusters = good.clusters.map((cluster) => ({
    ...cluster,
    nodes: cluster.nodes.map((node) => ({
      ...node,
      imports: node.imports.map((entry) => entry && { ...entry, base: entry.base + 1 }),
    })),
  }));
  return { ...good, clusters };
}

it.each([
  { name: "tick by tick", run: lockstepNetwork },
  { name: "as a stream", run: streamNetwork },
])("$name: names the tick and the neuron where cores and reference part", ({ run }) => {
  expect(() => withChips(miswired(system), target, (chips) => run(chips, new Reference(network), input))).toThrow(
    /^SIM125 pop\d\[\d+\]: tick \d+: (a spike|no spike|a membrane of -?\d+|\d+ refractory ticks left) on the core, /,
  );
  withChips(system, target, (chips) => run(chips, new Reference(network), input));
});

it("only spikes of outputs come out, and only they are compared", () => {
  const some = { ...network, outputs: network.outputs.slice(0, 1) };
  const placed = placeSystem(some, target, { cores: 4 });
  const [{ first, size } = { first: 0, size: 0 }] = network.populations;
  withChips(placed.system, target, (chips) => {
    const seen = new Set<number>();
    lockstepNetwork(chips, new Reference(some), input, {
      observe: ({ spikes }) => {
        for (const neuron of spikes) seen.add(neuron);
      },
    });
    expect(seen.size).toBeGreaterThan(0);
    for (const neuron of seen) expect(neuron - first).toBeLessThan(size);
    expect(chips.observed([first, first + size])).toEqual([first]);
  });
});

it("saturations of all cores are those of the reference", () => {
  withChips(system, target, (chips) => {
    const reference = new Reference(network);
    lockstepNetwork(chips, reference, input);
    expect(chips.saturations).toBe(reference.saturations);
  });
});
