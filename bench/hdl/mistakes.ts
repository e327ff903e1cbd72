import { catalogue } from "../../test/hdlgen/mistakes/catalogue.ts";
import { type Found, findMistakes } from "../../test/hdlgen/mistakes/find.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";

const count = (found: readonly Found[], by: Found["by"]): number => found.filter((each) => each.by === by).length;
const titles = (found: readonly Found[], by: Found["by"]): readonly string[] =>
  found.filter((each) => each.by === by).map(({ mistake }) => mistake.title);

export const mistakesByTsc: Benchmark = {
  id: "hdl.mistakes-by-tsc",
  title: "Mistakes of wiring, kind, direction and stream use that `tsc` finds by itself",
  method:
    "The first part of the [catalogue of mistakes](hdlgen/mistakes.md), each compiled in its module: the share that the " +
    "TypeScript compiler rejects. `detail` names those that elaboration finds instead.",
  unit: "share",
  target: { goal: "atLeast", value: 0.9 },
  standing: "required",
  duration: "short",
  source: import.meta.url,
  versions: nodeVersion,
  async measure() {
    const found = await findMistakes(catalogue.wiring);
    return {
      value: significant(count(found, "tsc") / found.length),
      requirements: [{ name: "mistakes", goal: "atLeast", value: 30, found: found.length }],
      detail: {
        mistakes: found.length,
        seenElsewhere: catalogue.wiring.filter(({ seen }) => seen !== undefined).length,
        byTsc: count(found, "tsc"),
        byElaboration: titles(found, "elaboration"),
        byNothing: titles(found, "nothing"),
      },
    };
  },
};

export const mistakesTotal: Benchmark = {
  id: "hdl.mistakes-total",
  title: "Mistakes that are rejected before simulation",
  method:
    "The whole [catalogue of mistakes](hdlgen/mistakes.md): how many the compiler or elaboration rejects. All of them " +
    "have to be, those of width, range and drivers at elaboration.",
  unit: "mistakes",
  target: { goal: "atLeast", value: 50 },
  standing: "required",
  duration: "short",
  source: import.meta.url,
  versions: nodeVersion,
  async measure() {
    const all = [...catalogue.wiring, ...catalogue.values];
    const found = await findMistakes(all);
    const values = found.slice(catalogue.wiring.length);
    return {
      value: found.length - count(found, "nothing"),
      requirements: [
        { name: "share that is rejected", goal: "atLeast", value: 1, found: 1 - count(found, "nothing") / all.length },
        { name: "mistakes of width, range and drivers", goal: "atLeast", value: 20, found: values.length },
        {
          name: "share of those that elaboration rejects",
          goal: "atLeast",
          value: 1,
          found: count(values, "elaboration") / values.length,
        },
      ],
      detail: {
        mistakes: all.length,
        seenElsewhere: all.filter(({ seen }) => seen !== undefined).length,
        byTsc: count(found, "tsc"),
        byElaboration: count(found, "elaboration"),
        byNothing: titles(found, "nothing"),
      },
    };
  },
};
