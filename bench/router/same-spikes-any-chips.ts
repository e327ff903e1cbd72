import { chipCounts } from "../../test/support/any-cores.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";
import { measureSameSpikes, networks } from "./same-spikes.ts";

export const sameSpikesAnyChips: Benchmark = {
  id: "router.same-spikes-any-chips",
  title: "Random recurrent networks with the same spikes on 2 and 4 chips",
  method:
    "The networks of `router.same-spikes-any-cores` on two and four chips in a line and in a star, each an engine of its " +
    "own, their links joined word by word; compared in the same way.",
  unit: "networks",
  target: { goal: "atLeast", value: networks },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  measure: ({ report }) =>
    measureSameSpikes(new URL("./same-spikes-any-chips-worker.ts", import.meta.url), chipCounts, report),
};
