/**
 * Clocks and the domains that follow them. A clock is no data: no logic is done on it, and nothing but `domain`,
 * `instance` and ports takes one.
 */
import { currentBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import { reference } from "./expr.ts";
import type { Signal } from "./ir.ts";
import type { Type } from "./types.ts";
import { type Bool, boolOf, describe } from "./values.ts";

/** A clock: a port of type `clock`, what a cell makes, or the module's own. */
export class Clock {
  readonly kind = "clock";
  /** @internal */
  readonly signal: Signal;

  constructor(signal: Signal) {
    this.signal = signal;
  }
}

/** The type of clocks, for ports: `input(clock)`, `output(clock)`. */
export const clock: Type<Clock> = {
  width: 1,
  canonical: "clock",
  leaves: [{ path: [], type: { kind: "clock", width: 1 } }],
  wrap: ([expr]) => {
    if (expr?.op !== "ref") throw new Error("a clock is a signal");
    return new Clock(expr.signal);
  },
  unwrap: (value, place, site) => {
    if (value instanceof Clock) return [reference(value.signal)];
    return fail("HDL152", place, `${describe(value)} where a clock is expected`, dataAsClock, site);
  },
  encode: (_, place) => fail("HDL152", place, "a clock has no value", "use bool for data"),
};

const dataAsClock = "a clock comes from a port of type clock, from a cell that makes one, or from currentClock()";

/** The clock in force here: that of the enclosing `domain`, else the module's own. */
export function currentClock(): Clock {
  return new Clock(currentBuilder("currentClock").clockSignal());
}

export interface DomainOptions {
  readonly clock: Clock;
  /** Synchronous to `clock`. Without one, nothing in the domain may have a reset value. */
  readonly reset?: Bool;
}

/**
 * Everything declared in `body` follows this clock and this reset instead of the module's own: registers, state
 * machines, ports of memories, properties, and instances, whose own clock and reset they become.
 */
export function domain<T>({ clock: given, reset }: DomainOptions, body: () => T): T {
  const builder = currentBuilder("domain");
  if (!(given instanceof Clock)) {
    fail("HDL152", builder.name, `domain on ${describe(given)}, which is no clock`, dataAsClock);
  }
  let result: { value: T } | undefined;
  builder.inDomain(given.signal, reset === undefined ? undefined : boolOf(reset).expr, () => {
    result = { value: body() };
  });
  if (result === undefined) throw new Error("domain");
  return result.value;
}
