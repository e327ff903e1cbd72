import type { SdspRule } from "../../config/index.ts";

/** Calcium of every neuron, and which way it moves the weights of what arrives. docs/decisions/0011. */
export class Calcium {
  readonly #rule: SdspRule;
  readonly #calcium: Uint8Array;

  constructor(rule: SdspRule, neurons: number) {
    this.#rule = rule;
    this.#calcium = new Uint8Array(neurons);
  }

  /** After the neurons of a tick. */
  update(age: number, spikes: readonly number[]): void {
    const calcium = this.#calcium;
    if (age % this.#rule.calciumPeriod === 0) {
      for (let neuron = 0; neuron < calcium.length; neuron++) {
        calcium[neuron] = Math.max(0, (calcium[neuron] as number) - 1);
      }
    }
    for (const neuron of spikes) {
      calcium[neuron] = Math.min(this.#rule.calciumLimit, (calcium[neuron] as number) + 1);
    }
  }

  /** What an arrival adds to a weight onto this neuron, whose membrane is v, before rounding. */
  change(neuron: number, v: number): number {
    const { membraneThreshold, plus, minus, up, down } = this.#rule;
    const c = this.#calcium[neuron] as number;
    if (v >= membraneThreshold) return c >= up.low && c < up.high ? plus : 0;
    return c >= down.low && c < down.high ? -minus : 0;
  }

  reset(): void {
    this.#calcium.fill(0);
  }
}
