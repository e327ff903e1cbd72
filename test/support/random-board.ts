import { boardTarget, type CompiledNetwork } from "../../api/compile-network.ts";
import { place } from "../../compile/index.ts";
import type { Board } from "../../constraints/index.ts";
import { oneCore, type RandomNetworkOptions, randomNetwork } from "./random-network.ts";

/** A random network on the core that a board's FPGA can hold. */
export function randomOnBoard<B extends Board>(
  seed: number,
  board: B,
  lanes: number,
  options: RandomNetworkOptions = {},
): CompiledNetwork<B> {
  const network = randomNetwork(seed, { ...oneCore, maxNeurons: 24, ...options });
  const target = boardTarget(board, { weightBits: network.weightBits, lanes });
  const config = place(network, target);
  return { network, config, board, core: { shape: config.shape, fabric: target.fabric } };
}
