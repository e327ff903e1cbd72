import type { NeuronSlot, SpikeReset } from "../config/index.ts";

/**
 * A neuron's reset as the hardware knows it: a reset that needs no loaded value is cheaper than one that does. What is left
 * over a threshold that adapts is not u − θ.
 */
export function spikeReset({ resetKind, resetValue, threshold, adaptation }: Omit<NeuronSlot, "neuron">): SpikeReset {
  if (resetKind === "zero") return resetValue === 0 ? "zero" : "value";
  return resetValue === threshold && adaptation === undefined ? "threshold" : "amount";
}

/** What is loaded for it: ρ for `value` and `amount`, nothing for the others. */
export function resetAdd(slot: Omit<NeuronSlot, "neuron">): number {
  const reset = spikeReset(slot);
  return reset === "value" || reset === "amount" ? slot.resetValue : 0;
}
