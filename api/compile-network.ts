/** From a network description and a board to everything that the hardware is made from. */
import { type CoreTarget, place, quantise, up5kTarget } from "../compile/index.ts";
import type { HardwareConfig, IntegerNetwork, WeightBits } from "../config/index.ts";
import type { Board } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { type Design, elaborate } from "../hdlgen/index.ts";
import type { Network } from "../network/index.ts";
import { LifCore, type LifCoreParameters } from "../rtl/core/lif-core.ts";

export interface CompiledNetwork {
  readonly network: IntegerNetwork;
  readonly config: HardwareConfig;
  readonly board: Board;
  /** What the core is generated from. */
  readonly core: LifCoreParameters;
}

/** Block memories that a core and its host link need besides the weights. */
const otherBlocks = 16;

/**
 * The core that a board's FPGA can hold: weights in SPRAM where there is some, else in the block memories left over.
 * Throws CLI042 where none are.
 */
export function coreTarget(board: Board, weightBits: WeightBits): CoreTarget {
  const target = up5kTarget(weightBits);
  if (board.resources.spram > 0) return { ...target, name: board.name };
  const blocks = board.resources.ebr - otherBlocks;
  if (blocks <= 0) {
    throw new SpikeforgeError({
      code: "CLI042",
      place: board.name,
      found: `no memory left for weights: a core and its link need ${otherBlocks} EBR, the board has ${board.resources.ebr}`,
      mend: "choose a board with more block RAM or with SPRAM: spikeforge boards",
    });
  }
  const weightMemory = { blocks, wordsPerBlock: 256, bitsPerWord: 16 };
  return { ...target, name: board.name, limits: { ...target.limits, weightMemory } };
}

/** Quantises a network and places it on a board's core. Throws NET and CMP errors, all problems together. */
export function compileNetwork(description: Network, board: Board): CompiledNetwork {
  const network = quantise(description);
  const config = place(network, coreTarget(board, network.weightBits));
  const weightMemory = board.resources.spram > 0 ? "spram" : "block";
  return { network, config, board, core: { shape: config.shape, weightMemory } };
}

/** The core alone, as simulations run it. */
export function coreDesign({ core }: CompiledNetwork): Design {
  return elaborate(LifCore(core));
}
