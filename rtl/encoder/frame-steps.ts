import { type EncoderShape, frameOrderBits, frameTickBits, type RateShape } from "../../config/index.ts";
import {
  type Bool,
  bool,
  constant,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { onlyWhere } from "../core/only-where.ts";

const largestValue = 255;

/**
 * Where in its ticks a frame is: what the codes need of the tick whose events are wanted next. A rate code needs
 * numerator × (tick + 1); a latency code the distances from 255, `nearest` and those up to `beyond`, that spike in it, which is reckoned by adding the
 * frame's ticks until they have caught up with 255 × (tick + 1).
 *
 * Ports       writeTicks, writeOrder: the registers' words, in `data`; advance: that tick has begun, the next one is wanted; clear:
 *             no frame any more. active: there is one; isRate: by its rate code. multiple; nearest, beyond: of the tick. busy:
 *             they are being reckoned
 * Latency     2 cycles for a rate code; up to 255 more, shared out over the ticks of a frame, with a latency code
 * Source      network/encoders.ts
 */
export const FrameSteps = module(
  "frame_steps",
  ({ rate, latency }: EncoderShape) => ({
    writeTicks: input(bool),
    writeOrder: input(bool),
    data: input(uint(frameTickBits)),
    advance: input(bool),
    clear: input(bool),
    active: output(bool),
    isRate: output(bool),
    busy: output(bool),
    ...onlyWhere(rate !== undefined, () => ({ multiple: output(uint(rate?.shift ?? 1)) })),
    ...onlyWhere(latency === "built", () => ({ nearest: output(uint(8)), beyond: output(uint(8)) })),
  }),
  ({ writeTicks, writeOrder, data, advance, clear }, shape) => {
    const { rate, latency } = shape;
    const { ticks, tick, repeats } = regs({ ticks: uint(frameTickBits), tick: uint(frameTickBits), repeats: bool });
    const { active, begins, steps } = regs({ active: [bool, false], begins: [bool, false], steps: [bool, false] });
    const isNamed = (code: "rate" | "latency", built: boolean): Bool => (built ? data.bit(frameOrderBits[code]) : lo);
    const names = { rate: isNamed("rate", rate !== undefined), latency: isNamed("latency", latency === "built") };
    const { isLast } = nodes({ isLast: tick.eq(ticks) });
    const { ends } = nodes({ ends: advance.and(isLast) });

    when(writeTicks, () => {
      ticks.next = data;
    });
    when(writeOrder, () => {
      repeats.next = data.bit(frameOrderBits.repeatedly);
    });
    when(clear, () => {
      active.next = false;
    })
      .elsewhen(writeOrder, () => {
        active.next = names.rate.or(names.latency);
      })
      .elsewhen(ends, () => {
        active.next = repeats;
      });
    begins.next = writeOrder.or(ends);
    steps.next = begins.or(advance.and(isLast.not()));
    // Counted from 1, since a counter with a reset is smaller than one that is loaded.
    when(begins, () => {
      tick.next = 1;
    }).elsewhen(advance, () => {
      tick.next = tick.addw(1);
    });

    const later =
      latency === "built"
        ? distances({ begins, steps, ticks })
        : { busy: lo, nearest: constant(uint(8), 0), beyond: constant(uint(8), 0) };
    return {
      active,
      isRate: codeIsRate(shape, writeOrder, names.rate),
      busy: begins.or(steps).or(later.busy),
      ...onlyWhere(rate !== undefined, () => ({ multiple: multipleOf(rate, begins, steps) })),
      ...onlyWhere(latency === "built", () => ({ nearest: later.nearest, beyond: later.beyond })),
    };
  },
);

function codeIsRate({ rate, latency }: Pick<EncoderShape, "rate" | "latency">, write: Bool, isNamed: Bool): Bool {
  if (rate === undefined) return lo;
  if (latency === "leftOut") return hi;
  const { isRate } = regs({ isRate: bool });
  when(write, () => {
    isRate.next = isNamed;
  });
  return isRate;
}

function multipleOf(rate: RateShape | undefined, begins: Bool, steps: Bool): UInt {
  if (rate === undefined) throw new Error("no rate code");
  const { multiple } = regs({ multiple: uint(rate.shift) });
  when(begins, () => {
    multiple.next = 0;
  }).elsewhen(steps, () => {
    multiple.next = multiple.addw(rate.numerator % 2 ** rate.shift);
  });
  return multiple;
}

interface Turns {
  readonly begins: Bool;
  readonly steps: Bool;
  readonly ticks: UInt;
}

function distances({ begins, steps, ticks }: Turns) {
  const { nearest, beyond } = regs({ nearest: uint(8), beyond: uint(8) });
  // ticks × beyond − 255 × (tick + 1), which comes to rest at 0 or little more.
  const { ahead, catches } = regs({ ahead: uint(frameTickBits + 1), catches: [bool, false] });
  // A frame of no ticks, which no client orders, would never catch up.
  const { adds } = nodes({ adds: catches.and(ahead.bit(frameTickBits)).and(beyond.all().not()) });
  catches.next = steps.or(adds);
  when(begins, () => {
    ahead.next = 0;
    beyond.next = 0;
  }).elsewhen(steps.or(adds), () => {
    ahead.next = ahead.addw(steps.mux(2 ** (frameTickBits + 1) - largestValue, ticks.extend(frameTickBits + 1)));
    beyond.next = beyond.addw(steps.not().asUInt());
  });
  when(steps, () => {
    nearest.next = beyond;
  });
  return { busy: catches, nearest, beyond };
}
