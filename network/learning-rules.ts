import type { Learning, LearningSettings, LearningWindow, PairLearning } from "./learning-schema.ts";

/** What all rules have besides what is theirs. */
export interface LearningOptions {
  /** Bounds of plastic weights. Default: all that weights can be. */
  readonly bounds?: { readonly low: number; readonly high: number };
  /** "soft": changes are shares of what is left of the range in their direction. Default "hard". */
  readonly nearBounds?: Learning["nearBounds"];
  /** Changes are multiplied by the modulation level of their tick, in 1/64. Default false. */
  readonly modulated?: boolean;
  /** Modulation level at first, −128…127. Default 64 where changes are modulated, else 0. */
  readonly level?: number;
  /** What a synapse has besides its weight: `longTerm(…)`. */
  readonly second?: LearningSettings["second"];
  /** An arrival changes the weight by this share of it, before it acts: facilitation, or depression if negative. */
  readonly perArrival?: number;
  /** Every so many ticks, weights move towards a sum per neuron and projection, by a share `rate` of what is missing. */
  readonly normalise?: LearningSettings["normalise"];
  /** Default "stochastic": by a hash of seed, axon, neuron and tick. */
  readonly rounding?: Learning["rounding"];
  /** 32 bits. Default 1. */
  readonly seed?: number;
  /** Ticks between two slow steps of an axon. Default: the longer one that the window allows. */
  readonly slowPeriod?: 8 | 16;
}

/** Exponential windows by amplitudes and time constants. */
export interface ExponentialWindows {
  /** A+: change for a post in the tick of the arrival; it falls with the time after it. */
  readonly aPlus: number;
  /** A−: what a post takes from the weight just before an arrival; negative to add. */
  readonly aMinus: number;
  readonly tauPlusMs: number;
  readonly tauMinusMs: number;
}

/** Windows of any shape, in ticks. */
export interface TableWindows {
  /** Changes for a post 0, 1, … ticks after the arrival. */
  readonly causal: readonly number[];
  /** Changes for a post 1, 2, … ticks before the arrival. */
  readonly acausal: readonly number[];
}

export interface PairSettings extends LearningOptions {
  /** Which spikes pair. Default "presynaptic": every arrival with the last post before and the first one after it. */
  readonly pairing?: PairLearning["pairing"];
  /** Ticks that a pair may be apart. Default: three time constants, at most 55 ticks; the length of a table. */
  readonly window?: number;
  /** Change of every synapse of a neuron for each of its posts. Default 0. */
  readonly perPost?: number;
}

/** Pair STDP: `PostPre` of BindsNET, `STDP` of Brian and NEST, by exponentials or by tables. */
export function pairStdp(settings: PairSettings & (ExponentialWindows | TableWindows)): LearningSettings {
  return { rule: pairRule(settings, "spikes"), ...optionsOf(settings) };
}

/**
 * STDP with reward, three factors (`MSTDPET` of BindsNET): pairs change an eligibility, which decays; the weight follows
 * the eligibility times the modulation level that the host sets, 64 standing for 1. A pair and then level 1 for as long as the
 * eligibility lasts change the weight by the pair's amplitude.
 */
export function rewardStdp(
  settings: Omit<PairSettings, "second"> & (ExponentialWindows | TableWindows) & { readonly tauEligibilityMs: number },
): LearningSettings {
  const second = { kind: "eligibility" as const, timeConstantMs: settings.tauEligibilityMs };
  return { rule: pairRule(settings, "spikes"), ...optionsOf(settings), second };
}

/** A kernel of ReSuMe, and how fast it learns. */
export interface TeacherSettings extends Omit<LearningOptions, "second"> {
  /** Change for a teaching event in the tick of the arrival; a spike changes as much the other way. */
  readonly amplitude: number;
  /** The change falls with the time since the arrival. */
  readonly tauMs: number;
  readonly window?: number;
  /** Change of every synapse of a neuron for a teaching event, and as much the other way for a spike. Default 0. */
  readonly perPost?: number;
}

/** ReSuMe: teaching events add what the neuron's own spikes take away, until both come at the same ticks. */
export function resume({ amplitude, tauMs, window, perPost, ...options }: TeacherSettings): LearningSettings {
  return {
    rule: {
      kind: "pairs",
      pairing: "all",
      posts: "teacher",
      causal: { amplitude, timeConstantMs: tauMs },
      ...(window === undefined ? {} : { window }),
      ...(perPost === undefined ? {} : { perPost }),
    },
    ...optionsOf(options),
  };
}

/** The delta rule for spikes: what the teacher asks for less what the neuron did, times the trace of the arrivals. */
export function deltaRule(settings: Omit<TeacherSettings, "perPost">): LearningSettings {
  return resume(settings);
}

/** Spike-driven plasticity (Brader, Senn and Fusi 2007; ODIN): arrivals move the weight by membrane and calcium. */
export interface SdspSettings extends Omit<LearningOptions, "second"> {
  readonly plus: number;
  readonly minus: number;
  /** Arrivals add from this membrane potential on, and take away below. */
  readonly membraneThreshold: number;
  readonly calcium: Extract<LearningSettings["rule"], { kind: "sdsp" }>["calcium"];
  /** Weights from the threshold on drift up, the others down. Default: none. */
  readonly drift?: { readonly threshold: number; readonly perMs: number };
}

export function sdsp(settings: SdspSettings): LearningSettings {
  const { plus, minus, membraneThreshold, calcium, drift } = settings;
  return {
    rule: { kind: "sdsp", plus, minus, membraneThreshold, calcium, ...(drift === undefined ? {} : { drift }) },
    ...optionsOf(settings),
  };
}

/**
 * A long-term weight beside the weight: changes fade with `decayMs`, unless a positive modulation level moves the long-term
 * weight after them (`consolidationMs` at level 1, 64).
 */
export function longTerm(timeConstants: { readonly decayMs: number; readonly consolidationMs: number }) {
  return { kind: "longTerm" as const, ...timeConstants };
}

/** Short-term plasticity: arrivals facilitate (or depress) by a share of the weight, which comes back with `recoveryMs`. */
export function shortTerm({
  perArrival,
  recoveryMs,
  ...options
}: Omit<LearningOptions, "second" | "modulated" | "level"> & {
  readonly perArrival: number;
  readonly recoveryMs: number;
}): LearningSettings {
  return {
    rule: { kind: "pairs" },
    ...optionsOf({ ...options, perArrival }),
    second: longTerm({ decayMs: recoveryMs, consolidationMs: recoveryMs }),
    level: 0,
  };
}

function pairRule(
  { pairing, window, perPost, ...shapes }: PairSettings & (ExponentialWindows | TableWindows),
  posts: PairLearning["posts"],
): LearningSettings["rule"] {
  return {
    kind: "pairs",
    posts,
    ...(pairing === undefined ? {} : { pairing }),
    ...(window === undefined ? {} : { window }),
    ...(perPost === undefined ? {} : { perPost }),
    ...windowsOf(shapes),
  };
}

function windowsOf(shapes: ExponentialWindows | TableWindows): { causal: LearningWindow; acausal: LearningWindow } {
  if ("causal" in shapes) return { causal: [...shapes.causal], acausal: [...shapes.acausal] };
  return {
    causal: { amplitude: shapes.aPlus, timeConstantMs: shapes.tauPlusMs },
    acausal: { amplitude: -shapes.aMinus, timeConstantMs: shapes.tauMinusMs },
  };
}

const optionNames = [
  "bounds",
  "nearBounds",
  "modulated",
  "level",
  "second",
  "perArrival",
  "normalise",
  "rounding",
  "seed",
  "slowPeriod",
] as const satisfies readonly (keyof LearningOptions)[];

/** Only the options, and of them only those that are given. */
function optionsOf(settings: LearningOptions): Omit<LearningSettings, "rule"> {
  return Object.fromEntries(
    optionNames.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])),
  );
}
