import type { Family } from "../../test/support/circuits/netlist.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { flowVersions } from "../kit/flow-versions.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { inProcesses, rangesOf } from "./in-processes.ts";

const circuits = 40;
const circuitsEach = 10;

interface Part {
  readonly circuits: number;
  readonly cells: Readonly<Record<Family, Readonly<Record<string, number>>>>;
}

export const randomCircuitsNetlist: Benchmark = {
  id: "hdl.random-circuits-netlist",
  title: "Random circuits that are equal to the oracle after synthesis for iCE40 and for ECP5",
  method:
    "yosys (WebAssembly) makes cells of ten circuits at a time with `synth_ice40 -dsp` and `synth_ecp5`; Icarus Verilog " +
    "simulates the cells as yosys describes them, block RAM and multipliers of ECP5 as models of ours do. Every output is " +
    "compared with the oracle over 46 cycles after two of reset. One difference ends the run. `detail` counts the cells.",
  unit: "circuits",
  target: { goal: "atLeast", value: circuits },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: async () => ({ ...(await nodeVersion()), ...(await flowVersions()) }),
  async measure({ report }) {
    const started = performance.now();
    const script = new URL("./random-circuits-netlist-worker.ts", import.meta.url);
    const parts = await inProcesses<Part>(script, rangesOf(circuits, circuitsEach), report);
    const cellsOf = (family: Family): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { cells } of parts) {
        for (const [cell, count] of Object.entries(cells[family])) counts[cell] = (counts[cell] ?? 0) + count;
      }
      return counts;
    };
    return {
      value: parts.reduce((sum, part) => sum + part.circuits, 0),
      detail: {
        seconds: significant((performance.now() - started) / 1000),
        cells: { ice40: cellsOf("ice40"), ecp5: cellsOf("ecp5") },
      },
    };
  },
};
