/** Registers without a reset whose names are made up. */
import { type Bool, bool, type Reg, regs, type UInt, uint } from "../../hdlgen/index.ts";

export function flag(name: string): Reg<Bool> {
  const own = regs({ [name]: bool })[name];
  if (own === undefined) throw new Error(name);
  return own;
}

export function numberRegister(name: string, bits: number): Reg<UInt> {
  const own = regs({ [name]: uint(bits) })[name];
  if (own === undefined) throw new Error(name);
  return own;
}

/** The flag of a key that must have one. */
export function flagOf<Key extends string>(flags: ReadonlyMap<Key, Reg<Bool>>, key: Key): Reg<Bool> {
  const own = flags.get(key);
  if (own === undefined) throw new Error(key);
  return own;
}
