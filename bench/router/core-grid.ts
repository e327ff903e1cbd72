/** Recurrent networks of any size that fill cores evenly: populations of equal size, each hears another one. */
import type { CoreTarget } from "../../compile/index.ts";
import type { AxonRange, IndexRange, IntegerNetwork, SynapseBlock } from "../../config/index.ts";
import { Random } from "../../test/support/random.ts";

export interface GridOptions {
  readonly cores: number;
  readonly populationsPerCore: number;
  readonly populationSize: number;
  /** Host channels, which drive the first population. Default 16. */
  readonly channels?: number;
}

/** Ticks from rest to the threshold by the drive alone; some more or less by neuron. */
const period = { least: 60, most: 140 } as const;
const drive = 4;

/**
 * Populations on a ring, each drives the one `populationsPerCore + 1` places behind it with weights of −1…1, so that nearly
 * all spikes travel between cores. A constant drive keeps about 1 % of the neurons firing in every tick.
 */
export function gridNetwork(options: GridOptions, seed = 1): IntegerNetwork {
  const { cores, populationsPerCore, populationSize, channels = 16 } = options;
  const random = new Random(seed);
  const count = cores * populationsPerCore;
  const neurons = count * populationSize;
  const populations = Array.from(
    { length: count },
    (_, i): IndexRange => ({ name: `p${i}`, first: i * populationSize, size: populationSize }),
  );
  const axons: AxonRange[] = populations.map(({ name, first, size }) => ({
    ...{ first, size, delay: 1 },
    source: { kind: "population", name },
  }));
  const inputs = channels > 0 ? [{ name: "in", first: 0, size: channels }] : [];
  for (const { name, size } of inputs) {
    axons.push({ first: neurons, size, delay: 0, source: { kind: "input", name } });
  }
  const block = (axonFirst: number, axonCount: number, target: IndexRange): SynapseBlock => ({
    ...{ axonFirst, axonCount, neuronFirst: target.first, neuronCount: target.size },
    weights: Int32Array.from({ length: axonCount * target.size }, () => random.integer(-1, 1)),
  });
  const synapses = populations.flatMap(({ first, size }, i) => {
    const target = populations[(i + populationsPerCore + 1) % count];
    return target === undefined ? [] : [block(first, size, target)];
  });
  for (const input of populations.slice(0, inputs.length)) synapses.push(block(neurons, channels, input));
  const each = (value: () => number): Int32Array => Int32Array.from({ length: neurons }, value);
  return {
    ...{ name: `grid_${neurons}`, membraneBits: 16, weightBits: 2, weightSign: "signed" },
    ...{ inputs, populations, axons, synapses, outputs: populations.map(({ name }) => name) },
    neurons: {
      count: neurons,
      threshold: each(() => drive * random.integer(period.least, period.most)),
      bias: each(() => drive),
      leakKind: new Uint8Array(neurons),
      leakAmount: each(() => 0),
      resetKind: new Uint8Array(neurons),
      resetValue: each(() => 0),
      refractory: each(() => 1),
      firstTick: each(() => 0),
    },
  };
}

/** A core that holds its part of a grid and no more. */
export function gridTarget({ populationsPerCore, populationSize }: GridOptions, lanes = 32): CoreTarget {
  return {
    ...{ name: "grid", fabric: "ice40up", lanes, updates: 4, blockDepth: 16 },
    limits: {
      weightMemory: { blocks: 4, wordsPerBlock: 16_384, bitsPerWord: 16 },
      slots: populationsPerCore * populationSize,
      listEntries: 4096,
      regions: 64,
      segments: 1024,
      historyWords: 0,
      delayProgram: 1,
      membraneBits: 16,
    },
  };
}
