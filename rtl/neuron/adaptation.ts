import type { CoreShape, Fabric } from "../../config/index.ts";
import { bool, cat, hi, input, module, output, pipeline, pipelined, uint } from "../../hdlgen/index.ts";
import { shiftPart } from "./leak-parts.ts";
import { adaptationWidth, effectiveWidth, thresholdWidth } from "./lif-ports.ts";
import { lifTiming } from "./lif-timing.ts";

export interface AdaptationParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
}

/** Cycles from `stored` until θ and the increment are taken, and until θ + a is there. */
export const adaptationFieldsAt = 3;
export const effectiveAt = adaptationFieldsAt + 1;

/** Cycles from θ + a to `fired` of the neuron pipeline that compares with it. */
const comparison = (parameters: AdaptationParameters): number => {
  const { latency, outputFieldsAt } = lifTiming(parameters);
  return latency - outputFieldsAt;
};

/**
 * The adapting threshold of one neuron per cycle: a decays in the ticks that are due, the neuron is compared with θ + a, and a
 * spike raises a up to its limit.
 *
 * Ports       stored: a of the tick before; due, with it: it decays in this tick. `adaptationFieldsAt` cycles later θ and the
 *             increment; `effectiveAt` cycles after `stored` comes θ + a, as the threshold of `LifPipeline`, and with its `fired`
 *             `adapted`. shift and limit stand still
 * Latency     `effectiveAt`, and then that of the comparison.  Throughput: 1 neuron per cycle
 * Hazards     none: a neuron is visited once per tick
 * Source      docs/decisions/0011; the leak `shift` of docs/decisions/0001
 */
export const Adaptation = module(
  "adaptation",
  ({ shape }: AdaptationParameters) => ({
    stored: input(uint(adaptationWidth(shape))),
    due: input(bool),
    shift: input(uint(5)),
    threshold: input(uint(thresholdWidth(shape))),
    increment: input(uint(adaptationWidth(shape))),
    limit: input(uint(adaptationWidth(shape))),
    fired: input(bool),
    effective: output(uint(effectiveWidth(shape))),
    adapted: output(uint(adaptationWidth(shape))),
  }),
  ({ stored, due, shift, threshold, increment, limit, fired }, parameters) => {
    const { width } = stored;
    // A shifter needs a few bits.
    const step = shiftPart(stored.extend(Math.max(3, width)).toSInt(), { amount: shift, meant: due });
    const { kept } = pipelined("waiting", { stages: 2, inputs: { stored } }, ({ stored }) => ({
      kept: stored,
    })).outputs;
    const raised = pipeline("raise", { inputs: { kept, ...step } })
      .stage("decay", ({ kept, shiftAmount, shiftBorrow }) => ({
        // One adder: the carry comes out of a bit below the point.
        rested: cat(kept, hi)
          .addw(cat(shiftAmount.asUInt().trunc(width).not(), shiftBorrow.not()))
          .shr(1),
      }))
      .arriving({ threshold, increment })
      .stage("add", ({ rested, threshold, increment }) => ({
        effective: threshold.add(rested).extend(effectiveWidth(parameters.shape)),
        grown: rested.add(increment),
      }))
      .end(({ rested, effective, grown }) => ({ rested, effective, grown })).outputs;
    const { rested, grown } = raised;
    const bounded = pipeline("bound", { inputs: { rested, grown } })
      .stage("compare", ({ grown }) => ({ beyond: grown.gt(limit) }))
      .stage("choose", ({ grown, beyond }) => ({ afterSpike: beyond.mux(limit, grown.trunc(width)) }))
      .end(({ rested, afterSpike }) => ({ rested, afterSpike })).outputs;
    const stages = comparison(parameters) - 2;
    const { rest, spike } = pipelined("outcome", { stages, inputs: bounded }, ({ rested, afterSpike }) => ({
      rest: rested,
      spike: afterSpike,
    })).outputs;
    return { effective: raised.effective, adapted: fired.mux(spike, rest) };
  },
);
