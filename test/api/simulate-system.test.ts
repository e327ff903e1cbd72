import { describe, expect, it } from "vitest";
import type { CompiledSystem, RunOutcome } from "../../index.ts";
import { openSystemRunner, placeSystem, Reference } from "../../index.ts";
import { recurrentNetwork } from "../support/any-cores.ts";
import { Random } from "../support/random.ts";
import { randomInput } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const network = recurrentNetwork(2);
const target = roomyTarget(4);
const input = randomInput(new Random(1), network, 30);
const good: CompiledSystem = {
  ...{ network, fabric: target.fabric, target },
  ...placeSystem(network, target, { cores: 2, chips: 2 }),
};

/** The same, but cores take the spikes that they hear for those of the senders' neighbours. */
const miswired: CompiledSystem = {
  ...good,
  system: {
    ...good.system,
    clusters: good.system.clusters.map((cluster) => ({
      ...cluster,
      nodes: cluster.nodes.map((node) => ({
        ...node,
        imports: node.imports.map((entry) => entry && { ...entry, base: entry.base + 1 }),
      })),
    })),
  },
};

/** What a runner of this system finds and shows, at both paces. */
async function outcomes(system: CompiledSystem): Promise<Record<"run" | "stream", RunOutcome & { seen: number[][] }>> {
  const runner = await openSystemRunner("embedded", system, 3);
  try {
    const paced = (pace: "run" | "stream") => {
      const seen: number[][] = [];
      const outcome = runner[pace](input, ({ spikes }) => seen.push([...spikes]));
      return { ...outcome, seen };
    };
    return { run: paced("run"), stream: paced("stream") };
  } finally {
    runner.close();
  }
}

describe("a runner of cores and chips", () => {
  it("gives the outputs' spikes of the reference, at both paces", async () => {
    const reference = new Reference(network);
    const isOutput = (neuron: number): boolean =>
      network.populations.some(
        ({ name, first, size }) => network.outputs.includes(name) && neuron >= first && neuron < first + size,
      );
    const wanted = input.map((channels) => reference.tick(channels).spikes.filter(isOutput));
    const { run, stream } = await outcomes(good);
    for (const { seen, ...outcome } of [run, stream]) {
      expect(seen).toEqual(wanted);
      expect(outcome).toMatchObject({ ticks: 30, synapticOperations: reference.synapticOperations });
      expect(outcome).not.toHaveProperty("mismatch");
    }
    expect(wanted.flat().length).toBeGreaterThan(10);
    expect(stream.cycles).toBeLessThan(run.cycles);
  });

  it("names the first tick and neuron that differ, and runs to the end all the same", async () => {
    const { run, stream } = await outcomes(miswired);
    expect(run.mismatch).toMatchObject({ tick: expect.any(Number), neuron: expect.any(Number) });
    expect(stream.mismatch).toMatchObject({ tick: expect.any(Number), neuron: expect.any(Number) });
    // State that differs is seen after each tick, in a stream only spikes are.
    expect(run.mismatch?.tick).toBeLessThanOrEqual(stream.mismatch?.tick ?? 0);
    expect([run.seen.length, stream.seen.length]).toEqual([30, 30]);
  });
});
