/** The neuron pipeline on the embedded engine, visited once per cycle. */
import { type CoreShape, type Fabric, leakFields } from "../../../config/index.ts";
import { LifPipeline } from "../../../rtl/neuron/lif-pipeline.ts";
import { lifTiming } from "../../../rtl/neuron/lif-timing.ts";
import { openPins, type Pins } from "../core/pins.ts";
import type { Outcome, Visit } from "./lif-visits.ts";

export const shapeOf = (membraneBits: number, change: Partial<CoreShape> = {}): CoreShape => ({
  lanes: 2,
  updates: 1,
  weightBits: 8,
  weightSign: "signed",
  membraneBits,
  accumulatorBits: 18,
  groups: 2,
  slots: 4,
  regions: 2,
  listEntries: 4,
  weightWords: 16,
  segments: 4,
  waits: false,
  historyWords: 0,
  delayProgram: 0,
  thresholdBits: membraneBits - 1,
  refractoryBits: 3,
  biasBits: 9,
  leaks: ["none", "linear", "shift", "mul12"],
  leakBits: Math.max(13, membraneBits - 1),
  resets: ["zero", "value", "threshold", "amount"],
  resetBits: membraneBits,
  firstTickBits: 3,
  perNeuron: ["threshold", "leak", "bias", "refractory", "reset", "firstTick"],
  ...change,
});

const setInput = (
  { set }: Pins,
  shape: CoreShape,
  { membrane, refractory, tick, bias, leak, firstTick, period }: Visit,
): void => {
  const { leakKind, leakAmount } = leakFields(...leak, shape);
  set({
    ...{ membrane, refractory, tick },
    ...{ input_fields_bias: bias, input_fields_first_tick: firstTick, input_fields_refractory: period },
    ...{ input_fields_leak_kind: leakKind, input_fields_leak_amount: leakAmount },
  });
};

function setOutput({ set }: Pins, shape: CoreShape, { threshold, reset: [kind, rho] }: Visit): void {
  set({
    output_fields_threshold: threshold,
    output_fields_reset_kind: shape.resets.indexOf(kind),
    output_fields_reset_add: rho,
  });
}

/** What comes in late is wrong in every cycle but its own. */
const wrong: Visit = {
  ...{ sum: -1, membrane: -1, refractory: 1, tick: 0, threshold: 1, bias: -1, leak: ["none", 1] },
  ...{ reset: ["value", -1], period: 1, firstTick: 1 },
};
const wrongFor = (shape: CoreShape): Visit => ({
  ...wrong,
  leak: [shape.leaks.at(-1) ?? "none", shape.leakBits === 0 ? 0 : 1],
  reset: [shape.resets.at(-1) ?? "zero", 0],
  bias: shape.biasBits === 0 ? 0 : -1,
});

/** Sends one visit per cycle (none where undefined) and collects what comes out, `latency` cycles later. */
export function run(
  shape: CoreShape,
  fabric: Fabric,
  visits: readonly (Visit | undefined)[],
  seed = 1,
): (Outcome | undefined)[] {
  const pins = openPins(LifPipeline({ shape, fabric }), seed);
  const { sim, set, get } = pins;
  const { sumAt, outputFieldsAt, latency } = lifTiming({ shape, fabric });
  const found: (Outcome | undefined)[] = [];
  const garbage = wrongFor(shape);
  for (let cycle = 0; cycle < visits.length + latency; cycle++) {
    const visit = visits[cycle];
    set({ valid: Number(visit !== undefined) });
    setInput(pins, shape, visit ?? garbage);
    set({ sum: (visits[cycle - sumAt] ?? garbage).sum });
    setOutput(pins, shape, visits[cycle - outputFieldsAt] ?? garbage);
    if (cycle >= latency) {
      const outcome = {
        membrane: get("new_membrane"),
        refractory: get("new_refractory"),
        fired: get("fired"),
        saturated: get("saturated"),
      };
      const isVisit = visits[cycle - latency] !== undefined;
      if (get("done") !== Number(isVisit)) throw new Error(`cycle ${cycle}: done is wrong`);
      if (!isVisit && outcome.fired + outcome.saturated > 0) throw new Error(`cycle ${cycle}: a spike out of nothing`);
      found.push(isVisit ? outcome : undefined);
    }
    sim.step();
  }
  return found;
}
