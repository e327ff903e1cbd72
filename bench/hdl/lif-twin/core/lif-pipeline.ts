import {
  bool,
  cat,
  constant,
  input,
  lo,
  module,
  nodes,
  output,
  pipeline,
  sint,
  uint,
} from "../../../../hdlgen/index.ts";
import { fieldsOf } from "./fields.ts";
import { inputParameterLayout, outputParameterLayout, regionBits, type TwinShape } from "./layout.ts";
import { leakFirstHalf, leakSecondHalf } from "./leak.ts";

const refractoryBits = (shape: TwinShape): number => Math.max(1, shape.refractoryBits);
const firstTickBits = (shape: TwinShape): number => Math.max(1, shape.firstTickBits);

/**
 * One tick of one leaky integrate-and-fire neuron per cycle: leak, input, bias, one saturation, threshold, reset,
 * refractory period, frozen start.
 *
 * Ports       with `valid`: the sum of weights, membrane, refractory counter and input parameters of a neuron, and
 *             whether it is the `last` one; 4 cycles later its output parameters, announced by `takesParameters` in the
 *             cycle before; 6 cycles later `done` with the new state, and `finished` if it was the last. `write` is low
 *             for a frozen neuron. While `clear`, the state that comes out one cycle later is zero
 * Latency     6 cycles: one for each stage below.  Throughput: 1 neuron per cycle
 * Hazards     none: a neuron is visited once per tick
 * Source      docs/decisions/0001, lines 2 to 10
 */
export const LifPipeline = module(
  "lif_pipeline",
  ({ shape }: { shape: TwinShape }) => ({
    valid: input(bool),
    last: input(bool),
    sum: input(sint(shape.accumulatorBits)),
    membrane: input(sint(shape.membraneBits)),
    refractory: input(uint(refractoryBits(shape))),
    inputParameters: input(uint(inputParameterLayout(shape).bits)),
    outputParameters: input(uint(outputParameterLayout(shape).bits)),
    /** Ticks since the last clear, saturating at all ones. */
    tick: input(uint(firstTickBits(shape))),
    clear: input(bool),
    takesParameters: output(bool),
    done: output(bool),
    finished: output(bool),
    write: output(bool),
    newMembrane: output(sint(shape.membraneBits)),
    newRefractory: output(uint(refractoryBits(shape))),
    fired: output(bool),
    report: output(bool),
    loopBack: output(bool),
    loopBackRegion: output(uint(regionBits(shape))),
    saturated: output(bool),
  }),
  ({ valid, last, clear, tick, inputParameters, outputParameters, sum, membrane, refractory }, { shape }) => {
    const { membraneBits: bits } = shape;
    const first = fieldsOf(inputParameters, inputParameterLayout(shape));
    const second = fieldsOf(outputParameters, outputParameterLayout(shape));
    const none = constant(uint(refractoryBits(shape)), 0);

    const neuron = pipeline("neuron", { valid, inputs: { last, sum, membrane, refractory } })
      // Input and bias, discarded while refractory; first half of the leak.
      .stage("input", ({ sum, membrane, refractory }, { valid }) => {
        const { resting } = nodes({ resting: shape.refractoryBits === 0 ? lo : refractory.any() });
        const { frozen } = nodes({ frozen: first.has("firstTick") ? first.uint("firstTick").gt(tick) : lo });
        const { biased } = nodes({ biased: sum.add(first.sint("bias")) });
        return {
          resting,
          drive: resting.mux(0, biased),
          live: valid.and(frozen.not()),
          counter: resting.mux(refractory.subw(1), none),
          leak: leakFirstHalf(membrane, inputParameters, shape),
        };
      })
      // Membrane plus input; the leak's amount.
      .stage("integrate", ({ membrane, drive, leak }) => ({
        total: membrane.add(drive),
        toLeak: leakSecondHalf(membrane, leak),
      }))
      // Minus the leak. One subtractor: the borrow enters as a bit below the binary point.
      .stage("leak", ({ total, toLeak: { amount, borrow } }) => ({
        leaked: cat(total, lo).asSInt().sub(cat(amount, borrow).asSInt()).shr(1),
      }))
      // The memory of the output parameters answers a cycle later.
      .leaving((_, { valid }) => ({ takesParameters: valid }))
      // The one saturation.
      .stage("clamp", ({ leaked, live }) => {
        const guard = leaked.slice(leaked.width - 1, bits - 1);
        return { clamped: leaked.sat(bits), overflow: guard.any().and(guard.all().not()).and(live) };
      })
      .arriving({
        period: second.has("refractory") ? second.uint("refractory") : none,
        target: {
          report: second.bool("report"),
          loopBack: second.bool("loopBack"),
          region: second.uint("loopBackRegion"),
        },
      })
      // Against the threshold; what a spike would leave behind.
      .stage("compare", ({ clamped }) => {
        const resetAdd = second.sint("resetAdd");
        return {
          margin: clamped.sub(second.uint("threshold").toSInt()),
          // Exact: a spike leaves at least 0 after subtraction, and a reset value has the membrane's range. The choice
          // stands behind the adder because it fits into the adder's own LUTs there.
          afterSpike: second.bool("subtract").mux(clamped.addw(resetAdd), resetAdd),
        };
      })
      // Spike, reset, next state.
      .stage(
        "fire",
        ({ margin, resting, live, afterSpike, clamped, period, counter, target, overflow, last }, { valid }) => {
          const { fire } = nodes({ fire: margin.isNegative().or(resting).not() });
          const { spike } = nodes({ spike: fire.and(live).and(valid) });
          return {
            newMembrane: clear.mux(0, fire.mux(afterSpike, clamped)),
            newRefractory: clear.mux(none, fire.mux(period, counter)),
            fired: spike,
            report: spike.and(target.report),
            loopBack: spike.and(target.loopBack),
            saturated: overflow.and(valid),
            finished: last.and(valid),
          };
        },
        { reset: { fired: false, report: false, loopBack: false, saturated: false, finished: false } },
      )
      .end(({ newMembrane, newRefractory, fired, report, loopBack, saturated, finished, live, target }) => ({
        ...{ newMembrane, newRefractory, fired, report, loopBack, saturated, finished },
        write: live,
        loopBackRegion: target.region,
      }));
    return { done: neuron.valid, ...neuron.outputs };
  },
);
