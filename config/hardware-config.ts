import type { LeakKind, WeightBits } from "./integer-network.ts";

/** What a core is built with: everything that changes its gates. Two networks with equal shapes share a bitstream. */
export interface CoreShape {
  /** L: neurons that accumulate in parallel, a power of two. */
  readonly lanes: number;
  readonly weightBits: WeightBits;
  readonly membraneBits: number;
  /** Width of one lane's accumulator; cannot overflow for the largest fan-in and loadable weight. */
  readonly accumulatorBits: number;
  /** Groups of L neurons that the neuron memories hold, a power of two. */
  readonly groups: number;
  /** Regions of an event list: one per source population or host input. A power of two. */
  readonly regions: number;
  /** Entries of one event-list bank, all regions together, a power of two. */
  readonly listEntries: number;
  /** Weight words of L weights, a power of two. */
  readonly weightWords: number;
  /** Segment words, a power of two. */
  readonly segments: number;
  /** Width of the refractory counter. 0 leaves it out. */
  readonly refractoryBits: number;
  readonly biasBits: number;
  /** Leak kinds that the neuron pipeline can do; "none" is always there. */
  readonly leaks: readonly LeakKind[];
  /** Width of the leak amount field. */
  readonly leakBits: number;
  /** Width of the first-tick field. 0 leaves freezing out. */
  readonly firstTickBits: number;
}

/** One run of a group over one list region: `weightBase + list entry` addresses the weight words. */
export interface Segment {
  readonly region: number;
  /** Modulo `weightWords`; list entries are hardware neuron slots or input indices. */
  readonly weightBase: number;
  readonly lastOfGroup: boolean;
  readonly lastOfTick: boolean;
}

/** What a neuron slot is loaded with, besides its state. Padding slots never fire. */
export interface NeuronSlot {
  readonly neuron: number;
  readonly threshold: number;
  readonly bias: number;
  readonly leakKind: LeakKind;
  readonly leakAmount: number;
  readonly resetKind: "zero" | "subtract";
  readonly resetValue: number;
  readonly refractory: number;
  readonly firstTick: number;
  /** List region that the neuron's spikes are appended to for the next tick; absent when nobody listens. */
  readonly loopBackRegion?: number;
  /** Spikes leave the core towards the host. */
  readonly report: "host" | "none";
}

/** One core with the contents of its memories: what a loader writes and a packing bug could get wrong. */
export interface HardwareConfig {
  readonly name: string;
  readonly shape: CoreShape;
  readonly segments: readonly Segment[];
  /** First list entry of every region within a bank; length `shape.regions`. */
  readonly regionStart: readonly number[];
  /** Weights, `words × lanes` row-major; only the words in use. */
  readonly weights: Int16Array;
  readonly weightWordsUsed: number;
  /** By slot = group × lanes + lane; undefined for padding. Length `groups in use × lanes`. */
  readonly slots: readonly (NeuronSlot | undefined)[];
  /** Hardware slot of every logical neuron. */
  readonly slotOfNeuron: Int32Array;
  /** AER word of every host channel: region and index within it. */
  readonly channelWord: Int32Array;
  /** Synapses that exist per AER source, for counting synaptic operations: by axon of the IntegerNetwork. */
  readonly fanOut: Int32Array;
}
