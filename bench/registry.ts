/** Every figure that has a name. */
import { sameAsCocotb } from "./cocotb/same-as-cocotb.ts";
import { elaborate100k } from "./hdl/elaborate-100k.ts";
import { emit100k } from "./hdl/emit-100k.ts";
import { lifVsHandwritten } from "./hdl/lif-vs-handwritten.ts";
import { mistakesByTsc, mistakesTotal } from "./hdl/mistakes.ts";
import { mutants } from "./hdl/mutants.ts";
import { proveFifo } from "./hdl/prove-fifo.ts";
import { randomCircuits } from "./hdl/random-circuits.ts";
import { randomCircuitsNetlist } from "./hdl/random-circuits-netlist.ts";
import { randomCircuitsVerilator } from "./hdl/random-circuits-verilator.ts";
import { coreRandomTicks } from "./hw/core-random-ticks.ts";
import { hardwareRows } from "./hw/rows.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { learnBindsnet } from "./learn/bindsnet.ts";
import { learningCost } from "./learn/cost.ts";
import { learnExtraVisits } from "./learn/extra-visits.ts";
import { learnMemory } from "./learn/memory.ts";
import { learnRandomTicks } from "./learn/random-ticks.ts";
import { learnReward } from "./learn/reward.ts";
import { learnTimeSeriesFigure } from "./learn/time-series.ts";
import { learnWindow } from "./learn/window.ts";
import { digitsInference } from "./link/digits-inference.ts";
import { lifModel } from "./model/lif.ts";
import { digitsAccuracy } from "./net/digits-accuracy.ts";
import { digitsLatency } from "./net/digits-latency-up5k.ts";
import { stdpDigitsAccuracy } from "./net/stdp-digits-accuracy.ts";
import { stdpDigitsOnCore } from "./net/stdp-digits-on-core.ts";
import { routerArea } from "./router/area.ts";
import { cyclesPerTick } from "./router/cycles-per-tick.ts";
import { linkFaults } from "./router/link-faults.ts";
import { sameSpikesAnyChips } from "./router/same-spikes-any-chips.ts";
import { sameSpikesAnyCores } from "./router/same-spikes-any-cores.ts";
import { routerSaturation } from "./router/saturation.ts";
import { sixtyFourCores } from "./router/sixty-four-cores.ts";
import { coverageCost } from "./sim/coverage-cost.ts";
import { embeddedEdit32 } from "./sim/embedded-edit.ts";
import { embeddedStart1, embeddedStart32 } from "./sim/embedded-start.ts";
import { embeddedVsVerilator1, embeddedVsVerilator32 } from "./sim/embedded-vs-verilator.ts";
import { harnessVsCocotb1, harnessVsCocotb16 } from "./sim/harness-vs-cocotb.ts";
import { lockstepCost } from "./sim/lockstep-cost.ts";
import { verilatorEdit } from "./sim/verilator-edit.ts";
import { verilatorPortRate } from "./sim/verilator-port-rate.ts";
import { watchRerun } from "./sim/watch-rerun.ts";
import { waveCost } from "./sim/wave-cost.ts";
import { ladderFigure } from "./trust/ladder.ts";

/** In the order in which they are run and shown: a benchmark may use the kept result of one before it. */
export const benchmarks: readonly Benchmark[] = [
  digitsAccuracy,
  ...hardwareRows,
  digitsLatency,
  digitsInference,
  stdpDigitsAccuracy,
  stdpDigitsOnCore,
  lifModel,
  coreRandomTicks,
  learningCost,
  learnRandomTicks,
  learnExtraVisits,
  learnWindow,
  learnTimeSeriesFigure,
  learnReward,
  learnMemory,
  learnBindsnet,
  sameSpikesAnyCores,
  sameSpikesAnyChips,
  linkFaults,
  sixtyFourCores,
  cyclesPerTick,
  elaborate100k,
  lifVsHandwritten,
  emit100k,
  mistakesByTsc,
  mistakesTotal,
  proveFifo,
  randomCircuits,
  randomCircuitsVerilator,
  randomCircuitsNetlist,
  mutants,
  routerSaturation,
  routerArea,
  embeddedVsVerilator1,
  embeddedStart1,
  embeddedStart32,
  embeddedEdit32,
  verilatorEdit,
  watchRerun,
  verilatorPortRate,
  lockstepCost,
  waveCost,
  coverageCost,
  embeddedVsVerilator32,
  sameAsCocotb,
  harnessVsCocotb1,
  harnessVsCocotb16,
  ladderFigure,
];
