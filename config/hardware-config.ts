import type { LeakKind, ResetKind, WeightBits, WeightSign } from "./integer-network.ts";
import type { AdaptationShape, LearningEntry, LearningRule, LearningShape } from "./learning.ts";

/** Neuron parameters that may differ within a population; those that do not are in the group word. */
export const parameterNames = ["threshold", "leak", "bias", "refractory", "reset", "firstTick", "adaptation"] as const;
export type ParameterName = (typeof parameterNames)[number];

/**
 * What a spike leaves behind, as hardware: `zero` 0, `value` a loaded ρ, `threshold` u − θ, `amount` u − ρ with a loaded ρ.
 * Loaded kinds cost a field and an adder.
 */
export const spikeResets = ["zero", "value", "threshold", "amount"] as const;
export type SpikeReset = (typeof spikeResets)[number];

/** What a core is built with: everything that changes its gates. Two networks with equal shapes share a bitstream. */
export interface CoreShape {
  /** L: neurons that accumulate in parallel, a power of two. */
  readonly lanes: number;
  /** U: neurons that are updated per cycle, a power of two, at most L. A row is U slots. */
  readonly updates: number;
  readonly weightBits: WeightBits;
  readonly weightSign: WeightSign;
  readonly membraneBits: number;
  /** Width of one lane's accumulator; cannot overflow for the largest fan-in and loadable weight. */
  readonly accumulatorBits: number;
  /** Group words, a power of two. */
  readonly groups: number;
  /** Neuron slots, a power of two. */
  readonly slots: number;
  /** Regions of an event list: one per host input and per (population, delay) that somebody listens to. A power of two. */
  readonly regions: number;
  /** Entries of one event-list bank, all regions together, a power of two. */
  readonly listEntries: number;
  /** Weight words of L weights, a power of two. */
  readonly weightWords: number;
  /** Segment words, a power of two. */
  readonly segments: number;
  /** Some segment waits for spikes of the tick before, or they teach. */
  readonly waits: boolean;
  /** History words of 16 neurons that are kept for delays of 2 and more, a power of two. 0 leaves delays out. */
  readonly historyWords: number;
  /** Entries of the delay program, a power of two. 0 with `historyWords` 0. */
  readonly delayProgram: number;
  /** Width of the threshold field; thresholds are positive. */
  readonly thresholdBits: number;
  /** Width of the refractory counter. 0 leaves it out. */
  readonly refractoryBits: number;
  /** Width of the signed bias. 0 leaves it out. */
  readonly biasBits: number;
  /** Leak kinds that the neuron pipeline can do; "none" is always there. */
  readonly leaks: readonly LeakKind[];
  /** Width of the leak amount: λ, k or d. 0 when "none" is the only kind. */
  readonly leakBits: number;
  /** Reset kinds that the neuron pipeline can do, at least one. */
  readonly resets: readonly SpikeReset[];
  /** Width of the signed reset field, 0 when no reset is loaded. */
  readonly resetBits: number;
  /** Width of the first-tick field. 0 leaves freezing out. */
  readonly firstTickBits: number;
  /** Parameters that differ between the neurons of some population: in memory by slot. The others are in the group word. */
  readonly perNeuron: readonly ParameterName[];
  /** Absent in a core that does not learn. */
  readonly learning?: LearningShape;
  /** Absent where no threshold adapts. */
  readonly adaptation?: AdaptationShape;
}

/** One run of a group over one list region: `weightBase + list entry` addresses the weight words. */
export interface Segment {
  readonly region: number;
  /** Modulo `weightWords`; list entries are input indices, neuron slots, or history bits (16 × word + bit). */
  readonly weightBase: number;
  /** The region holds spikes of the core's own: they must be complete before the segment is walked. */
  readonly wait: boolean;
  readonly lastOfGroup: boolean;
  readonly lastOfTick: boolean;
}

/** L neurons that accumulate together, all of one population; the last group of a population may have fewer. */
export interface Group {
  /** Rows of U slots to update: 1…L/U. */
  readonly rows: number;
  readonly lastOfPopulation: boolean;
  readonly lastOfTick: boolean;
  /** Spikes leave the core. */
  readonly report: boolean;
  /** Region that spikes are appended to for the next tick; absent when nobody listens with delay 1. */
  readonly loopBackRegion?: number;
  /** Spikes are kept in the history, for delays of 2 and more. */
  readonly record: boolean;
}

/**
 * One step of a tick's delay program: the spikes that history word `word` held `delay` ticks before the tick that is being
 * prepared are appended to `region`, as entries 16 × word + bit.
 */
export interface DelayStep {
  readonly word: number;
  /** 2…15. */
  readonly delay: number;
  readonly region: number;
}

/** What a neuron slot is loaded with, besides its state. Padding slots never fire. */
export interface NeuronSlot {
  readonly neuron: number;
  readonly threshold: number;
  readonly bias: number;
  readonly leakKind: LeakKind;
  readonly leakAmount: number;
  readonly resetKind: ResetKind;
  readonly resetValue: number;
  readonly refractory: number;
  readonly firstTick: number;
  /** What a spike adds to an adapting threshold, and what has been added at first; 0 where it does not adapt. */
  readonly adaptation?: { readonly increment: number; readonly initial: number };
}

/** One core with the contents of its memories: what a loader writes and a packing bug could get wrong. */
export interface HardwareConfig {
  readonly name: string;
  readonly shape: CoreShape;
  readonly segments: readonly Segment[];
  /** In the order of the walk; their rows follow each other without gaps, so that slots count up through the tick. */
  readonly groups: readonly Group[];
  /** Empty without delays of 2 and more. */
  readonly delaySteps: readonly DelayStep[];
  /** First list entry of every region within a bank; length `shape.regions`. */
  readonly regionStart: readonly number[];
  /** Weights, `words × lanes` row-major; only the words in use. */
  readonly weights: Int32Array;
  readonly weightWordsUsed: number;
  /**
   * By slot. A group's neurons stand in its rows, lane by lane: slot = U × (rows of the groups before it) + lane. Undefined
   * for padding behind a population's last neuron. Length U × all rows.
   */
  readonly slots: readonly (NeuronSlot | undefined)[];
  /** Hardware slot of every logical neuron. */
  readonly slotOfNeuron: Int32Array;
  /** AER word of every host channel: region and index within it. */
  readonly channelWord: Int32Array;
  /** Synapses that exist per AER source, for counting synaptic operations: by axon of the IntegerNetwork. */
  readonly fanOut: Int32Array;
  /** What the learning engine is loaded with; absent in a core that does not learn. */
  readonly learning?: { readonly rule: LearningRule; readonly entries: readonly LearningEntry[] };
  /** Limit and decay of adapting thresholds. */
  readonly adaptation?: { readonly limit: number; readonly period: number; readonly shift: number };
}
