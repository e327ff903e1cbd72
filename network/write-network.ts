import type { NetworkFile } from "./file-schema.ts";
import type { Network, Plasticity } from "./network.ts";
import { encodeWeights } from "./weights.ts";

/** Text of a network file that `parseNetwork` reads back as the same network, weight for weight. */
export function writeNetwork(network: Network): string {
  const { name, timestepMs, quantization, inputs, populations, projections, outputs, learning, teachers } = network;
  const isInput = (source: string): boolean => inputs.some((input) => input.name === source);
  const file: NetworkFile = {
    format: "spikeforge-network",
    version: 1,
    name,
    timestepMs,
    quantization,
    inputs: [...inputs],
    populations: [...populations],
    projections: projections.map(({ from, to, delay, weights, plastic }) => ({
      from,
      to,
      ...(isInput(from) ? {} : { delay }),
      weights: encodeWeights(weights),
      ...(plastic === undefined ? {} : { plastic: encodePlastic(plastic) }),
    })),
    outputs: [...outputs],
    ...(learning === undefined ? {} : { learning }),
    ...(teachers === undefined
      ? {}
      : { teachers: teachers.map(({ from, to, delay }) => ({ from, to, ...(isInput(from) ? {} : { delay }) })) }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function encodePlastic({ learns, second }: Plasticity) {
  return { learns, ...(second === undefined ? {} : { second: encodeWeights(second) }) };
}
