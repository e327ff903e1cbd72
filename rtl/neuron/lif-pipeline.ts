import { bool, input, module, output, sint, uint } from "../../hdlgen/index.ts";
import { firstTickWidth, inputFieldsOf, outputFieldsOf, refractoryWidth } from "./lif-ports.ts";
import { type LifPipelineParameters, lifTiming } from "./lif-timing.ts";

/**
 * One tick of one leaky integrate-and-fire neuron per cycle: leak, input, bias, one saturation, threshold, reset,
 * refractory period, frozen start.
 *
 * Ports       with `valid`: membrane, refractory counter and input fields of a neuron, and whether it is the `last` one of
 *             its tick; `sumAt` cycles later its sum of weights, `outputFieldsAt` cycles later its output fields; `latency`
 *             cycles later `done` with the new state, and `finished` if it was the last. Bit i of `inside` is high i + 1
 *             cycles after `valid`, to time what comes late. `write` is low for a frozen neuron. While `clear`, the state
 *             that comes out one cycle later is zero
 * Latency     `lifTiming`.  Throughput: 1 neuron per cycle
 * Hazards     none: a neuron is visited once per tick, and its next visit begins after `done`
 * Source      docs/decisions/0001, lines 2 to 10
 */
export const LifPipeline = module(
  "lif_pipeline",
  (parameters: LifPipelineParameters) => {
    const { shape } = parameters;
    return {
      valid: input(bool),
      last: input(bool),
      membrane: input(sint(shape.membraneBits)),
      refractory: input(uint(refractoryWidth(shape))),
      inputFields: input(inputFieldsOf(shape)),
      /** Ticks since the last clear, saturating at all ones; with the membrane. */
      tick: input(uint(firstTickWidth(shape))),
      sum: input(sint(shape.accumulatorBits)),
      outputFields: input(outputFieldsOf(shape)),
      clear: input(bool),
      inside: output(uint(lifTiming(parameters).latency)),
      done: output(bool),
      finished: output(bool),
      write: output(bool),
      newMembrane: output(sint(shape.membraneBits)),
      newRefractory: output(uint(refractoryWidth(shape))),
      fired: output(bool),
      saturated: output(bool),
    };
  },
  () => {
    throw new Error("lif_pipeline: to be built");
  },
);
