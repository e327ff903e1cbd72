import type { IntegerNetwork } from "../../config/index.ts";
import { shiftLeak } from "./leak.ts";

/** Thresholds that rise with a neuron's own spikes and sink back. docs/decisions/0011. */
export class AdaptingThresholds {
  /** θ + a by neuron: what a membrane is compared with. */
  readonly thresholds: Int32Array;
  /** a by neuron, membrane LSB. */
  readonly a: Int32Array;
  readonly #network: IntegerNetwork;

  constructor(network: IntegerNetwork) {
    const { neurons, adaptation } = network;
    this.#network = network;
    this.thresholds = Int32Array.from(neurons.threshold);
    this.a = new Int32Array(neurons.count);
    adaptation?.initial.forEach((a, neuron) => {
      this.#set(neuron, a);
    });
  }

  /** Before the neurons of a tick. */
  decay(age: number): void {
    const { adaptation } = this.#network;
    if (adaptation === undefined || age % adaptation.period !== 0) return;
    for (let neuron = 0; neuron < this.a.length; neuron++) {
      this.#set(neuron, shiftLeak(this.a[neuron] as number, adaptation.shift));
    }
  }

  /** After the neurons of a tick. */
  rise(spikes: readonly number[]): void {
    const { adaptation } = this.#network;
    if (adaptation === undefined) return;
    const { increment, limit } = adaptation;
    for (const neuron of spikes) {
      this.#set(neuron, Math.min(limit, (this.a[neuron] as number) + (increment[neuron] as number)));
    }
  }

  #set(neuron: number, a: number): void {
    this.a[neuron] = a;
    this.thresholds[neuron] = (this.#network.neurons.threshold[neuron] as number) + a;
  }
}
