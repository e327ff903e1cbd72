import { type LearningSettings, lif, type Network, network, shiftLeak } from "../../network/index.ts";
import { Random } from "./random.ts";

export const learnerChannels = 12;

/** 12 channels onto 20 neurons that hear each other after 2 ticks; the first projection learns, the second is off at first. */
export function smallLearner(rule: LearningSettings, seed = 1): Network {
  const random = new Random(seed);
  const matrix = (rows: number, columns: number, most: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.integer(0, most) / 10));
  return network("learner", { weightBits: 8, weightSign: "unsigned", membraneBits: 16 })
    .input("in", learnerChannels)
    .population("a", {
      size: 20,
      neuron: lif({
        threshold: 2,
        leak: shiftLeak(3),
        adaptation: { increment: 0.05, limit: 2, period: 16, shift: 4 },
      }),
    })
    .project("in", "a", { weights: matrix(learnerChannels, 20, 9), plastic: true })
    .project("a", "a", { weights: matrix(20, 20, 2), plastic: "off", delay: 2 })
    .learning(rule)
    .output("a")
    .build();
}
