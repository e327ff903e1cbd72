/** Registers of learning that stand with the neurons, and the age of the core's weights. */
import { type CoreShape, type LearningRegister, learningAddresses, learningRegisters } from "../../config/index.ts";
import { type Bool, bool, nodes, regs, type UInt, uint, when } from "../../hdlgen/index.ts";

/** What is written from 0xC000 on: address and data stand with the strobe. */
export interface LearningWrite {
  readonly write: Bool;
  /** All 16 bits; of the two highest nothing is asked. */
  readonly address: UInt;
  readonly data: UInt;
}

export const hasLearningWords = ({ learning, adaptation }: CoreShape): boolean =>
  learning !== undefined || adaptation !== undefined;

const within = (address: number): number => address - learningAddresses.causal;

/** High while this register is written. */
export function writesRegister({ write, address }: LearningWrite, name: LearningRegister): Bool {
  const place = within(learningAddresses.registers) + learningRegisters.indexOf(name);
  return write.and(address.trunc(14).eq(place));
}

/** Bits of a register from `low` on; unknown until it has been written. */
export function loadedRegister(loads: LearningWrite, name: LearningRegister, bits: number, key: string, low = 0): UInt {
  const register = regs({ [key]: uint(bits) })[key];
  if (register === undefined) throw new Error(key);
  when(writesRegister(loads, name), () => {
    register.next = loads.data.slice(low + bits - 1, low);
  });
  return register;
}

/** The longest period is 2^15 ticks. */
const ageBits = 15;

/**
 * Counts ticks since the register `age` was set; a state reset does not touch it. The flag tells, from the cycle after
 * `begins` until the next one, whether the tick that has begun is a multiple of 2^`log2Period`.
 */
export function dueTicks(loads: LearningWrite, log2Period: UInt, begins: Bool): Bool {
  const { age, due } = regs({ age: [uint(ageBits), 0], due: [bool, false] });
  const mask = Array.from({ length: ageBits }, (_, bit) => log2Period.gt(bit));
  const { isMultiple } = nodes({
    isMultiple: mask
      .map((matters, bit) => matters.and(age.bit(bit)))
      .reduce((all, one) => all.or(one))
      .not(),
  });
  when(writesRegister(loads, "age"), () => {
    age.next = loads.data.trunc(ageBits);
  }).elsewhen(begins, () => {
    age.next = age.addw(1);
    due.next = isMultiple;
  });
  return due;
}
