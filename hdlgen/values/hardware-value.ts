/** What all scalar hardware values have in common: bits of a known width, and a kind that says how they are read. */
import { fail } from "../errors.ts";
import type { Expr, IrType } from "../ir.ts";
import type { Bool, Fix, SInt, UFix, UInt } from "./scalars.ts";

/**
 * Makes values of bits. The kinds produce one another (a comparison of numbers is a `Bool`, a difference of `UInt`s an
 * `SInt`), so that each asks for the others through this.
 */
export interface Make {
  readonly bool: (expr: Expr) => Bool;
  readonly uint: (expr: Expr) => UInt;
  readonly sint: (expr: Expr) => SInt;
  readonly fix: (expr: Expr, fracBits: number) => Fix;
  readonly ufix: (expr: Expr, fracBits: number) => UFix;
}

/** The leaves of one position of several values, as bits of one width, and what makes a value of such bits again. */
export interface Aligned {
  readonly exprs: readonly Expr[];
  readonly wrap: (expr: Expr) => HardwareValue;
}

export abstract class HardwareValue {
  abstract readonly kind: string;
  readonly expr: Expr;

  constructor(expr: Expr) {
    this.expr = expr;
  }

  get width(): number {
    return this.expr.width;
  }

  /** `a < b`, `+a` and texts of JavaScript know nothing of hardware: HDL114. */
  [Symbol.toPrimitive](): never {
    return fail("HDL114", this.describe(), "a hardware value in a JavaScript expression", "use .lt(…), .add(…), …");
  }

  /** @internal The type of a signal that carries this value. */
  abstract get irType(): IrType;
  /** @internal A value of the same type over other bits of the same width. */
  abstract over(expr: Expr): HardwareValue;
  /** @internal Values and literals of this kind, widened to the widest. */
  abstract align(values: readonly unknown[]): Aligned;
  /** @internal Kind and width for messages: `UInt(8)`. */
  abstract describe(): string;
}

/** Any scalar value. */
export type Leaf = HardwareValue;

export const isLeaf = (value: unknown): value is Leaf => value instanceof HardwareValue;

/** A clock, which is no value; `clock.ts` has its class. */
export const isClockValue = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "clock";

/** What a value is, for messages. */
export function describe(value: unknown): string {
  if (isLeaf(value)) return value.describe();
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return JSON.stringify(value);
  if (isClockValue(value)) return "a clock";
  return typeof value === "object" ? "a bundle" : `${typeof value} ${String(value)}`;
}
