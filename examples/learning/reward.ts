/**
 * A choice between two arms, learned from reward alone. Both arms are neurons that see the same cue and noise of their own;
 * the one that fires first is chosen. One arm pays more often than the other. Arrivals that came before the choice leave an
 * eligibility in the synapses onto the chosen neuron, and the reward, which comes afterwards, makes weights of it.
 */
import { type IntegerNetwork, lif, network, quantise, rewardStdp, shiftLeak, zeroReset } from "../../index.ts";
import { type Draw, seeded } from "../circuits/random.ts";
import { idle, type Learner, type OpenLearner } from "./learner.ts";

/** Chances that the good and the bad arm pay. */
export const pays = { good: 0.8, bad: 0.2 } as const;
export const trials = 100;
/** Trials at the end by which a run is judged. */
export const judgedTrials = 50;

const cueChannels = 8;
const noisePerArm = 8;
const rates = { cue: 0.25, noise: 0.1 } as const;
/** A trial: the cue until somebody fires, the reward, and silence in which eligibilities fade. */
const ticks = { cue: 24, reward: 8, silence: 24 } as const;
const levels = { reward: 100, punishment: -100 } as const;

/**
 * "arms": reward by the choice. "coin": by a coin, whatever was chosen; "none": the level stays 0: controls that must not
 * learn.
 */
export type RewardBy = "arms" | "coin" | "none";

export function rewardNetwork(seed: number): IntegerNetwork {
  const learning = rewardStdp({
    ...{ aPlus: 4, tauPlusMs: 8, aMinus: 1, tauMinusMs: 8, tauEligibilityMs: 12 },
    ...{ pairing: "all", window: 20, bounds: { low: 0, high: 127 }, seed },
  });
  const built = network("two_arms", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("cue", cueChannels)
    .input("noise", 2 * noisePerArm)
    .population("arms", { size: 2, neuron: lif({ threshold: 300, leak: shiftLeak(3), reset: zeroReset() }) })
    .project("cue", "arms", { weights: Array.from({ length: cueChannels }, () => [40, 40]), plastic: true })
    .project("noise", "arms", {
      weights: Array.from({ length: 2 * noisePerArm }, (_, channel) => (channel < noisePerArm ? [30, 0] : [0, 30])),
    })
    .learning(learning)
    .output("arms")
    .build();
  return quantise(built);
}

export interface RewardRun {
  readonly goodArm: 0 | 1;
  /** By trial: whether the good arm was chosen. */
  readonly choices: readonly boolean[];
  /** Of the judged trials. */
  readonly goodChoices: number;
  /** Mean weights onto the good and the bad arm. */
  readonly weights: { readonly good: number; readonly bad: number };
}

export function learnFromReward(seed: number, open: OpenLearner, rewardBy: RewardBy = "arms"): RewardRun {
  const draw = seeded(seed);
  const goodArm = draw() < 0.5 ? 0 : 1;
  const learner = open(rewardNetwork(seed));
  const choices = Array.from({ length: trials }, () => {
    const isGood = choose(learner, draw) === goodArm;
    const chance = rewardBy === "coin" ? 0.5 : isGood ? pays.good : pays.bad;
    const level = draw() < chance ? levels.reward : levels.punishment;
    learner.setLevel(rewardBy === "none" ? 0 : level);
    idle(learner, ticks.reward);
    learner.setLevel(0);
    idle(learner, ticks.silence);
    learner.rest();
    return isGood;
  });
  const weights = learner.weights(0);
  const mean = (arm: number): number =>
    weights.reduce((sum, weight, i) => sum + (i % 2 === arm ? weight : 0), 0) / cueChannels;
  return {
    goodArm,
    choices,
    goodChoices: choices.slice(-judgedTrials).filter(Boolean).length,
    weights: { good: mean(goodArm), bad: mean(1 - goodArm) },
  };
}

/** The arm that fires first; one of them by chance when both do at once, or none does. */
function choose(learner: Learner, draw: Draw): number {
  for (let tick = 0; tick < ticks.cue; tick++) {
    const active: number[] = [];
    for (let channel = 0; channel < cueChannels + 2 * noisePerArm; channel++) {
      if (draw() < (channel < cueChannels ? rates.cue : rates.noise)) active.push(channel);
    }
    const [first, other] = learner.tick(active);
    if (first !== undefined && other === undefined) return first;
    if (first !== undefined) break;
  }
  return draw() < 0.5 ? 0 : 1;
}

/**
 * Sign test, one-sided: the chance that at least so many of `runs` runs are better than chance when each is with probability
 * 1/2. Runs that are exactly at chance count as not better.
 */
export function signTest(better: number, runs: number): number {
  let ways = 0;
  let binomial = 1;
  for (let k = 0; k <= runs; k++) {
    if (k >= better) ways += binomial;
    binomial = (binomial * (runs - k)) / (k + 1);
  }
  return ways / 2 ** runs;
}

/** Of several runs: how many chose the good arm in more than half of the judged trials, and how likely that is by chance. */
export function beatsChance(runs: readonly RewardRun[]): { readonly better: number; readonly p: number } {
  const better = runs.filter(({ goodChoices }) => goodChoices > judgedTrials / 2).length;
  return { better, p: signTest(better, runs.length) };
}
