import { withCoreLearners } from "../../test/support/core-learner.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";
import { compareWithBindsnet } from "./bindsnet-differences.ts";
import { keptWeightsFile, readKeptWeights } from "./bindsnet-kept.ts";

export const learnBindsnet: Benchmark = {
  id: "learn.bindsnet",
  title: "STDP on the chip beside BindsNET's PostPre, same spike trains",
  method:
    "Spike trains on both sides of plastic synapses, given to BindsNET (kept in `bench/learn/bindsnet-weights.json`, made " +
    "again by `bench/learn/keep-bindsnet.ts`) and to a simulated core: pairs −50…+50 ticks apart, additive traces, " +
    "traces that are set, bounds, 8-bit weights rounded at random. The value is the largest difference of a final weight, " +
    "as a share of its tolerance, which is worked out from the quantisation and the trains beforehand.",
  unit: "of the tolerance",
  target: { goal: "atMost", value: 1 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  inputs: [keptWeightsFile],
  versions: nodeVersion,
  async measure() {
    const kept = await readKeptWeights();
    const { result: cases, cycles } = withCoreLearners((open) => compareWithBindsnet(kept, open));
    const window = cases.find(({ name }) => name === "window");
    return {
      value: Math.max(...cases.map(({ largestShare }) => largestShare)),
      requirements: [
        {
          name: "window: largest difference, in LSB",
          found: window?.largestDifference ?? Number.POSITIVE_INFINITY,
          goal: "atMost",
          value: 1,
        },
      ],
      detail: { bindsnet: kept.versions.bindsnet, torch: kept.versions.torch, cycles },
      table: {
        columns: ["case", "synapses", "largest difference, LSB", "largest tolerance, LSB", "explained at most, LSB"],
        rows: cases.map(({ name, synapses, largestDifference }) => [
          name,
          String(synapses.length),
          largestDifference.toFixed(2),
          Math.max(...synapses.map(({ tolerance }) => tolerance)).toFixed(2),
          Math.max(...synapses.map(({ explained }) => explained)).toFixed(2),
        ]),
      },
    };
  },
};
