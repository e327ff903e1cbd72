import { type IntegerNetwork, leakKinds, resetKinds, type SynapseBlock } from "../../config/index.ts";
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import { AdaptingThresholds } from "./adaptation.ts";
import { HostEvents } from "./host-events.ts";
import { leak } from "./leak.ts";
import { Learning } from "./learning.ts";
import type { PlasticBlock } from "./plastic-block.ts";
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
 * Written from docs/decisions/0001 and 0011 line by line in exact `number` arithmetic, on `IntegerNetwork` alone: it knows
 * nothing of lanes, slots, packed words or deferral, so a mistake there cannot hide on both sides. State is read between
 * ticks.
 */
export class Reference {
  readonly network: IntegerNetwork;
  /** Membranes by neuron, in membrane LSB. */
  readonly v: Int32Array;
  /** Remaining refractory ticks by neuron. */
  readonly r: Int32Array;
  readonly #synapses: Synapses;
  readonly #learning: Learning | undefined;
  readonly #adapting: AdaptingThresholds;
  readonly #hostEvents: HostEvents;
  readonly #input: Float64Array;
  /** Spikes of tick t at index t mod (longestDelay + 1). */
  readonly #history: (readonly number[])[] = Array.from({ length: longestDelay + 1 }, () => []);
  #time = 0;
  #age = 0;
  #saturations = 0;
  #synapticOperations = 0;

  constructor(network: IntegerNetwork) {
    this.network = network;
    this.v = new Int32Array(network.neurons.count);
    this.r = new Int32Array(network.neurons.count);
    const plastic = network.synapses.some((block) => block.plastic !== undefined);
    if (plastic && network.learning === undefined) throw new Error("plastic synapses without a rule");
    this.#learning = network.learning === undefined ? undefined : new Learning(network, network.learning);
    this.#adapting = new AdaptingThresholds(network);
    this.#synapses = new Synapses(network, (block) => this.weights(block));
    this.#hostEvents = new HostEvents(this.#synapses.axonsOfChannel.length);
    this.#input = new Float64Array(network.neurons.count);
  }

  /** t: the tick that the next call of `tick` runs. */
  get time(): number {
    return this.#time;
  }

  /** Ticks since the weights were loaded: the time of learning, which a reset does not set back. */
  get age(): number {
    return this.#age;
  }

  /** By how much adapting thresholds are raised, by neuron, membrane LSB; all 0 where none adapt. */
  get adaptation(): Int32Array {
    return this.#adapting.a;
  }

  /** Modulation level; 0 in a network that does not learn. */
  get level(): number {
    return this.#learning?.level ?? 0;
  }

  /** Sets the modulation level, −128…127, from the next tick on. Throws SIM404 outside, and where nothing learns. */
  setLevel(level: number): void {
    if (this.#learning === undefined) throw new SpikeforgeError(nothingLearns("modulation level"));
    if (!Number.isInteger(level) || level < -128 || level > 127) {
      throw new SpikeforgeError({
        code: "SIM404",
        place: "modulation level",
        found: `${level}`,
        mend: "an integer of -128 to 127",
      });
    }
    this.#learning.level = level;
  }

  /**
   * Weights of a block of `network.synapses`, row-major; of plastic ones as they are now, and the array follows them.
   * Do not write to it.
   */
  weights(block: number): Int32Array {
    return this.#learning?.blocks[block]?.weights ?? this.#block(block).weights;
  }

  /** Second values (eligibilities, long-term weights) of a block, like `weights`; undefined where it has none. */
  second(block: number): Int32Array | undefined {
    return this.#learning?.blocks[block]?.second;
  }

  /** Whether the synapses of a block learn at present. */
  learns(block: number): boolean {
    return this.#learning?.blocks[block]?.learns ?? false;
  }

  /**
   * Whether a block learns from the next tick on. What was learned stays; a block that begins to learn knows of no earlier
   * arrivals. Throws SIM404 for a block whose synapses are not plastic.
   */
  setLearning(block: number, learns: boolean): void {
    const plastic: PlasticBlock | undefined = this.#learning?.blocks[block];
    if (plastic === undefined) throw new SpikeforgeError(nothingLearns(`synapse block ${block}`));
    this.#learning?.setLearning(plastic, learns);
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
    this.#learning?.begin(this.#age);
    this.#adapting.decay(this.#age);
    this.#sumInputs();
    const tick = this.#time;
    const spikes: number[] = [];
    for (let neuron = 0; neuron < this.network.neurons.count; neuron++) {
      if (this.#update(neuron)) spikes.push(neuron);
    }
    this.#learning?.end(this.#age, spikes);
    this.#adapting.rise(spikes);
    this.#history[tick % this.#history.length] = spikes;
    this.#time += 1;
    this.#age += 1;
    return { tick, spikes };
  }

  /**
   * Membranes, refractory counters, everything pending, time and saturations, and which arrivals and posts there were; never
   * what was learned (weights, second values, adapted thresholds), its age and its level.
   */
  reset(): void {
    this.#learning?.reset();
    this.v.fill(0);
    this.r.fill(0);
    this.#history.fill([]);
    this.#hostEvents.clear();
    this.#time = 0;
    this.#saturations = 0;
  }

  #block(block: number): SynapseBlock {
    const found = this.network.synapses[block];
    if (found === undefined) throw new RangeError(`synapse block ${block} of ${this.network.synapses.length}`);
    return found;
  }

  /** Lines 1 and 3. */
  #sumInputs(): void {
    this.#input.fill(0);
    const activate = (axon: number): void => {
      this.#learning?.arrive(axon, this.#age, this.v);
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
    const fires = u >= at(this.#adapting.thresholds, neuron);
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

function nothingLearns(place: string): Diagnostic {
  return { code: "SIM404", place, found: "no synapses learn here", mend: "name a projection that is plastic" };
}

/** A neuron's value; all arrays are `count` long by construction. At module level: a closure per neuron would cost. */
function at(values: Int32Array | Uint8Array | Float64Array, neuron: number): number {
  return values[neuron] as number;
}
