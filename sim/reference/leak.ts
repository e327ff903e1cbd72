import type { LeakKind } from "../../config/index.ts";

/**
 * Membrane after one tick of leak, before input. Every leak moves v towards 0, reaches 0 in the end (mul12 when d > 0)
 * and never changes its sign. `v` is a signed integer of at most 32 bits; docs/decisions/0001 line 4.
 */
export function leak(kind: LeakKind, amount: number, v: number): number {
  switch (kind) {
    case "none":
      return v;
    case "linear":
      return v > 0 ? Math.max(0, v - amount) : Math.min(0, v + amount);
    case "shift":
      return shiftLeak(v, amount);
    case "mul12":
      return Math.trunc((v * (4096 - amount)) / 4096);
  }
}

/** A positive v below 2^k would stay for ever without the step of at least 1; a negative v always has v >> k ≤ −1. */
export function shiftLeak(v: number, shift: number): number {
  const step = v >> shift;
  return step === 0 && v > 0 ? v - 1 : v - step;
}
