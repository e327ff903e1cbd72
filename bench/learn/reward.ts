import { beatsChance, learnFromReward, type RewardBy } from "../../examples/learning/reward.ts";
import { withCoreLearners } from "../../test/support/core-learner.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";

export const rewardSeeds = Array.from({ length: 20 }, (_, i) => i + 1);

export const learnReward: Benchmark = {
  id: "learn.reward",
  title: "Choice between two arms learned from reward: the chance that nothing was learned",
  method:
    "Two neurons on a simulated core, in lockstep with the reference, choose by who fires first; one arm pays with " +
    "probability 0.8, the other with 0.2. 100 trials, 20 seeds. A seed is better than chance when it chooses the good arm in " +
    "more than half of the last 50 trials; the value is the sign test's p over the seeds. As a control, reward by a coin.",
  unit: "p",
  target: { goal: "atMost", value: 0.001 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const runsOf = (rewardBy: RewardBy) =>
      rewardSeeds.map((seed) => {
        report(`${rewardBy}, seed ${seed}`);
        return withCoreLearners((open) => learnFromReward(seed, open, rewardBy)).result;
      });
    const [arms, coin] = [runsOf("arms"), runsOf("coin")];
    const { better, p } = beatsChance(arms);
    const control = beatsChance(coin);
    return {
      value: p,
      requirements: [{ name: "p of the control", found: control.p, goal: "atLeast", value: 0.001 }],
      detail: {
        better,
        betterInControl: control.better,
        goodChoices: arms.map(({ goodChoices }) => goodChoices),
        goodChoicesInControl: coin.map(({ goodChoices }) => goodChoices),
      },
    };
  },
};
