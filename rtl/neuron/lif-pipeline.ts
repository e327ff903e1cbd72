import {
  type Bool,
  bool,
  cat,
  constant,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  pipeline,
  pipelined,
  regs,
  type SInt,
  sint,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { afterMasked, afterSpike, maskedResidues, residuesOf } from "./after-spike.ts";
import { type LeakFields, leakOf } from "./leak.ts";
import { leakByRows } from "./leak-by-rows.ts";
import {
  addsInMultiplier,
  choosesApart,
  gatesInput,
  type LifPipelineParameters,
  leakPlan,
  leaksByRows,
  takesSumEarly,
} from "./leak-plan.ts";
import { firstTickWidth, inputFieldsOf, outputFieldsOf, refractoryWidth } from "./lif-ports.ts";
import { lifTiming } from "./lif-timing.ts";
import { laterSum } from "./multiplier.ts";

/**
 * One tick of one leaky integrate-and-fire neuron per cycle: leak, input, bias, one saturation, threshold, reset,
 * refractory period, frozen start.
 *
 * Ports       with `valid`: membrane, refractory counter and input fields of a neuron; `sumAt` cycles later its sum of
 *             weights, `outputFieldsAt` cycles later its output fields; `latency` cycles later `done` with the new state.
 *             A frozen neuron's state is 0. While `clear`, the state that comes out one cycle later is 0
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
      membrane: input(sint(shape.membraneBits)),
      refractory: input(uint(refractoryWidth(shape))),
      inputFields: input(inputFieldsOf(shape)),
      /** Ticks since the last clear, saturating at all ones; with the membrane. */
      tick: input(uint(firstTickWidth(shape))),
      sum: input(sint(shape.accumulatorBits)),
      outputFields: input(outputFieldsOf(shape)),
      clear: input(bool),
      done: output(bool),
      newMembrane: output(sint(shape.membraneBits)),
      newRefractory: output(uint(refractoryWidth(shape))),
      fired: output(bool),
      saturated: output(bool),
    };
  },
  (io, parameters) => {
    const { shape } = parameters;
    const { membraneBits: bits } = shape;
    const { latency } = lifTiming(parameters);
    const { inputFields, outputFields } = io;

    const { visits } = regs({ visits: [uint(latency), 0] });
    visits.next = cat(visits, io.valid).trunc(latency);
    const arrived = visits.bit(latency - 2);

    const begun = pipeline("neuron", { inputs: { membrane: io.membrane, refractory: io.refractory } })
      // The bias, discarded while refractory like the sum of weights.
      .stage("begin", ({ membrane, refractory }) => {
        const { resting } = nodes({ resting: shape.refractoryBits === 0 ? lo : refractory.any() });
        const { frozen } = nodes({ frozen: shape.firstTickBits === 0 ? lo : inputFields.firstTick.gt(io.tick) });
        return {
          resting,
          live: frozen.not(),
          // A neuron either rests or may fire: the register of its counter keeps what the other would begin with.
          counter: shape.refractoryBits === 0 ? refractory : resting.mux(refractory.subw(1), inputFields.refractory),
          ...withBias(membrane, inputFields.bias, resting, parameters),
        };
      })
      .end(({ resting, live, counter, base, bias }) => ({ resting, live, counter, base, bias })).outputs;
    const integrated = leaksByRows(parameters)
      ? leakByRows({ ...io, begun }, parameters)
      : integrate(
          leakPlan(parameters).cycles === 0
            ? { ...begun, biased: begun.base, sum: io.sum }
            : leak(begun, io, parameters),
          parameters,
        );

    const compared = pipeline("update", { inputs: integrated })
      // The one saturation.
      .stage("clamp", ({ total }) => {
        const guard = total.slice(total.width - 1, bits - 1);
        return { inverted: total.sat(bits).not(), overflow: guard.any().and(guard.all().not()) };
      })
      .stage("compare", ({ inverted }) => {
        const residues = residuesOf(inverted, outputFields.threshold, outputFields, shape);
        return choosesApart(parameters)
          ? { residues, masked: undefined }
          : { residues: undefined, masked: maskedResidues(residues, bits, outputFields, shape) };
      })
      .end(({ inverted, counter, resting, live, overflow, residues, masked }) => {
        const { fires } = masked ?? { fires: residues.shortfall.isNegative() };
        return {
          ...{ inverted, counter, live, overflow },
          fire: fires.and(resting.not()),
          rests: fires.or(resting),
          after: masked === undefined ? afterSpike(residues, bits) : afterMasked(masked, bits),
        };
      }).outputs;
    const chosen = choosesApart(parameters)
      ? pipeline("choice", { inputs: compared })
          .stage("choose", ({ fire, rests, after }) => ({ fires: fire, restsOn: rests, afterFire: after }))
          .end(({ inverted, counter, live, overflow, fires, restsOn, afterFire }) => ({
            ...{ inverted, counter, live, overflow },
            ...{ fire: fires, rests: restsOn, after: afterFire },
          })).outputs
      : compared;
    const updated = pipeline("result", { inputs: chosen })
      .stage(
        "fire",
        ({ inverted, counter, live, overflow, fire, rests, after }) => {
          const { visited } = nodes({ visited: arrived.and(live) });
          // A frozen neuron has been so since it was cleared.
          const { zero } = nodes({ zero: io.clear.or(live.not()) });
          return {
            newMembrane: zero.mux(0, fire.mux(after, inverted.not())),
            newRefractory: zero.mux(0, rests.mux(counter, 0)),
            fired: fire.and(visited),
            saturated: overflow.and(visited),
          };
        },
        { reset: { fired: false, saturated: false } },
      )
      .end(({ newMembrane, newRefractory, fired, saturated }) => ({ newMembrane, newRefractory, fired, saturated }));
    return { done: visits.bit(latency - 1), ...updated.outputs };
  },
);

/** A neuron on its way to its leak. Its bias comes in front of the leak, either before it waits or meanwhile. */
interface Begun {
  readonly resting: Bool;
  readonly live: Bool;
  readonly counter: UInt;
  readonly base: SInt;
  readonly bias: SInt;
}

/** The bias, discarded while refractory: by a choice behind the adder, or by the reset of a register before it. */
function withBias(membrane: SInt, bias: SInt, resting: Bool, parameters: LifPipelineParameters) {
  const none = constant(sint(1), 0);
  if (parameters.shape.biasBits === 0) return { base: membrane, bias: none };
  if (addsInMultiplier(parameters)) return { base: none, bias: resting.mux(0, bias) };
  return gatesInput(parameters)
    ? { base: membrane, bias: resting.mux(0, bias) }
    : { base: resting.mux(membrane, membrane.add(bias)), bias: none };
}

interface LeakInputs {
  readonly membrane: SInt;
  readonly inputFields: LeakFields;
  readonly sum: SInt;
}

/** Adds the sum of weights, if it has not been added yet. */
function integrate(
  leaked: Omit<Begun, "base" | "bias"> & { biased: SInt; sum: SInt },
  parameters: LifPipelineParameters,
) {
  return pipeline("integration", { inputs: leaked })
    .stage("integrate", ({ biased, resting, sum }) => {
      const { driven } = nodes({ driven: biased.add(sum) });
      return { total: takesSumEarly(parameters) ? driven : resting.mux(biased, driven) };
    })
    .end(({ resting, live, counter, total }) => ({ resting, live, counter, total })).outputs;
}

/** Subtracts the leak, for which the rest waits. */
function leak(begun: Begun, { membrane, inputFields, sum }: LeakInputs, parameters: LifPipelineParameters) {
  const gates = gatesInput(parameters);
  const stages = leakPlan(parameters).cycles - 1;
  const { base, bias, ...marks } = begun;
  const waited = pipelined("waiting", { stages, inputs: marks }, (all) => all).outputs;
  const biased = addsInMultiplier(parameters)
    ? laterSum(membrane, bias)
    : pipelined("waiting_base", { stages, inputs: { base, bias } }, ({ base, bias }) => ({
        biased: gates && parameters.shape.biasBits > 0 ? base.add(bias) : base,
      })).outputs.biased;
  const left = pipeline("leaving", { inputs: { ...waited, biased, toLeak: leakOf(membrane, inputFields, parameters) } })
    .arriving({ early: gates ? sum : undefined })
    .stage("leak", ({ biased, resting, early, toLeak: { complement, carry } }) => ({
      // Exact: what is left of the membrane has its range. One adder: the carry comes out of a bit below the point.
      leaked: cat(biased, hi).asSInt().addw(cat(complement, carry).asSInt()).shr(1),
      taken: early && resting.mux(0, early),
    }))
    .end(({ resting, live, counter, leaked, taken }) => ({
      ...{ resting, live, counter, biased: leaked },
      sum: taken ?? sum,
    }));
  return left.outputs;
}
