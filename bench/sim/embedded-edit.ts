import { elaborate } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { compileEmbedded, KeptUnits } from "../../sim/embedded/index.ts";
import { withConstant } from "../../test/support/circuits/edit.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { compiledDigits } from "../support/digits.ts";
import { CoresWithTraffic } from "./core-with-traffic.ts";

const cores = 32;
const edits = 9;
/** The module of each core with its stimulus, and their parent. */
const child = "core_with_traffic";
const parent = "cores_with_traffic";

export const embeddedEdit32: Benchmark = {
  id: "sim.embedded-edit-32",
  title: `Embedded engine: from an edited design of ${cores} UP5K cores to its first cycle, whose units are kept`,
  method:
    `A constant is changed in the module that is instantiated ${cores} times, or in its parent: ${edits} times each, in ` +
    "turns, elaboration not counted. The value is the larger of the two medians. `detail` has beside them, from the " +
    "same process, the same edits with nothing kept, and the shares of both in it. Half of the goal of a full start.",
  unit: "ms",
  target: { goal: "atMost", value: 50 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  versions: nodeVersion,
  async measure() {
    const { compiled } = await compiledDigits();
    const design = elaborate(CoresWithTraffic({ core: compiled.core, count: cores }));
    const kept = new KeptUnits();
    start(design, 2, kept);
    const times = { child: [] as number[], parent: [] as number[], nothingKept: [] as number[] };
    for (let edit = 0; edit < edits; edit++) {
      times.child.push(start(withConstant(design, child, 20 + edit), 1, kept));
      times.parent.push(start(withConstant(withConstant(design, child, 20 + edit), parent, 120 + edit), 1, kept));
      times.nothingKept.push(start(withConstant(design, child, 60 + edit), 2));
    }
    const [ofChild, ofParent, full] = [median(times.child), median(times.parent), median(times.nothingKept)];
    return {
      value: significant(Math.max(ofChild, ofParent)),
      detail: {
        cores,
        childMs: significant(ofChild),
        parentMs: significant(ofParent),
        nothingKeptMs: significant(full),
        childShare: significant(ofChild / full),
        parentShare: significant(ofParent / full),
        childMsByEdit: times.child.map((ms) => significant(ms)),
        parentMsByEdit: times.parent.map((ms) => significant(ms)),
        nothingKeptMsByEdit: times.nothingKept.map((ms) => significant(ms)),
      },
    };
  },
};

/** Milliseconds to the first cycle, where so many units have to be compiled. */
function start(design: Design, units: number, kept?: KeptUnits): number {
  const begin = performance.now();
  const compiled = compileEmbedded(design, {}, kept);
  compiled.open().reset();
  const taken = performance.now() - begin;
  if (compiled.compiledUnits !== units) throw new Error(`${compiled.compiledUnits} units were compiled, not ${units}`);
  return taken;
}
