/** What the shows of learning run on: the reference model, or a simulated chip. */
import { type IntegerNetwork, Reference } from "../../index.ts";

/** A network that learns while it runs. Blocks are those of `IntegerNetwork.synapses`. */
export interface Learner {
  /** Runs a tick with these host channels active; returns the neurons that fired. */
  tick(channels: readonly number[]): readonly number[];
  /** Membranes by neuron. */
  membranes(): Int32Array;
  /** Weights of a block as they are now, row-major. */
  weights(block: number): Int32Array;
  /** Second values of a block: eligibilities or long-term weights. */
  second(block: number): Int32Array;
  /** Modulation from the next tick on, −128…127. */
  setLevel(level: number): void;
  /** Whether a block learns from the next tick on. */
  setLearning(block: number, learns: boolean): void;
  /** Puts the membranes to rest and forgets who fired; what was learned stays. */
  rest(): void;
}

/** Runs a network from its first weights on. */
export type OpenLearner = (network: IntegerNetwork) => Learner;

/** Learns on the reference model alone. */
export function referenceLearner(network: IntegerNetwork): Learner {
  const reference = new Reference(network);
  return {
    tick: (channels) => reference.tick(channels).spikes,
    membranes: () => reference.v.slice(),
    weights: (block) => reference.weights(block).slice(),
    second(block) {
      const values = reference.second(block);
      if (values === undefined) throw new RangeError(`the synapses of block ${block} have no second value`);
      return values.slice();
    },
    setLevel: (level) => reference.setLevel(level),
    setLearning: (block, learns) => reference.setLearning(block, learns),
    rest: () => reference.reset(),
  };
}

/** Runs some ticks without input. */
export function idle(learner: Learner, ticks: number): void {
  for (let tick = 0; tick < ticks; tick++) learner.tick([]);
}
