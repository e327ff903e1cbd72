/** Synapses and thresholds that change while the network runs. Semantics: docs/decisions/0011. */

/** Which presynaptic arrivals and postsynaptic spikes pair: figure 7 of Morrison, Diesmann and Gerstner 2008, or all. */
export const pairings = ["presynaptic", "symmetric", "reduced", "all"] as const;
export type Pairing = (typeof pairings)[number];

/** A rule by pairs of an arrival and a post. Changes are in units of 2^−fraction weight LSB, −2048…2047. */
export interface PairRule {
  readonly kind: "pairs";
  readonly pairing: Pairing;
  /** What a post is: a spike of the neuron, or (teaching event − spike) where that is not 0, with its sign. */
  readonly posts: "spikes" | "teacher";
  /** W: 1…N − 1 − S. */
  readonly window: number;
  /** Change for a post Δ ticks after the arrival, Δ = 0…W. */
  readonly causal: Int32Array;
  /** Change for a post Δ ticks before the arrival, Δ = 1…W at index Δ; index 0 is 0. */
  readonly acausal: Int32Array;
  /** Change for every post, in the axon's slow step. 0 leaves it out. */
  readonly perPost: number;
}

/** Spike-driven synaptic plasticity: the weight moves with every arrival, by the neuron's membrane and calcium. */
export interface SdspRule {
  readonly kind: "sdsp";
  /** Changes of an arrival, ≥ 0. */
  readonly plus: number;
  readonly minus: number;
  /** θm, in membrane LSB. */
  readonly membraneThreshold: number;
  /** 1…255. */
  readonly calciumLimit: number;
  /** Ticks between two steps of the calcium down, a power of two, 1…2^15. */
  readonly calciumPeriod: number;
  /** low ≤ calcium < high; low ≥ 1. */
  readonly up: { readonly low: number; readonly high: number };
  readonly down: { readonly low: number; readonly high: number };
  /** In the slow step, weights from `threshold` on drift up, the others down, by `amount`. */
  readonly drift: { readonly threshold: number; readonly amount: number };
}

/** What a plastic synapse has besides its weight. */
export type SecondValue =
  | { readonly kind: "none" }
  /** Pairs change an eligibility; a slow step adds eligibility × level / 2^rewardShift to the weight, then lets it decay. */
  | { readonly kind: "eligibility"; readonly rewardShift: number; readonly decayShift: number }
  /**
   * The long-term weight: a slow step moves it by (weight − it) × level / 2^consolidateShift, and then the weight back
   * towards it.
   */
  | { readonly kind: "longTerm"; readonly consolidateShift: number; readonly decayShift: number };

/** How all plastic synapses of a network learn. */
export interface LearningRule {
  readonly rule: PairRule | SdspRule;
  /** N: ticks of arrivals and posts that are remembered. */
  readonly historyBits: 32 | 64 | 128;
  /** S: an axon has a slow step in every S-th tick. */
  readonly slowPeriod: 8 | 16;
  /** Bounds of plastic weights, in weight LSB. */
  readonly low: number;
  readonly high: number;
  /** Changes are multiplied by what is left of the range in their direction. */
  readonly soft: boolean;
  /** Changes are multiplied by the modulation level of their tick. */
  readonly modulated: boolean;
  /** 0…16. */
  readonly fraction: number;
  readonly rounding: "stochastic" | "nearest";
  /** 32 bits. */
  readonly seed: number;
  /** Modulation level at first, −128…127. */
  readonly level: number;
  readonly second: SecondValue;
  /** An arrival changes the weight by weight × change / 2^shift before it is used: facilitation or depression. */
  readonly perPre: { readonly change: number; readonly shift: number };
  /** In every period-th tick (a power of two, 16…2^15; 0: never) weights move towards a sum per neuron and projection. */
  readonly normalise: {
    readonly period: number;
    readonly target: number;
    readonly scale: number;
    readonly shift: number;
  };
}

/** A run of axons that teach: axon `axonFirst + i` teaches neuron `neuronFirst + i`. */
export interface TeachBlock {
  readonly axonFirst: number;
  readonly count: number;
  readonly neuronFirst: number;
}

/** Thresholds that rise with a neuron's own spikes; arrays by neuron, 0 where a population does not adapt. */
export interface Adaptation {
  /** What a spike adds, membrane LSB. */
  readonly increment: Int32Array;
  /** a at first, membrane LSB. */
  readonly initial: Int32Array;
  /** Largest a; threshold + limit < 2^(B−1). One for the network. */
  readonly limit: number;
  /** Ticks between two decays, a power of two, 1…2^15. */
  readonly period: number;
  /** A decay takes a >> shift, at least 1. */
  readonly shift: number;
}

/** What of learning changes gates. Values are loaded. */
export interface LearningShape {
  readonly kind: "pairs" | "sdsp";
  readonly pairing: Pairing;
  readonly posts: "spikes" | "teacher";
  readonly historyBits: 32 | 64 | 128;
  readonly slowPeriod: 8 | 16;
  readonly soft: boolean;
  readonly modulated: boolean;
  readonly rounding: "stochastic" | "nearest";
  readonly second: SecondValue["kind"];
  readonly perPost: boolean;
  readonly perPre: boolean;
  readonly normalise: boolean;
  readonly drift: boolean;
  /** Program entries, a power of two, at most 16. */
  readonly projections: number;
}

/** Bits of the adaptation of a core's thresholds: a and its increment. */
export interface AdaptationShape {
  readonly bits: number;
}

/** One plastic projection, or one run of teaching axons, as the learning engine walks it. */
export interface LearningEntry {
  readonly enabled: boolean;
  /** The region holds spikes of the core's own. */
  readonly own: boolean;
  readonly teach: boolean;
  readonly region: number;
  /** Axons. */
  readonly axons: number;
  /** List entry of axon 0. */
  readonly firstEntry: number;
  /** Address of the record of axon 0, in weight words. */
  readonly recordBase: number;
  /** Weight word of axon 0 onto the first group; that of the next group is `groupStride` words further. */
  readonly weightBase: number;
  readonly groupStride: number;
  readonly firstGroup: number;
  readonly groups: number;
  /** Slot of the population's first neuron. */
  readonly firstSlot: number;
  readonly neurons: number;
  /** Numbers in the IntegerNetwork. */
  readonly axonFirst: number;
  readonly neuronFirst: number;
  /** Words from a weight word to the word of its second values; 0 without them. */
  readonly planeOffset: number;
}

/** Words of a program entry, 16 bits each. `flags`: bit 0 enabled, 1 own, 2 teach, 15…8 region. */
export const learningProgramFields = [
  "flags",
  "axons",
  "firstEntry",
  "recordBase",
  "weightBase",
  "groupStride",
  "firstGroup",
  "groups",
  "firstSlot",
  "neurons",
  "axonFirst",
  "neuronFirst",
  "planeOffset",
] as const;
export type LearningProgramField = (typeof learningProgramFields)[number];

/**
 * Registers of learning, 16 bits each, in the order of their addresses. `shifts`: bits 4…0 fraction, 9…5 of the second value
 * (reward or consolidation), 14…10 its decay. `normaliseShifts`: 4…0 scale, 9…5 shift. `window`: W. `programs`: entries in use;
 * 0 after power-up. `command`: bit 0 flushes. `normalisePeriod`: period − 1; bit 15: never. `adaptationDecay`: 3…0 log2 of the period,
 * 8…4 shift. `calciumDecay`: log2 of the period.
 */
export const learningRegisters = [
  "programs",
  "command",
  "age",
  "level",
  "seedLow",
  "seedHigh",
  "window",
  "low",
  "high",
  "shifts",
  "perPost",
  "perPre",
  "perPreShift",
  "normalisePeriod",
  "normaliseTargetLow",
  "normaliseTargetHigh",
  "normaliseShifts",
  "plus",
  "minus",
  "driftThreshold",
  "drift",
  "membraneThreshold",
  "calciumLimit",
  "calciumDecay",
  "upLow",
  "upHigh",
  "downLow",
  "downHigh",
  "adaptationLimit",
  "adaptationDecay",
] as const;
export type LearningRegister = (typeof learningRegisters)[number];

/** Where learning begins in the bus space `groups`, and within it: tables, registers, program, adaptation by slot. */
export const learningAddresses = {
  causal: 0xc000,
  acausal: 0xc080,
  registers: 0xc100,
  program: 0xc200,
  adaptation: 0xd000,
} as const;
/** Words between two program entries. */
export const learningProgramStride = 16;
/** In the bus space `refractory`: from here on adaptation by slot, to be read. */
export const adaptationReadAddress = 0x8000;
