/** A small network on a core, and what it is loaded and stimulated with. */
import { compileNetwork } from "../../../api/compile-network.ts";
import { findBoard } from "../../../api/find-board.ts";
import { coreImage } from "../../../compile/index.ts";
import { lif, network, shiftLeak } from "../../../network/index.ts";
import { LifCore } from "../../../rtl/core/lif-core.ts";
import { Xorshift } from "../support/xorshift.ts";

/** Neurons of the ring; each excites the next one and its neighbour's neighbour a little. */
export const ringSize = 20;
const ticks = 30;

const ring = network("ring", { weightBits: 4, membraneBits: 12, weightScale: 1 })
  .input("kick", 4)
  .population("ring", { size: ringSize, neuron: lif({ threshold: 6, refractory: 2, leak: shiftLeak(3) }) })
  .project("kick", "ring", { weights: { synapses: [0, 1, 2, 3].map((i) => [i, 5 * i, 7]) } })
  .project("ring", "ring", {
    weights: { synapses: Array.from({ length: ringSize }, (_, i) => [i, (i + 1) % ringSize, i % 5 === 4 ? 4 : 6]) },
  })
  .output("ring")
  .build();

export interface RingData {
  /** Writes on the core's bus. */
  readonly blocks: readonly { readonly space: number; readonly address: number; readonly words: readonly number[] }[];
  /** AER words of the inputs that are active, by tick. */
  readonly ticks: readonly (readonly number[])[];
}

const compiled = compileNetwork(ring, await findBoard("icebreaker"));

export const RingCore = () => LifCore(compiled.core);

export function ringData(): RingData {
  const random = new Xorshift(51);
  const words = compiled.config.channelWord;
  return {
    blocks: coreImage(compiled.config).map(({ space, address, words }) => ({ space, address, words: [...words] })),
    ticks: Array.from({ length: ticks }, () => [0, 1, 2, 3].filter(() => random.chance(30)).map((i) => words[i] ?? 0)),
  };
}
