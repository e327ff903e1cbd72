import { type Bool, bool, regArray, type UInt, uint } from "../../hdlgen/index.ts";

/** What a value was some cycles ago. Registers without a reset, called after `name`. */
export function later(value: UInt, name: string, cycles: number): UInt {
  return regArray(name, cycles, uint(value.width)).reduce<UInt>((before, register) => {
    register.next = before;
    return register;
  }, value);
}

/** A flag, and what it was 1, 2, … `cycles` cycles ago. Registers with a reset: somebody acts on it without looking further. */
export function flagHistory(flag: Bool, name: string, cycles: number): readonly Bool[] {
  const history = [flag];
  for (const register of regArray(name, cycles, [bool, false])) {
    register.next = history.at(-1) ?? flag;
    history.push(register);
  }
  return history;
}
