import type { Quantization } from "./file-schema.ts";
import type { Network } from "./network.ts";

/** The weights that a width can hold, in LSB: two's complement when signed. */
export function weightRange({ weightBits, weightSign }: Pick<Quantization, "weightBits" | "weightSign">) {
  if (weightSign === "unsigned") return { low: 0, high: 2 ** weightBits - 1 };
  return { low: -(2 ** (weightBits - 1)), high: 2 ** (weightBits - 1) - 1 };
}

/**
 * The value of one weight LSB in the network's unit. "auto" makes the largest |weight| the largest positive code; bounds of
 * weights that learn count among the weights.
 */
export function weightScaleOf(network: Pick<Network, "quantization" | "projections" | "learning">): number {
  const { weightScale } = network.quantization;
  if (weightScale !== "auto") return weightScale;
  const { low, high } = network.learning?.bounds ?? { low: 0, high: 0 };
  let largest = Math.max(Math.abs(low), Math.abs(high));
  for (const { weights } of network.projections) {
    for (const value of weights.values) largest = Math.max(largest, Math.abs(value));
  }
  const steps = weightRange(network.quantization).high;
  return largest === 0 || steps === 0 ? 1 : largest / steps;
}

/** A value in LSB: divided by the scale and rounded to the nearest integer, halves away from zero. */
export function toLsb(value: number, scale: number): number {
  const magnitude = Math.round(Math.abs(value / scale));
  return value < 0 && magnitude > 0 ? -magnitude : magnitude;
}
