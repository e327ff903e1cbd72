import { ice40Board } from "../../constraints/index.ts";
import type { FlowTools } from "../../flow/build-request.ts";
import { closeFlowTools, findFlowTools } from "../../flow/index.ts";
import { placeAndRoute } from "../../flow/place-and-route.ts";
import { synthesise } from "../../flow/synthesise.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { flowVersions } from "../kit/flow-versions.ts";
import { median, significant } from "../kit/statistics.ts";
import { countCells } from "../support/cells.ts";
import { pinsAround } from "./lif-twin/pins.ts";
import { type CoreText, generatedCore, handWrittenCore } from "./lif-twin/run-core.ts";
import { sameAnswers } from "./lif-twin/same-answers.ts";

const seeds = [1, 2, 3, 4, 5];
const clockMHz = 48;
const ticks = 40;
const trafficSeeds = [1, 2, 3, 4];

export const lifVsHandwritten: Benchmark = {
  id: "hdl.lif-vs-handwritten",
  title: "An LIF core in hdlgen against the same core written by hand in Verilog",
  method:
    "Two cores with the same ports, memory map and features (UP5K, 16 lanes of 4 bits, refractory counters, biases, " +
    "leak, first ticks, four regions): `bench/hdl/lif-twin/core/` printed, and the Verilog beside it. Both get the same " +
    "random contents and traffic in Verilator and must give the same spikes, state and weights. Both are synthesised " +
    "alone for LUTs, and placed with the same shift registers at their ports for the clock, by the same tools with five " +
    "seeds. The value is the larger of generated / hand-written LUTs and hand-written / generated median clock.",
  unit: "ratio",
  target: { goal: "atMost", value: 1.05 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  inputs: [
    ...["lif_twin.v", "twin_fifo.v", "twin_lanes.v", "twin_lists.v", "twin_memory.v", "twin_neuron.v", "twin_walker.v"],
    ...["pins.v", "drive.cpp"],
  ].map((name) => `bench/hdl/lif-twin/${name}`),
  versions: flowVersions,
  async measure({ report }) {
    const cores = { generated: generatedCore(), handWritten: await handWrittenCore() };
    report("the same traffic on both");
    const cycles = await sameAnswers(cores.generated, cores.handWritten, { seeds: trafficSeeds, ticks });
    const tools = await findFlowTools({ prefer: "wasm" });
    try {
      report("generated");
      const generated = await figuresOf(cores.generated, tools);
      report("hand-written");
      const handWritten = await figuresOf(cores.handWritten, tools);
      const lutRatio = generated.lut4 / handWritten.lut4;
      const cycleRatio = cycles.generated / cycles.handWritten;
      const clockRatio = handWritten.fmaxMHz / generated.fmaxMHz;
      const cellRatio = generated.lcWithShiftRegisters / handWritten.lcWithShiftRegisters;
      return {
        value: significant(Math.max(lutRatio, clockRatio)),
        requirements: [
          { name: "logic cells, placed", goal: "atMost", value: 1.05, found: significant(cellRatio) },
          { name: "cycles for the same traffic", goal: "atMost", value: 1.05, found: significant(cycleRatio) },
        ],
        detail: {
          lutRatio: significant(lutRatio),
          clockRatio: significant(clockRatio),
          cellRatio: significant(cellRatio),
          cycleRatio: significant(cycleRatio),
          ticksCompared: trafficSeeds.length * ticks,
          generated: { ...generated, cycles: cycles.generated },
          handWritten: { ...handWritten, cycles: cycles.handWritten },
        },
      };
    } finally {
      await closeFlowTools(tools);
    }
  },
};

/** Cells of the core alone, and what placing it between the shift registers gives. */
async function figuresOf(core: CoreText, tools: FlowTools) {
  const board = ice40Board("icebreaker");
  const alone = {
    top: core.top,
    verilog: Object.fromEntries(Object.entries(core.files).filter(([name]) => !name.startsWith("models/"))),
    memoryFiles: {},
    board,
    clockMHz,
    seed: 1,
    tools,
  };
  const { cells } = await synthesise(alone, () => {});
  const placed = { ...alone, ...pinsAround(alone), options: { placeArguments: ["--pcf-allow-unconstrained"] } };
  const { json } = await synthesise(placed, () => {});
  const fmaxMHzBySeed: Record<string, number> = {};
  let lc = 0;
  let criticalPath: readonly string[] = [];
  for (const seed of seeds) {
    const placement = await placeAndRoute(placed, json, "", seed, () => {});
    fmaxMHzBySeed[seed] = placement.clocks[0]?.fmaxMHz ?? Number.NaN;
    lc = placement.utilization.ICESTORM_LC?.used ?? Number.NaN;
    criticalPath = placement.criticalPaths[0]?.nets ?? [];
  }
  return {
    ...countCells(cells),
    lcWithShiftRegisters: lc,
    fmaxMHz: median(Object.values(fmaxMHzBySeed)),
    fmaxMHzBySeed,
    criticalPathOfLastSeed: criticalPath,
  };
}
