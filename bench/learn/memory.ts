import { memoryOfPairings, memoryProtocol, responsesToTrain, restingWeight } from "../../examples/learning/memory.ts";
import { withCoreLearners } from "../../test/support/core-learner.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";

export const learnMemory: Benchmark = {
  id: "learn.memory",
  title: "Memory of a synapse: what is left of a change that was modulated",
  method:
    "Ten pairings potentiate a synapse on a simulated core, in lockstep with the reference; modulation follows, or does not. " +
    "The value is what is left of the change when the modulation began, 880 ticks later. Facilitation and depression: what the " +
    "arrivals of a train add to the membrane, and one after a pause.",
  unit: "of the change",
  target: { goal: "atLeast", value: 0.5 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure() {
    const { result } = withCoreLearners((open) => ({
      modulated: memoryOfPairings("present", open),
      alone: memoryOfPairings("absent", open),
      facilitation: responsesToTrain("facilitation", open),
      depression: responsesToTrain("depression", open),
    }));
    const { modulated, alone, facilitation, depression } = result;
    const change = (samples: typeof alone, tick: number): number => (samples[tick]?.weight ?? 0) - restingWeight;
    const left = (samples: typeof alone): number =>
      change(samples, memoryProtocol.ticks - 1) / change(samples, memoryProtocol.modulation.from);
    const ratio = ([first = 0, second = 0]: readonly number[]): number => second / first;
    return {
      value: left(modulated),
      requirements: [
        { name: "without modulation", found: left(alone), goal: "atMost", value: 0.05 },
        { name: "second response of a facilitating synapse", found: ratio(facilitation), goal: "atLeast", value: 1.1 },
        { name: "second response of a depressing synapse", found: ratio(depression), goal: "atMost", value: 0.9 },
      ],
      detail: {
        facilitation,
        depression,
        weightAtModulation: restingWeight + change(alone, memoryProtocol.modulation.from),
      },
    };
  },
};
