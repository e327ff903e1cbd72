/** A channel's position in its rate code: its phase and a product, in the fabric's multiplier or in rows of adders. */
import type { Fabric, RateShape } from "../../config/index.ts";
import { type Bool, constant, instance, regArray, regs, type UInt, uint, when } from "../../hdlgen/index.ts";
import { Mac16, mac16Plain } from "../../hdlgen/targets/ice40.ts";
import { phasePlan } from "./phase-plan.ts";

const mac16Bits = 16;
const valueBits = 8;

export interface Position {
  /** Phase + value × multiple, modulo 2^shift, `positionStages` after the value. */
  readonly position: UInt;
  /** Numerator × value, at the same time. */
  readonly step: UInt;
}

interface Line {
  readonly channels: number;
  /** All stages stand still in cycles without it. */
  readonly moves: Bool;
  /** No channel has come yet. */
  readonly starts: Bool;
  /** By stage: a channel is there. Stage 0 is where the value is. */
  readonly valid: readonly Bool[];
}

const usesMac16 = ({ shift }: RateShape, fabric: Fabric): boolean => fabric === "ice40up" && shift <= mac16Bits;

/** Stages from the value to its position. */
export const positionStages = (rate: RateShape, fabric: Fabric): number => (usesMac16(rate, fabric) ? 2 : 4);

export function positionOf(value: UInt, multiple: UInt, rate: RateShape, fabric: Fabric, line: Line): Position {
  const stages = positionStages(rate, fabric);
  const { numerator, shift } = rate;
  const phase = phaseAt(rate, line, stages - 1);
  const values = stagesOf("value", value, stages - 1, line.moves);
  const stepBits = valueBits + Math.ceil(Math.log2(numerator + 1));
  const { step } = regs({ step: uint(stepBits) });
  when(line.moves, () => {
    step.next = values.mul(constant(uint(stepBits - valueBits), numerator)).trunc(stepBits);
  });
  const position = usesMac16(rate, fabric)
    ? mac16(value, multiple, phase, line.moves).trunc(shift)
    : rows(value, multiple, phase, line.moves);
  return { position, step };
}

/** The phase of the channel at a stage: counted up from channel to channel. */
function phaseAt(rate: RateShape, { channels, moves, starts, valid }: Line, stage: number): UInt {
  const { shift } = rate;
  const { bits, first, increment } = phasePlan(rate, channels);
  if (increment === 0) return constant(uint(bits), first).slice(bits - 1, bits - shift);
  const here = valid[stage];
  if (here === undefined) throw new Error(`no stage ${stage}`);
  const { phase } = regs({ phase: uint(bits) });
  when(starts, () => {
    phase.next = first;
  }).elsewhen(moves.and(here), () => {
    phase.next = phase.addw(increment);
  });
  return phase.slice(bits - 1, bits - shift);
}

/** A value some stages later. */
export function stagesOf(name: string, value: UInt, stages: number, moves: Bool): UInt {
  return regArray(`${name}Stage`, stages, uint(value.width)).reduce<UInt>((before, register) => {
    when(moves, () => {
      register.next = before;
    });
    return register;
  }, value);
}

/** A register behind the product, and one behind the sum with the phase. */
function mac16(value: UInt, multiple: UInt, phase: UInt, moves: Bool): UInt {
  const settings = {
    multiplier: "16x16",
    registers: ["16x16 product"],
    top: { output: "register", operand: "16x16", addend: "input", carry: "chain" },
    bottom: { output: "register", operand: "16x16", addend: "input" },
  } as const;
  const operands = { A: multiple.extend(mac16Bits), B: value.extend(mac16Bits), C: 0, D: phase.extend(mac16Bits) };
  return instance("multiplier", Mac16(settings), { ...mac16Plain, ...operands, CE: moves }).O;
}

/** The multiple for each bit of the value, added in pairs, then the phase. */
function rows(value: UInt, multiple: UInt, phase: UInt, moves: Bool): UInt {
  const { width } = multiple;
  const none = constant(uint(width), 0);
  let parts = Array.from({ length: Math.min(valueBits, width) }, (_, bit) =>
    value.bit(bit).mux(multiple.shl(bit).trunc(width), none),
  );
  for (let stage = 0; stage < 3; stage++) {
    const sums = regArray(`sum${stage}`, Math.ceil(parts.length / 2), uint(width));
    for (const [i, register] of sums.entries()) {
      const [a = none, b = none] = [parts[2 * i], parts[2 * i + 1]];
      when(moves, () => {
        register.next = a.addw(b);
      });
    }
    parts = [...sums];
  }
  const { position } = regs({ position: uint(width) });
  when(moves, () => {
    position.next = (parts[0] ?? none).addw(phase);
  });
  return position;
}
