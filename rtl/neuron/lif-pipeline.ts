import { type CoreShape, inputParameterLayout, outputParameterLayout, regionBits } from "../../config/index.ts";
import {
  type Bool,
  bool,
  cat,
  constant,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  type SInt,
  sint,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { fieldsOf } from "../core/fields.ts";

/** Cycles from `valid` to `done`. */
export const lifPipelineLatency = 6;
/** Cycles from `valid` to the cycle in which `outputParameters` must be there. */
export const outputParametersAfter = 4;

const refractoryBits = (shape: CoreShape): number => Math.max(1, shape.refractoryBits);
const firstTickBits = (shape: CoreShape): number => Math.max(1, shape.firstTickBits);

/**
 * One tick of one leaky integrate-and-fire neuron per cycle: leak, input, bias, one saturation, threshold, reset,
 * refractory period, frozen start.
 *
 * Ports       with `valid`: the sum of weights, membrane, refractory counter and input parameters of a neuron;
 *             4 cycles later its output parameters; 6 cycles later `done` with the new state. `write` is low for a
 *             frozen neuron. While `clear`, the state that comes out one cycle later is zero
 * Latency     6 cycles.  Throughput: 1 neuron per cycle
 * Hazards     none: a neuron is visited once per tick
 * Source      docs/decisions/0001, lines 2 to 10
 */
export const LifPipeline = module(
  "lif_pipeline",
  ({ shape }: { shape: CoreShape }) => ({
    valid: input(bool),
    sum: input(sint(shape.accumulatorBits)),
    membrane: input(sint(shape.membraneBits)),
    refractory: input(uint(refractoryBits(shape))),
    inputParameters: input(uint(inputParameterLayout(shape).bits)),
    outputParameters: input(uint(outputParameterLayout(shape).bits)),
    /** Ticks since the last clear, saturating at all ones. */
    tick: input(uint(firstTickBits(shape))),
    clear: input(bool),
    done: output(bool),
    write: output(bool),
    newMembrane: output(sint(shape.membraneBits)),
    newRefractory: output(uint(refractoryBits(shape))),
    fired: output(bool),
    report: output(bool),
    loopBack: output(bool),
    loopBackRegion: output(uint(regionBits(shape))),
    saturated: output(bool),
  }),
  (io, { shape }) => {
    const { membraneBits: bits } = shape;
    const first = fieldsOf(io.inputParameters, inputParameterLayout(shape));
    const last = fieldsOf(io.outputParameters, outputParameterLayout(shape));

    // Stage 1: input and bias, discarded while refractory; first half of the leak.
    const { resting } = nodes({ resting: shape.refractoryBits === 0 ? lo : io.refractory.any() });
    const { frozen } = nodes({ frozen: first.has("firstTick") ? first.uint("firstTick").gt(io.tick) : lo });
    const { drive } = nodes({ drive: io.sum.add(first.sint("bias")) });
    const stage1 = regs({
      valid1: [bool, false],
      drive1: sint(drive.width),
      membrane1: sint(bits),
      resting1: bool,
      live1: bool,
      counter1: uint(refractoryBits(shape)),
    });
    stage1.valid1.next = io.valid;
    when(resting, () => {
      stage1.drive1.next = 0;
    }).otherwise(() => {
      stage1.drive1.next = drive;
    });
    stage1.membrane1.next = io.membrane;
    stage1.resting1.next = resting;
    stage1.live1.next = io.valid.and(frozen.not());
    stage1.counter1.next = resting.mux(io.refractory.subw(1), 0);
    const leak1 = leakFirstHalf(io.membrane, first, shape);

    // Stage 2: membrane plus input; the leak's amount. `borrow` takes one more: it completes −λ from its complement,
    // and makes a leak that shifts to nothing take 1 from a positive membrane, so that it reaches 0.
    const { total } = nodes({ total: stage1.membrane1.add(stage1.drive1) });
    const leak2 = leakSecondHalf(stage1.membrane1, leak1, shape);
    const stage2 = regs({
      valid2: [bool, false],
      total2: sint(total.width),
      leak2: sint(leak2.amount.width),
      borrow2: bool,
      resting2: bool,
      live2: bool,
      counter2: uint(refractoryBits(shape)),
    });
    stage2.valid2.next = stage1.valid1;
    stage2.total2.next = total;
    stage2.leak2.next = leak2.amount;
    stage2.borrow2.next = leak2.borrow;
    stage2.resting2.next = stage1.resting1;
    stage2.live2.next = stage1.live1;
    stage2.counter2.next = stage1.counter1;

    // Stage 3: minus the leak. One subtractor: the borrow enters as a bit below the binary point.
    const { leaked } = nodes({
      leaked: cat(stage2.total2, lo).asSInt().sub(cat(stage2.leak2, stage2.borrow2).asSInt()).shr(1),
    });
    const stage3 = regs({
      valid3: [bool, false],
      leaked3: sint(leaked.width),
      resting3: bool,
      live3: bool,
      counter3: uint(refractoryBits(shape)),
    });
    stage3.valid3.next = stage2.valid2;
    stage3.leaked3.next = leaked;
    stage3.resting3.next = stage2.resting2;
    stage3.live3.next = stage2.live2;
    stage3.counter3.next = stage2.counter2;

    // Stage 4: the one saturation.
    const { clamped } = nodes({ clamped: stage3.leaked3.sat(bits) });
    const stage4 = regs({
      valid4: [bool, false],
      clamped4: sint(bits),
      overflow4: bool,
      resting4: bool,
      live4: bool,
      counter4: uint(refractoryBits(shape)),
    });
    stage4.valid4.next = stage3.valid3;
    stage4.clamped4.next = clamped;
    const guard = stage3.leaked3.slice(leaked.width - 1, bits - 1);
    stage4.overflow4.next = guard.any().and(guard.all().not()).and(stage3.live3);
    stage4.resting4.next = stage3.resting3;
    stage4.live4.next = stage3.live3;
    stage4.counter4.next = stage3.counter3;

    // Stage 5: against the threshold; what a spike would leave behind.
    const stage5 = regs({
      valid5: [bool, false],
      margin5: sint(bits + 1),
      afterSpike5: sint(bits),
      kept5: sint(bits),
      overflow5: bool,
      resting5: bool,
      live5: bool,
      counter5: uint(refractoryBits(shape)),
      period5: uint(refractoryBits(shape)),
      report5: bool,
      loopBack5: bool,
      loopBackRegion5: uint(regionBits(shape)),
    });
    const { residue } = nodes({ residue: last.bool("subtract").mux(stage4.clamped4, 0) });
    stage5.valid5.next = stage4.valid4;
    stage5.margin5.next = stage4.clamped4.sub(last.uint("threshold").toSInt());
    // Exact: a spike leaves at least 0 after subtraction, and a reset value has the membrane's range.
    stage5.afterSpike5.next = residue.addw(last.sint("resetAdd"));
    stage5.kept5.next = stage4.clamped4;
    stage5.overflow5.next = stage4.overflow4;
    stage5.resting5.next = stage4.resting4;
    stage5.live5.next = stage4.live4;
    stage5.counter5.next = stage4.counter4;
    stage5.period5.next = last.has("refractory") ? last.uint("refractory") : 0;
    stage5.report5.next = last.bool("report");
    stage5.loopBack5.next = last.bool("loopBack");
    stage5.loopBackRegion5.next = last.uint("loopBackRegion");

    // Stage 6: spike, reset, next state.
    const { fire } = nodes({ fire: stage5.margin5.isNegative().or(stage5.resting5).not() });
    const { spike } = nodes({ spike: fire.and(stage5.live5).and(stage5.valid5) });
    const stage6 = regs({
      done: [bool, false],
      write: bool,
      newMembrane: sint(bits),
      newRefractory: uint(refractoryBits(shape)),
      fired: [bool, false],
      report: [bool, false],
      loopBack: [bool, false],
      loopBackRegion: uint(regionBits(shape)),
      saturated: [bool, false],
    });
    stage6.done.next = stage5.valid5;
    stage6.write.next = stage5.live5;
    when(io.clear, () => {
      stage6.newMembrane.next = 0;
      stage6.newRefractory.next = 0;
    }).otherwise(() => {
      stage6.newMembrane.next = fire.mux(stage5.afterSpike5, stage5.kept5);
      stage6.newRefractory.next = fire.mux(stage5.period5, stage5.counter5);
    });
    stage6.fired.next = spike;
    stage6.report.next = spike.and(stage5.report5);
    stage6.loopBack.next = spike.and(stage5.loopBack5);
    stage6.loopBackRegion.next = stage5.loopBackRegion5;
    stage6.saturated.next = stage5.overflow5.and(stage5.valid5);
    return stage6;
  },
);

interface LeakHalf {
  readonly shifted?: SInt;
  readonly fineShift?: UInt;
  readonly positive?: Bool;
  readonly shifting?: Bool;
  readonly above?: Bool;
  readonly below?: Bool;
  readonly bound?: SInt;
}

/** Registers of the first stage: the coarse shift, and on which side of ±λ the membrane lies. */
function leakFirstHalf(membrane: SInt, parameters: ReturnType<typeof fieldsOf>, shape: CoreShape): LeakHalf {
  const { membraneBits: bits } = shape;
  let half: LeakHalf = {};
  if (parameters.has("shiftAmount")) {
    const amount = parameters.uint("shiftAmount");
    const registers = regs({
      shifted1: sint(bits),
      fineShift1: uint(Math.min(2, amount.width)),
      positive1: bool,
      shifting1: bool,
    });
    const coarse = amount.width > 2 ? cat(amount.slice(amount.width - 1, 2), lo, lo) : undefined;
    registers.shifted1.next = coarse === undefined ? membrane : membrane.shrBy(coarse);
    registers.fineShift1.next = amount.trunc(Math.min(2, amount.width));
    registers.positive1.next = membrane.gt(0);
    registers.shifting1.next = parameters.bool("shiftOn");
    half = {
      shifted: registers.shifted1,
      fineShift: registers.fineShift1,
      positive: registers.positive1,
      shifting: registers.shifting1,
    };
  }
  if (parameters.has("linearAmount")) {
    const bound = parameters.uint("linearAmount").toSInt();
    const registers = regs({ above1: bool, below1: bool, bound1: sint(bound.width) });
    registers.above1.next = membrane.gt(bound);
    registers.below1.next = membrane.add(bound).isNegative();
    registers.bound1.next = bound;
    half = { ...half, above: registers.above1, below: registers.below1, bound: registers.bound1 };
  }
  return half;
}

/** What to take from the membrane: `amount`, and one more with `borrow`. */
function leakSecondHalf(membrane: SInt, half: LeakHalf, shape: CoreShape): { amount: SInt; borrow: Bool } {
  const { membraneBits: bits } = shape;
  const none = { amount: constant(sint(bits), 0), borrow: lo };
  const { shifted, fineShift, positive, shifting, above, below, bound } = half;
  let linear: { amount: SInt; borrow: Bool } | undefined;
  if (above !== undefined && below !== undefined && bound !== undefined) {
    const { linearLeak } = nodes({
      linearLeak: above.mux(
        bound.extend(Math.max(bits, bound.width)),
        below.mux(bound.not().extend(Math.max(bits, bound.width)), membrane),
      ),
    });
    linear = { amount: linearLeak, borrow: below };
  }
  if (shifted === undefined || fineShift === undefined || positive === undefined || shifting === undefined) {
    return linear ?? none;
  }
  const { shiftLeak } = nodes({ shiftLeak: shifted.shrBy(fineShift) });
  // Nothing left after the shift, said of the bits before it: shorter than a test of the shifter's output.
  const { leftHigh } = nodes({ leftHigh: shifted.slice(bits - 1, 3).any() });
  const { leftLow } = nodes({ leftLow: shifted.slice(2, 0).shrBy(fineShift).any() });
  const { stuck } = nodes({ stuck: positive.and(leftHigh.or(leftLow).not()) });
  const elsewhere = linear ?? none;
  return {
    amount: shifting.mux(shiftLeak, elsewhere.amount),
    borrow: shifting.mux(stuck, elsewhere.borrow),
  };
}
