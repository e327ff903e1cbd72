import { coreCounts } from "../../test/support/any-cores.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";
import { measureSameSpikes, networks } from "./same-spikes.ts";

export const sameSpikesAnyCores: Benchmark = {
  id: "router.same-spikes-any-cores",
  title: "Random recurrent networks with the same spikes on 1, 2, 4, 9 and 16 cores",
  method:
    "Random networks with loops and delays of up to 15 ticks, cut and placed on one chip of 1 to 16 cores, joined by a tree " +
    "and by a mesh, in the embedded engine. Each runs 100 ticks in which every spike, membrane and refractory counter is " +
    "compared with the reference after every tick, and 100 as a stream in which ticks overlap. One difference ends the run " +
    "without a figure.",
  unit: "networks",
  target: { goal: "atLeast", value: networks },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  measure: ({ report }) =>
    measureSameSpikes(new URL("./same-spikes-any-cores-worker.ts", import.meta.url), coreCounts, report),
};
