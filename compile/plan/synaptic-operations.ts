import type { IntegerNetwork } from "../../config/index.ts";
import type { TickActivity } from "./tick-load.ts";

/** Counts synaptic operations: events × existing synapses. Padding of weight words does not count. */
export class OperationCounter {
  readonly #network: IntegerNetwork;
  readonly #fanOut: Int32Array;
  readonly #before: TickActivity[] = [];

  /** @param fanOut synapses by axon, as a HardwareConfig has them */
  constructor(network: IntegerNetwork, fanOut: Int32Array) {
    this.#network = network;
    this.#fanOut = fanOut;
  }

  /** Operations of the next tick, in which events of earlier ones arrive too. */
  next(activity: TickActivity): number {
    const { axons } = this.#network;
    this.#before.push(activity);
    return axons.reduce((total, { first, source, delay }) => {
      const then = this.#before[this.#before.length - 1 - delay];
      if (then === undefined) return total;
      const { range, active } = this.#sourceOf(source, then);
      const own = active.filter((index) => index >= range.first && index < range.first + range.size);
      return total + own.reduce((sum, index) => sum + (this.#fanOut[first + index - range.first] ?? 0), 0);
    }, 0);
  }

  #sourceOf({ kind, name }: IntegerNetwork["axons"][number]["source"], { channels, neurons }: TickActivity) {
    const { inputs, populations } = this.#network;
    const ranges = kind === "input" ? inputs : populations;
    const range = ranges.find((each) => each.name === name);
    if (range === undefined) throw new Error(`no ${kind} "${name}"`);
    return { range, active: kind === "input" ? channels : neurons };
  }
}
