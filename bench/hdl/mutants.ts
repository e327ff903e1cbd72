import { mutantCount, type Verdict } from "../../test/support/mutants/check-mutants.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";
import { inProcesses, rangesOf } from "./in-processes.ts";

export const mutants: Benchmark = {
  id: "hdl.mutants",
  title: "Mistakes put into language, printer and embedded engine that the random circuits catch",
  method:
    "Copies of the sources with one mistake each (a dropped bracket, a lost sign, swapped branches, an ignored enable, …) " +
    "run on the circuits of `hdl.random-circuits` until a value differs, at most 1,000. The printer's Verilog is simulated " +
    "with Icarus. The target is all of them; `detail` names the circuit that caught each.",
  unit: "mutants",
  target: { goal: "atLeast", value: mutantCount },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const script = new URL("./mutants-worker.ts", import.meta.url);
    const verdicts = (await inProcesses<Verdict[]>(script, rangesOf(2, 1), report)).flat();
    const caught = verdicts.filter(({ how }) => how !== undefined);
    return {
      value: caught.length,
      detail: {
        circuits: Object.fromEntries(caught.map(({ id, circuits }) => [id, circuits])),
        uncaught: verdicts.filter(({ how }) => how === undefined).map(({ id }) => id),
      },
    };
  },
};
