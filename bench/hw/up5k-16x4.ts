import { boardBuild } from "../../api/board-build.ts";
import type { CompiledNetwork } from "../../api/compile-network.ts";
import { coreDevices, coreTarget, place } from "../../compile/index.ts";
import { buildBestOf, closeFlowTools, findFlowTools } from "../../flow/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { flowVersions } from "../kit/flow-versions.ts";
import { median, significant } from "../kit/statistics.ts";
import { type CoreRun, compiledDigits, digitInputs, everyAxonActive, runOnCore } from "../support/digits.ts";

const seeds = [1, 2, 3, 4, 5];
const clockMHz = 48;
const images = 100;

export const up5k16x4: Benchmark = {
  id: "hw.up5k-16x4",
  title: "Useful synaptic operations per second of the UP5K core, 16 lanes of 4 bits, on the digits",
  method:
    "Synaptic operations (events × existing synapses; padding does not count) per clock cycle of 100 digits, all cycles " +
    "counted and compared bit for bit with the reference, times the median clock of five placements of the complete " +
    "iCEBreaker design: core, host link and PLL. The figure with every axon active is the core's bound.",
  unit: "SOP/s",
  target: { goal: "atLeast", value: 14 * clockMHz * 1e6 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json", "constraints/icebreaker.pcf"],
  versions: flowVersions,
  async measure({ report }) {
    const { example, compiled } = await compiledDigits();
    report(`${images} digits on the simulated core`);
    const digits = runOnCore(compiled, digitInputs(example, images));
    const full = runWithEveryAxon(compiled, example.runTicks);
    const build = boardBuild(compiled, clockMHz);
    const tools = await findFlowTools({ prefer: "wasm" });
    try {
      let told = "";
      const { best, seeds: placements } = await buildBestOf(
        {
          ...build,
          seed: 0,
          tools,
          onProgress: ({ step, fraction }) => {
            const now = `${step}, ${Math.floor(fraction * 10) * 10} %`;
            if (now !== told) report(now);
            told = now;
          },
        },
        seeds,
      );
      const fmaxMHz = median(placements.map((placement) => placement.fmaxMHz));
      const sopPerCycle = perCycle(digits);
      return {
        value: Math.round(sopPerCycle * fmaxMHz * 1e6),
        requirements: [
          { name: "SOP/cycle on the digits", goal: "atLeast", value: 14, found: sopPerCycle },
          { name: "median fmax in MHz", goal: "atLeast", value: clockMHz, found: fmaxMHz },
        ],
        detail: {
          design: "core, UART host link, PLL",
          board: best.board,
          sopPerCycle: { digits: sopPerCycle, everyAxon: perCycle(full) },
          cyclesPerImage: digits.cycles / digits.runs,
          images: digits.runs,
          lc: best.lc.used,
          ebr: best.ebr.used,
          spram: best.spram.used,
          fmaxMHz,
          fmaxMHzBySeed: Object.fromEntries(placements.map(({ seed, fmaxMHz: each }) => [String(seed), each])),
          requiredMHz: best.requiredMHz,
          criticalPathOfBest: best.criticalPaths[0]?.nets ?? [],
          sizes: [...compiled.network.inputs, ...compiled.network.populations].map(({ size }) => size),
        },
      };
    } finally {
      await closeFlowTools(tools);
    }
  },
};

const perCycle = ({ synapticOperations, cycles }: CoreRun): number => significant(synapticOperations / cycles);

/** The same core under a network in which every event of every tick is there. */
function runWithEveryAxon(compiled: CompiledNetwork, ticks: number): CoreRun {
  const network = everyAxonActive(compiled.network);
  const config = place(network, coreTarget(coreDevices.up5k, network));
  const pixels = network.inputs.reduce((sum, { size }) => sum + size, 0);
  const all = Array.from({ length: pixels }, (_, channel) => channel);
  return runOnCore({ ...compiled, network, config }, [Array.from({ length: ticks }, () => all)]);
}
