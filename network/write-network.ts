import type { NetworkFile } from "./file-schema.ts";
import type { Network } from "./network.ts";
import { encodeWeights } from "./weights.ts";

/** Text of a network file that `parseNetwork` reads back as the same network, weight for weight. */
export function writeNetwork(network: Network): string {
  const { name, timestepMs, quantization, inputs, populations, projections, outputs } = network;
  const isInput = (source: string): boolean => inputs.some((input) => input.name === source);
  const file: NetworkFile = {
    format: "spikeforge-network",
    version: 1,
    name,
    timestepMs,
    quantization,
    inputs: [...inputs],
    populations: [...populations],
    projections: projections.map(({ from, to, delay, weights }) => ({
      from,
      to,
      ...(isInput(from) ? {} : { delay }),
      weights: encodeWeights(weights),
    })),
    outputs: [...outputs],
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
