import { isLearned, learnTimeSeries, mostPresentations, period, tests } from "../../examples/learning/time-series.ts";
import { withCoreLearners } from "../../test/support/core-learner.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";

export const timeSeriesSeeds = Array.from({ length: 20 }, (_, i) => i + 1);

export const learnTimeSeriesFigure: Benchmark = {
  id: "learn.time-series",
  title: "Presentations until one neuron knows the marked moments of a series, the slowest of 20",
  method:
    "A neuron with 100 plastic inputs on a simulated core, in lockstep with the reference, is shown a random series of 48 " +
    "values with three marked ticks and a teacher, and as many values in random order without one. It has learned when five " +
    "presentations in a row were without a mistake. Then 20 more without teacher and with learning off.",
  unit: "presentations",
  target: { goal: "atMost", value: 199 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const runs = timeSeriesSeeds.map((seed) => {
      const { result, cycles } = withCoreLearners((open) => learnTimeSeries(seed, open));
      report(`seed ${seed}: ${result.learning.length} presentations`);
      return { seed, cycles, ...result };
    });
    const marks = tests * (runs[0]?.series.marked.length ?? 0);
    const others = tests * period;
    return {
      value: Math.max(...runs.map(({ learning }) => (isLearned(learning) ? learning.length : mostPresentations + 1))),
      requirements: [
        {
          name: "marks that are hit afterwards, the fewest of all seeds",
          found: Math.min(...runs.map(({ tested }) => tested.hits / marks)),
          goal: "atLeast",
          value: 0.95,
        },
        {
          name: "spikes per tick of the series elsewhere, the most of all seeds",
          found: Math.max(...runs.map(({ tested }) => tested.falseAlarms / (others - marks))),
          goal: "atMost",
          value: 0.01,
        },
        {
          name: "spikes per tick of shuffled values, the most of all seeds",
          found: Math.max(...runs.map(({ tested }) => tested.shuffledSpikes / others)),
          goal: "atMost",
          value: 0.02,
        },
      ],
      detail: {
        presentations: runs.map(({ learning }) => learning.length),
        tested: runs.map(({ tested }) => ({ ...tested })),
        cycles: runs.reduce((sum, { cycles }) => sum + cycles, 0),
      },
    };
  },
};
