import { type Bool, bool, regArray, regs, type UInt, uint } from "../../hdlgen/index.ts";

/** What a value was some cycles ago. Registers without a reset, called after `name`. */
export function later(value: UInt, name: string, cycles: number): UInt {
  return regArray(name, cycles, uint(value.width)).reduce<UInt>((before, register) => {
    register.next = before;
    return register;
  }, value);
}

/**
 * What a flag was some cycles ago, at most `most`; 0 of them is the flag. Registers with a reset: somebody acts on it without
 * looking further.
 */
export function flagLater(flag: Bool, name: string, most: number): (cycles: number) => Bool {
  const line = regArray(name, most, [bool, false]);
  line.forEach((own, i) => {
    own.next = line[i - 1] ?? flag;
  });
  return (cycles) => {
    const value = cycles === 0 ? flag : line[cycles - 1];
    if (value === undefined) throw new Error(`${name} after ${cycles} cycles`);
    return value;
  };
}

/** A word behind a memory, `stages` cycles later: `nameWord`, or `nameWord1`, `nameWord2`, …. Registers without a reset. */
export function registeredWord(word: UInt, name: string, stages: number): UInt {
  let last = word;
  for (let stage = 1; stage <= stages; stage++) {
    const key = stages === 1 ? `${name}Word` : `${name}Word${stage}`;
    const register = regs({ [key]: uint(word.width) })[key];
    if (register === undefined) throw new Error(key);
    register.next = last;
    last = register;
  }
  return last;
}
