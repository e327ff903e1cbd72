/** What a circuit did: spikes by tick, and the measures that all circuits share. */
import { type InputTicks, type IntegerNetwork, type Network, quantise, Reference } from "../../index.ts";

/** From a tick up to, but not including, another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A network that does something known, and the input that makes it do it. */
export interface Circuit {
  readonly network: Network;
  readonly input: InputTicks;
}

export class Activity {
  readonly network: IntegerNetwork;
  /** By tick: neurons that fired, ascending. */
  readonly spikes: readonly (readonly number[])[];

  constructor(network: IntegerNetwork, spikes: readonly (readonly number[])[]) {
    this.network = network;
    this.spikes = spikes;
  }

  get ticks(): number {
    return this.spikes.length;
  }

  /** By tick: neurons of a population that fired, counted within it. */
  of(name: string): number[][] {
    const { first, size } = this.#population(name);
    return this.spikes.map((all) => all.filter((n) => n >= first && n < first + size).map((n) => n - first));
  }

  /** Spikes of every neuron of a population. */
  counts(name: string, span: Span = { from: 0, to: this.ticks }): number[] {
    const { first, size } = this.#population(name);
    const counts = new Array<number>(size).fill(0);
    for (const all of this.spikes.slice(span.from, span.to)) {
      for (const neuron of all) {
        const index = neuron - first;
        if (index >= 0 && index < size) counts[index] = (counts[index] ?? 0) + 1;
      }
    }
    return counts;
  }

  /** Spikes per neuron and tick. */
  rate(name: string, span: Span = { from: 0, to: this.ticks }): number {
    return mean(this.counts(name, span)) / (span.to - span.from);
  }

  /** The ticks in which one neuron of a population fired. */
  train(name: string, index: number): number[] {
    const neuron = this.#population(name).first + index;
    return this.spikes.flatMap((all, tick) => (all.includes(neuron) ? [tick] : []));
  }

  /** [tick, neuron of the population] of every spike, as `rasterSvg` draws it. */
  raster(name: string): [number, number][] {
    return this.of(name).flatMap((neurons, tick) => neurons.map((neuron): [number, number] => [tick, neuron]));
  }

  #population(name: string) {
    const found = this.network.populations.find((population) => population.name === name);
    if (found === undefined) throw new RangeError(`no population "${name}"`);
    return found;
  }
}

/** Runs a circuit on the reference model. */
export function simulate({ network, input }: Circuit): Activity {
  const reference = new Reference(quantise(network));
  return new Activity(
    reference.network,
    input.map((channels) => reference.tick(channels).spikes),
  );
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: the sum of squares divided by one less than there are values. */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
