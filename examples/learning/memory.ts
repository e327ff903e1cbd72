/**
 * Memory in a synapse. Its weight is the sum of a long-term part and of what was learned lately, which fades. Modulation
 * moves the long-term part to where the weight is: what was learned then stays. The same fading part makes facilitation and
 * depression: arrivals change the weight before they act, and it comes back by itself.
 */
import { lif, longTerm, network, pairStdp, quantise, shiftLeak, shortTerm, zeroReset } from "../../index.ts";
import { forcedPairs } from "./forced-pairs.ts";
import { idle, type OpenLearner } from "./learner.ts";

/** Weights at first, and where short-term changes come back to. */
export const restingWeight = 100;
const high = 250;
/** Time constant with which a weight comes back to its long-term part. A tick is a millisecond. */
const fadingMs = 128;

export interface Sample {
  readonly tick: number;
  readonly weight: number;
  readonly longTerm: number;
}

/** Ticks in which an arrival and a spike pair, and in which the modulation level is up. */
export const memoryProtocol = {
  pairings: { from: 40, count: 10, every: 8 },
  modulation: { from: 120, to: 280, level: 64 },
  ticks: 1000,
} as const;

/** A synapse is potentiated by some pairings; then modulation comes, or it does not. */
export function memoryOfPairings(modulation: "present" | "absent", open: OpenLearner): Sample[] {
  const learning = pairStdp({
    ...{ aPlus: 12, tauPlusMs: 8, aMinus: 4, tauMinusMs: 8, window: 20 },
    ...{ bounds: { low: 0, high }, second: longTerm({ decayMs: fadingMs, consolidationMs: 64 }), rounding: "nearest" },
  });
  const { network: synapse, pulse } = forcedPairs({
    weightBits: 8,
    learning,
    high,
    weights: [[restingWeight]],
    together: 1,
  });
  const learner = open(synapse);
  const { pairings, modulation: modulated, ticks } = memoryProtocol;
  return Array.from({ length: ticks }, (_, tick) => {
    const since = tick - pairings.from;
    const isPaired = since >= 0 && since % pairings.every === 0 && since < pairings.count * pairings.every;
    const isModulated = modulation === "present" && tick >= modulated.from && tick < modulated.to;
    learner.setLevel(isModulated ? modulated.level : 0);
    learner.tick(isPaired ? [0, ...pulse(0)] : []);
    return { tick, weight: learner.weights(0)[0] ?? 0, longTerm: learner.second(0)[0] ?? 0 };
  });
}

/** A train of arrivals, a pause, and one more. */
export const trainProtocol = { arrivals: 10, every: 6, pause: 400 } as const;

/** What each arrival adds to the membrane behind a synapse that facilitates or gets tired. */
export function responsesToTrain(kind: "facilitation" | "depression", open: OpenLearner): number[] {
  const perArrival = kind === "facilitation" ? 0.25 : -0.25;
  const learning = shortTerm({ perArrival, recoveryMs: fadingMs, bounds: { low: 0, high }, rounding: "nearest" });
  // The membrane holds one tick's input only, so that it shows each arrival's weight by itself.
  const built = network("train", { weightBits: 8, weightSign: "unsigned", membraneBits: 16, weightScale: 1 })
    .input("axon", 1)
    .population("cell", { size: 1, neuron: lif({ threshold: 20_000, leak: shiftLeak(0), reset: zeroReset() }) })
    .project("axon", "cell", { weights: [[restingWeight]], plastic: true })
    .learning(learning)
    .output("cell")
    .build();
  const learner = open(quantise(built));
  const respond = (waiting: number): number => {
    idle(learner, waiting);
    learner.tick([0]);
    return learner.membranes()[0] ?? 0;
  };
  const { arrivals, every, pause } = trainProtocol;
  const train = Array.from({ length: arrivals }, (_, i) => respond(i === 0 ? 16 : every - 1));
  return [...train, respond(pause)];
}
