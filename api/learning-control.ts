/** Learning of a network that runs: level, learning on and off, and what has been learned, compared with the reference. */
import type { HardwareConfig, IntegerNetwork } from "../config/index.ts";
import type { OnProgress, Session } from "../host/index.ts";
import type { LearnedValues } from "../network/index.ts";
import type { NetworkRun } from "../sim/harness/network-run.ts";
import type { Reference } from "../sim/reference/index.ts";

/** The first learned value that differs between hardware and reference. */
export interface LearnedMismatch {
  readonly what: "weight" | "second value" | "raised threshold";
  /** Of the network, for weights and second values. */
  readonly projection?: number;
  /** Source element within the projection. */
  readonly source?: number;
  /** Target neuron within its population; of the network for thresholds. */
  readonly neuron: number;
  readonly found: number;
  readonly expected: number;
}

export interface LearnedOutcome extends LearnedValues {
  /** Absent when all is equal, and from the reference. */
  readonly mismatch?: LearnedMismatch;
}

export interface LearningControl {
  /** Sets the modulation level from the next tick on: −128…127, 64 standing for 1. Throws SIM404 where nothing learns. */
  setLevel(level: number): void;
  /** Whether a projection learns from the next tick on; what it learned stays. Throws SIM404 for one that is not plastic. */
  setLearning(projection: number, learns: boolean): void;
  /** What has been learned so far. A hardware runner compares every value with the reference. */
  learned(): LearnedOutcome;
}

/** Learning of the software model alone. */
export function referenceLearning(reference: Reference): LearningControl {
  return {
    setLevel: (level) => reference.setLevel(level),
    setLearning: (projection, learns) => reference.setLearning(projection, learns),
    learned: () => valuesOf(reference),
  };
}

/** Learning of a core, and of the reference beside it. */
export function coreLearning(run: () => NetworkRun, reference: Reference): LearningControl {
  const { network } = reference;
  return {
    setLevel(level) {
      reference.setLevel(level);
      run().learned.setLevel(level);
    },
    setLearning(projection, learns) {
      const changes = reference.learns(projection) !== learns;
      reference.setLearning(projection, learns);
      if (changes) run().learned.setLearning(plasticNumber(network, projection), learns);
    },
    learned() {
      const { learned } = run();
      learned.flush();
      const ofPlastic = <T>(value: (plastic: number) => T): (T | undefined)[] =>
        network.synapses.map(({ plastic }, projection) =>
          plastic === undefined ? undefined : value(plasticNumber(network, projection)),
        );
      const adaptation = learned.adaptation();
      const found: LearnedValues = {
        weights: ofPlastic((plastic) => learned.weights(plastic)),
        second: ofPlastic((plastic) => learned.second(plastic)),
        ...(adaptation === undefined ? {} : { adaptation }),
      };
      return withMismatch(network, found, reference);
    },
  };
}

/** What a board has learned so far, read over its link while it is stepped; compared where there is a reference. */
export async function boardLearned(
  session: Session,
  { network, config }: { readonly network: IntegerNetwork; readonly config: HardwareConfig },
  reference: Reference | undefined,
  onProgress?: OnProgress,
): Promise<LearnedOutcome> {
  const weights: (Int32Array | undefined)[] = [];
  const second: (Int32Array | undefined)[] = [];
  for (const [projection, { plastic }] of network.synapses.entries()) {
    const number = plastic && plasticNumber(network, projection);
    weights.push(number === undefined ? undefined : await session.readWeights(config, number, onProgress));
    const values = number === undefined ? [] : await session.readSecond(config, number, onProgress);
    second.push(values instanceof Int32Array && values.length > 0 ? values : undefined);
  }
  const adaptation = network.adaptation && (await session.readAdaptation(config));
  return withMismatch(network, { weights, second, ...(adaptation && { adaptation }) }, reference);
}

function withMismatch(network: IntegerNetwork, found: LearnedValues, reference: Reference | undefined): LearnedOutcome {
  const mismatch = reference && firstLearnedMismatch(network, found, valuesOf(reference));
  return { ...found, ...(mismatch && { mismatch }) };
}

/** The number of a projection among those that are plastic. */
export function plasticNumber({ synapses }: IntegerNetwork, projection: number): number {
  return synapses.slice(0, projection).filter(({ plastic }) => plastic !== undefined).length;
}

/** A copy: the reference's own values go on changing. */
function valuesOf(reference: Reference): LearnedValues {
  const { synapses, adaptation } = reference.network;
  return {
    weights: synapses.map(({ plastic }, block) =>
      plastic === undefined ? undefined : reference.weights(block).slice(),
    ),
    second: synapses.map(({ plastic }, block) =>
      plastic === undefined ? undefined : reference.second(block)?.slice(),
    ),
    ...(adaptation === undefined ? {} : { adaptation: reference.adaptation.slice() }),
  };
}

/** Compares every learned value; undefined when all are equal. */
export function firstLearnedMismatch(
  { synapses }: IntegerNetwork,
  found: LearnedValues,
  expected: LearnedValues,
): LearnedMismatch | undefined {
  for (const [projection, { neuronCount }] of synapses.entries()) {
    for (const [what, have, want] of [
      ["weight", found.weights[projection], expected.weights[projection]],
      ["second value", found.second[projection], expected.second[projection]],
    ] as const) {
      const at = firstDifference(have ?? [], want ?? []);
      if (at === undefined) continue;
      const place = { projection, source: Math.floor(at.index / neuronCount), neuron: at.index % neuronCount };
      return { what, ...place, found: at.found, expected: at.expected };
    }
  }
  const at = firstDifference(found.adaptation ?? [], expected.adaptation ?? []);
  return at && { what: "raised threshold", neuron: at.index, found: at.found, expected: at.expected };
}

function firstDifference(found: ArrayLike<number>, expected: ArrayLike<number>) {
  for (let index = 0; index < Math.max(found.length, expected.length); index++) {
    const [have, want] = [found[index] ?? Number.NaN, expected[index] ?? Number.NaN];
    if (have !== want) return { index, found: have, expected: want };
  }
  return undefined;
}
