import { bool, elaborate, input, instance, module, output, stream, uint } from "../../hdlgen/index.ts";
import { LifCore, type LifCoreParameters } from "../../rtl/core/lif-core.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator, withTemporaryFolder } from "../../tools/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { verilatorVersions } from "../kit/verilator-versions.ts";
import { compiledDigits } from "../support/digits.ts";

const rounds = 3;

/** A core under a constant that an edit changes. */
const EditedCore = module(
  "edited_core",
  (_: { core: LifCoreParameters; edit: number }) => ({
    events: stream.in(uint(16)),
    spikes: stream.out(uint(16)),
    clear: input(bool),
    marked: output(uint(16)),
  }),
  ({ events, spikes, clear }, { core, edit }) => {
    const bus = { write: false, read: false, space: 0, address: 0, data: 0 };
    const dut = instance("core", LifCore(core), { events, spikes, clear, bus });
    return { events: dut.events, spikes: dut.spikes, marked: dut.saturations.xor(edit) };
  },
);

export const verilatorEdit: Benchmark = {
  id: "sim.verilator-edit-to-first-cycle",
  title: "Verilator engine: from an edit of the UP5K core's design to its first cycle",
  method:
    "Elaboration, printing, Verilator, C++ compiler, loading and one cycle, for a design that differs from the one " +
    "before in a constant; Verilator's own runtime is compiled before, as it is only once. Median of three edits, wall clock.",
  unit: "s",
  target: { goal: "atMost", value: 0.8 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  versions: verilatorVersions,
  measure: () =>
    withTemporaryFolder(async (folder) => {
      const { compiled } = await compiledDigits();
      // Found before the cache is exchanged for an empty one, since it may live there.
      const verilator = await ensureVerilator({ install: "refused" });
      const environment = { ...process.env, SPIKEFORGE_CACHE: folder };
      const seconds: number[] = [];
      for (let edit = 0; edit <= rounds; edit++) {
        const start = performance.now();
        const design = elaborate(EditedCore({ core: compiled.core, edit }));
        const simulation = await openVerilator(design, { environment, verilator });
        simulation.reset();
        seconds.push(significant((performance.now() - start) / 1000));
        simulation.close();
      }
      const [first = Number.NaN, ...edits] = seconds;
      return { value: median(edits), detail: { secondsByEdit: edits, secondsWithRuntime: first } };
    }),
};
