/** What the clients of a core do: which network it is loaded with, and which events each client sends. */
import { coreImage, place, quantise } from "../../../compile/index.ts";
import { aerMarker } from "../../../config/index.ts";
import { lif, network, shiftLeak } from "../../../network/index.ts";
import type { LifCoreParameters } from "../../../rtl/core/lif-core.ts";
import { Xorshift } from "../support/xorshift.ts";

const [inputs, neurons, bursts] = [64, 64, 16];

/** Two lanes, block memory: the smallest core that there is. */
const target = {
  name: "the comparison",
  lanes: 2,
  blockDepth: 256,
  limits: {
    weightMemory: { blocks: 16, wordsPerBlock: 256, bitsPerWord: 16 },
    ...{ groups: 128, listEntries: 256, regions: 4, segments: 256, membraneBits: 16 },
  },
};

export interface Workload {
  readonly core: LifCoreParameters;
  /** Writes on the core's bus. */
  readonly blocks: readonly { readonly space: number; readonly address: number; readonly words: readonly number[] }[];
  /** AER words by client, to be sent over and over. */
  readonly words: readonly (readonly number[])[];
}

/** 64 inputs, 64 neurons, all connected; each client sends bursts on inputs of its own, and a marker after each. */
export function workload(clients: number): Workload {
  const random = new Xorshift(61);
  const weights = Array.from({ length: inputs }, () => Array.from({ length: neurons }, () => random.below(41) - 12));
  const description = network("clients", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("in", inputs)
    .population("out", { size: neurons, neuron: lif({ threshold: 60, leak: shiftLeak(4) }) })
    .project("in", "out", { weights })
    .output("out")
    .build();
  const config = place(quantise(description), target);
  const own = inputs / clients;
  return {
    core: { shape: config.shape, weightMemory: "block" },
    blocks: coreImage(config).map(({ space, address, words }) => ({ space, address, words: [...words] })),
    words: Array.from({ length: clients }, (_, client) =>
      Array.from({ length: bursts }, (_, burst) => [
        ...config.channelWord.slice(client * own, (client + 1) * own).filter(() => random.chance(25)),
        aerMarker | burst,
      ]).flat(),
    ),
  };
}
