/** One network on different numbers of cores and chips: the spikes of a tick must not depend on them. */
import { place, type SystemOptions } from "../../compile/index.ts";
import type { IntegerNetwork } from "../../config/index.ts";
import { type ManyCoresTotals, runOnCores } from "./many-cores-run.ts";
import { Random } from "./random.ts";
import { oneCore, randomInput, randomNetwork } from "./random-network.ts";
import { roomyTarget } from "./roomy-target.ts";

/** What a chip's cores are, and how they are joined. */
export const coreCounts: readonly SystemOptions[] = [
  { cores: 1 },
  { cores: 2 },
  { cores: 4, fabric: "tree" },
  { cores: 4, fabric: "mesh" },
  { cores: 9, fabric: "tree" },
  { cores: 9, fabric: "mesh" },
  { cores: 16, fabric: "tree" },
  { cores: 16, fabric: "mesh" },
];

export const chipCounts: readonly SystemOptions[] = [
  { chips: 2, cores: 2 },
  { chips: 4, cores: 1, topology: "line", hostChip: 1 },
  { chips: 4, cores: 2, topology: "star" },
  { chips: 4, cores: 4, fabric: "mesh", topology: "line" },
];

/** In words: "9 cores, mesh", "4 chips of 2 cores, star". */
export function systemName({ chips = 1, cores = 1, fabric = "auto", topology = "line" }: SystemOptions): string {
  const each = `${cores} ${cores === 1 ? "core" : "cores"}`;
  const joined = fabric === "auto" ? "" : `, ${fabric}`;
  return chips === 1 ? each + joined : `${chips} chips of ${each}${joined}, ${topology}`;
}

const target = roomyTarget(4);

/**
 * A recurrent network with delays and spikes that one core of the tests can hold, too. Seeds whose network has no loop, or
 * that would need a larger core, are passed over.
 */
export function recurrentNetwork(seed: number): IntegerNetwork {
  for (let attempt = 0; ; attempt++) {
    const network = randomNetwork(seed + 100_000 * attempt, {
      ...oneCore,
      maxNeurons: 64,
      maxChannels: 16,
      maxPopulations: 4,
    });
    if (network.neurons.count < 24 || !hasLoop(network)) continue;
    try {
      place(network, target);
      return network;
    } catch {
      // Too large for one core: another draw.
    }
  }
}

/** Some population hears itself, over one step or several. */
function hasLoop({ axons, synapses, populations }: IntegerNetwork): boolean {
  const heard = (to: string): string[] => {
    const { first = -1 } = populations.find(({ name }) => name === to) ?? {};
    return synapses.flatMap(({ axonFirst, neuronFirst }) => {
      const axon = axons.find((range) => axonFirst >= range.first && axonFirst < range.first + range.size);
      return neuronFirst === first && axon?.source.kind === "population" ? [axon.source.name] : [];
    });
  };
  return populations.some(({ name }) => {
    const reached = new Set<string>();
    const visit = (to: string): void => {
      for (const from of heard(to)) {
        if (reached.has(from)) continue;
        reached.add(from);
        visit(from);
      }
    };
    visit(name);
    return reached.has(name);
  });
}

/** Runs a seed's network on a system; throws SIM125 at the first spike or membrane that differs from the reference's. */
export function runRecurrent(seed: number, options: SystemOptions, ticks: number): ManyCoresTotals {
  const network = recurrentNetwork(seed);
  const random = new Random(seed);
  const input = { lockstep: randomInput(random, network, ticks), stream: randomInput(random, network, ticks) };
  try {
    return runOnCores(network, target, options, input);
  } catch (cause) {
    throw new Error(`seed ${seed} on ${systemName(options)}`, { cause });
  }
}
