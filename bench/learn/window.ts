import { largestError, measureWindow, windowDesigns } from "../../examples/learning/stdp-window.ts";
import { withCoreLearners } from "../../test/support/core-learner.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";

export const learnWindow: Benchmark = {
  id: "learn.window",
  title: "STDP window on the chip, largest distance from the formula",
  method:
    "One arrival and one spike per synapse, −50…+50 ticks apart, on a simulated core in lockstep with the reference: the " +
    "weight's change against A·e^(−|Δ|/τ), for weights in the middle of the range, and held within it for weights next to " +
    "the bounds. 16-bit and 8-bit weights rounded to the nearest, 4-bit weights rounded at random (mean of 32 synapses).",
  unit: "weight LSB",
  target: { goal: "atMost", value: 1 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure() {
    const measured = windowDesigns.map((design) => ({
      design,
      ...withCoreLearners((open) => measureWindow(design, open)),
    }));
    const errors = measured.map(({ design: { name }, result: { middle, low, high } }) => ({
      name,
      middle: largestError(middle),
      atBounds: Math.max(largestError(low), largestError(high)),
    }));
    return {
      value: Math.max(...errors.map(({ middle }) => middle)),
      requirements: [
        {
          name: "next to the bounds",
          found: Math.max(...errors.map(({ atBounds }) => atBounds)),
          goal: "atMost",
          value: 1,
        },
      ],
      detail: {
        errors,
        cycles: measured.map(({ cycles }) => cycles),
        changes: measured.map(({ result: { middle } }) => middle.map(({ learned, first }) => learned - first)),
      },
    };
  },
};
