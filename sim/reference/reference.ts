import { type IntegerNetwork, leakKinds, resetKinds } from "../../config/index.ts";
import { HostEvents } from "./host-events.ts";
import { leak } from "./leak.ts";
import { Synapses } from "./synapses.ts";

/** Delays are 1…15 ticks, so the spikes of the last 15 ticks decide what becomes active. */
const longestDelay = 15;

/** What a tick produced. */
export interface TickResult {
  /** The tick that was run. */
  readonly tick: number;
  /** Neurons that fired, ascending: a set, at most one spike per neuron. */
  readonly spikes: readonly number[];
}

/**
 * The model that every engine, netlist and board must equal, spike for spike and membrane for membrane.
 *
 * Written from docs/decisions/0001 line by line in exact `number` arithmetic, on `IntegerNetwork` alone: it knows
 * nothing of lanes, slots or packed words, so a mistake there cannot hide on both sides. State is read between ticks.
 */
export class Reference {
  readonly network: IntegerNetwork;
  /** Membranes by neuron, in membrane LSB. */
  readonly v: Int32Array;
  /** Remaining refractory ticks by neuron. */
  readonly r: Int32Array;
  readonly #synapses: Synapses;
  readonly #hostEvents: HostEvents;
  readonly #input: Float64Array;
  /** Spikes of tick t at index t mod (longestDelay + 1). */
  readonly #history: (readonly number[])[] = Array.from({ length: longestDelay + 1 }, () => []);
  #time = 0;
  #saturations = 0;
  #synapticOperations = 0;

  constructor(network: IntegerNetwork) {
    this.network = network;
    this.v = new Int32Array(network.neurons.count);
    this.r = new Int32Array(network.neurons.count);
    this.#synapses = new Synapses(network);
    this.#hostEvents = new HostEvents(this.#synapses.axonsOfChannel.length);
    this.#input = new Float64Array(network.neurons.count);
  }

  /** t: the tick that the next call of `tick` runs. */
  get time(): number {
    return this.#time;
  }

  /** Membranes that the one saturation of line 6 changed since the last reset. */
  get saturations(): number {
    return this.#saturations;
  }

  /** Synaptic operations, active axon × existing synapse. Counted over the model's life: `reset` keeps it. */
  get synapticOperations(): number {
    return this.#synapticOperations;
  }

  /**
   * Sends host events ahead, for a tick that has not run yet. Throws SIM401 for a channel that does not exist,
   * SIM402 for a late event and SIM403 for a duplicate; then none of the given events is taken.
   */
  inject(tick: number, channels: readonly number[]): void {
    this.#hostEvents.add(tick, channels, this.#time);
  }

  /** Runs one tick with these host channels active, besides those sent ahead for it. Throws as `inject` does. */
  tick(activeChannels: readonly number[] = []): TickResult {
    this.inject(this.#time, activeChannels);
    this.#sumInputs();
    const tick = this.#time;
    const spikes: number[] = [];
    for (let neuron = 0; neuron < this.network.neurons.count; neuron++) {
      if (this.#update(neuron)) spikes.push(neuron);
    }
    this.#history[tick % this.#history.length] = spikes;
    this.#time += 1;
    return { tick, spikes };
  }

  /** Membranes, refractory counters, everything pending, time and saturations; never the weights. */
  reset(): void {
    this.v.fill(0);
    this.r.fill(0);
    this.#history.fill([]);
    this.#hostEvents.clear();
    this.#time = 0;
    this.#saturations = 0;
  }

  /** Lines 1 and 3. */
  #sumInputs(): void {
    this.#input.fill(0);
    const activate = (axon: number): void => {
      this.#synapticOperations += this.#synapses.accumulate(axon, this.#input);
    };
    for (const channel of this.#hostEvents.take(this.#time)) {
      this.#synapses.axonsOfChannel[channel]?.forEach(activate);
    }
    for (let delay = 1; delay <= longestDelay; delay++) {
      const spikes = this.#history[(this.#time + this.#history.length - delay) % this.#history.length] ?? [];
      if (spikes.length > 0) this.#synapses.forAxonsAfter(spikes, delay, activate);
    }
  }

  /** Lines 2 and 4 to 9 for one neuron; true when it fires. */
  #update(neuron: number): boolean {
    const { v, r } = this;
    const p = this.network.neurons;
    if (this.#time < at(p.firstTick, neuron)) return false;
    const leaked = leak(leakKinds[at(p.leakKind, neuron)] ?? "none", at(p.leakAmount, neuron), at(v, neuron));
    if (at(r, neuron) > 0) {
      r[neuron] = at(r, neuron) - 1;
      v[neuron] = leaked;
      return false;
    }
    const u = this.#saturate(leaked + at(this.#input, neuron) + at(p.bias, neuron));
    const fires = u >= at(p.threshold, neuron);
    const resetValue = at(p.resetValue, neuron);
    if (!fires) v[neuron] = u;
    else v[neuron] = resetKinds[at(p.resetKind, neuron)] === "zero" ? resetValue : u - resetValue;
    r[neuron] = fires ? at(p.refractory, neuron) : 0;
    return fires;
  }

  #saturate(sum: number): number {
    const limit = 2 ** (this.network.membraneBits - 1);
    const u = Math.max(-limit, Math.min(limit - 1, sum));
    if (u !== sum) this.#saturations += 1;
    return u;
  }
}

/** A neuron's value; all arrays are `count` long by construction. At module level: a closure per neuron would cost. */
function at(values: Int32Array | Uint8Array | Float64Array, neuron: number): number {
  return values[neuron] as number;
}
