import type { Expr, Signal } from "./ir.ts";

/** The verification registers of one module under construction. */
export class PastRegisters {
  /** By clock and what is delayed. */
  readonly delayed = new Map<string, Signal>();
  /** How many cycles a register looks back, those behind it included. */
  readonly cycles = new Map<Signal, number>();
  /** By clock and reset: bit n − 1 says that n cycles outside reset have passed. */
  readonly ages = new Map<string, Signal[]>();
  readonly #numbers = new Map<Expr, number>();

  /** Text that is equal for equal values. */
  keyOf(expr: Expr): string {
    if (expr.op === "ref") return expr.signal.name;
    const known = this.#numbers.get(expr) ?? this.#numbers.size;
    this.#numbers.set(expr, known);
    return `#${known}`;
  }
}
