import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import type { Expr, IrType } from "../ir.ts";
import type { Site } from "../site.ts";
import { repeated } from "./bits.ts";
import { combine } from "./combine.ts";
import { type Aligned, describe, HardwareValue, type Make } from "./hardware-value.ts";
import type { In } from "./literal.ts";
import type { Bool, UInt } from "./scalars.ts";

/** One bit that is true or false. */
export abstract class BoolOperators extends HardwareValue {
  readonly kind = "bool";

  /** @internal */
  abstract get make(): Make;

  and(b: Bool | boolean): Bool {
    return this.make.bool(ir.binary("and", this.expr, boolBits(b)));
  }
  or(b: Bool | boolean): Bool {
    return this.make.bool(ir.binary("or", this.expr, boolBits(b)));
  }
  xor(b: Bool | boolean): Bool {
    return this.make.bool(ir.binary("xor", this.expr, boolBits(b)));
  }
  not(): Bool {
    return this.make.bool(ir.not(this.expr));
  }
  eq(b: Bool | boolean): Bool {
    return this.xor(b).not();
  }
  ne(b: Bool | boolean): Bool {
    return this.xor(b);
  }
  /** False only where this is true and `b` is not: what a property says. */
  implies(b: Bool | boolean): Bool {
    return this.not().or(b);
  }
  /** `this ? whenTrue : whenFalse`, for bundles and vectors leaf by leaf; the narrower side is widened. */
  mux<T>(whenTrue: T, whenFalse: In<NoInfer<T>>): T;
  mux<T>(whenTrue: In<NoInfer<T>>, whenFalse: T): T;
  mux<T>(whenTrue: T | In<T>, whenFalse: T | In<T>): T {
    const cond = this.expr;
    return combine<T>([whenTrue, whenFalse], "mux", ([a, b]) => ir.mux(cond, given(a), given(b)));
  }
  /** The bit `times` times: all ones or all zeros. */
  replicate(times: number): UInt {
    return this.make.uint(repeated(this.expr, times));
  }
  asUInt(): UInt {
    return this.make.uint(this.expr);
  }

  override get irType(): IrType {
    return { kind: "bool", width: 1 };
  }
  override over(expr: Expr): Bool {
    return this.make.bool(expr);
  }
  override align(values: readonly unknown[]): Aligned {
    return { exprs: values.map((value) => boolBits(value)), wrap: (expr) => this.make.bool(expr) };
  }
  override describe(): string {
    return "Bool(1)";
  }
}

/** The bit of a value or literal. */
export function boolBits(value: unknown, place = "value", site?: Site): Expr {
  if (value instanceof BoolOperators) return value.expr;
  if (typeof value === "boolean") return ir.constant(value ? 1n : 0n, 1);
  return fail("HDL105", place, `${describe(value)} where a Bool is expected`, "use .any(), .eq(…) or .bit(i)", site);
}

function given(expr: Expr | undefined): Expr {
  if (expr === undefined) throw new Error("a choice of two needs two");
  return expr;
}
