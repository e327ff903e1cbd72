import type { Benchmark, Measurement } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { FabricUnderLoad, fabricNames, type LoadPoint, patternNames } from "./traffic.ts";

const length = { warmUp: 1000, counted: 4000, tick: 256, seed: 1 };
/** Words per cycle of all cores together: far more than any fabric takes, and so few that they hardly meet. */
const loads = { all: 16, few: 0.25 };

export const routerSaturation: Benchmark = {
  id: "router.saturation",
  title: "Words per cycle that a mesh of 4 × 4 cores accepts, each to any other core",
  method:
    "The fabric of an ECP5 on the embedded engine, with senders that always have a word, receivers that always take one, " +
    "and a marker of all in every 256 cycles; 4,000 cycles after 1,000. Every word is checked: it comes once to each of its " +
    "receivers, in its period. The required share is that of a flat crossbar with the same inputs and outputs. Hotspot: " +
    "a quarter of all words to one core; layers: four of four cores, each word to all cores of the next layer. Latency: " +
    "mean until the last receiver has a word, at 0.25 words per cycle.",
  unit: "words/cycle",
  target: { goal: "atLeast", value: 8 },
  standing: "required",
  duration: "short",
  source: import.meta.url,
  versions: nodeVersion,
  measure: async () => measured(),
};

function measured(): Measurement {
  const runs = fabricNames.flatMap((name) => {
    const fabric = new FabricUnderLoad(name);
    return patternNames.map((pattern) => ({
      ...{ name, pattern },
      full: fabric.run(pattern, loads.all, length),
      idle: fabric.run(pattern, loads.few, length),
    }));
  });
  const full = (fabric: string): LoadPoint => {
    const run = runs.find(({ name, pattern }) => name === fabric && pattern === "uniform");
    if (run === undefined) throw new Error(fabric);
    return run.full;
  };
  const [mesh, crossbar] = [full("mesh").accepted, full("crossbar").accepted];
  return {
    value: significant(mesh),
    detail: Object.fromEntries(
      runs.map(({ name, pattern, full, idle }) => [
        `${pattern} ${name}`,
        { accepted: full.accepted, delivered: full.delivered, latency: significant(idle.latency) },
      ]),
    ),
    requirements: [
      { name: "share of the crossbar", goal: "atLeast", value: 0.85, found: significant(mesh / crossbar) },
    ],
    table: {
      columns: ["traffic", "fabric", "words/cycle accepted", "delivered", "latency"],
      rows: runs.map(({ name, pattern, full, idle }) => [
        ...[pattern, name],
        ...[full.accepted, full.delivered, idle.latency].map((value) => value.toFixed(2)),
      ]),
    },
  };
}
