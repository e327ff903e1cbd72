/** What the controller of learning knows of a visit. */
import { type Bool, regs, type UInt, uint, when } from "../../hdlgen/index.ts";

export interface Visited {
  readonly age: UInt;
  /** Number within its projection. */
  readonly axon: UInt;
  readonly arrival: Bool;
  readonly isFlush: Bool;
  /** Ticks since all pending changes were applied, at most S. */
  readonly flushAge: UInt;
  /** Age of the last arrival. */
  readonly youngest: UInt;
  readonly slowPeriod: number;
}

/**
 * How many ticks of posts wait for an axon: back to its last arrival, its last slow step, or the last flush. Slow steps come first
 * in their tick, but a flush comes before them. A cycle after the age of the last arrival, and three after all others.
 */
export function pendingAge({ age, axon, arrival, isFlush, flushAge, youngest, slowPeriod }: Visited): UInt {
  const slowBits = Math.log2(slowPeriod);
  const { since, early, pending } = regs({
    ...{ since: uint(slowBits + 1), early: uint(slowBits + 1), pending: uint(slowBits + 1) },
  });
  const sinceSlow = age.trunc(slowBits).subw(axon.trunc(slowBits));
  since.next = arrival.or(isFlush.and(sinceSlow.any())).mux(sinceSlow.extend(slowBits + 1), slowPeriod);
  early.next = since.min(flushAge).trunc(slowBits + 1);
  pending.next = early.min(youngest).trunc(slowBits + 1);
  return pending;
}

/** For simulations, which read them by name: chunks of weight words that were visited. Nothing else does, so that they cost nothing. */
export function countVisits(starts: Bool, arrival: Bool): void {
  const { extraVisits, arrivalVisits } = regs({ extraVisits: [uint(32), 0], arrivalVisits: [uint(32), 0] });
  when(starts.and(arrival), () => {
    arrivalVisits.next = arrivalVisits.addw(1);
  });
  when(starts.and(arrival.not()), () => {
    extraVisits.next = extraVisits.addw(1);
  });
}
