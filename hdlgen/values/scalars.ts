/** The scalar kinds of values. Their operators stand in a file each; here the kinds meet, since they make one another. */
import * as ir from "../expr.ts";
import type { Site } from "../site.ts";
import { BoolOperators, boolBits } from "./bool.ts";
import { FixOperators } from "./fix.ts";
import type { Make } from "./hardware-value.ts";
import type { Integer } from "./literal.ts";
import { SIntOperators } from "./sint.ts";
import { UFixOperators } from "./ufix.ts";
import { UIntOperators, uintBits } from "./uint.ts";

/** One bit that is true or false. */
export class Bool extends BoolOperators {
  override get make(): Make {
    return make;
  }
}

/** An unsigned whole number, 0 … 2^width − 1. */
export class UInt extends UIntOperators {
  override get make(): Make {
    return make;
  }
}

/** A signed whole number in two's complement, −2^(width − 1) … 2^(width − 1) − 1. */
export class SInt extends SIntOperators {
  override get make(): Make {
    return make;
  }
}

/** A signed fixed-point number: a whole number in two's complement times 2^−fracBits. */
export class Fix extends FixOperators {
  override get make(): Make {
    return make;
  }
}

/** An unsigned fixed-point number: a whole number times 2^−fracBits. */
export class UFix extends UFixOperators {
  override get make(): Make {
    return make;
  }
}

const make: Make = Object.freeze({
  bool: (expr) => new Bool(expr),
  uint: (expr) => new UInt(expr),
  sint: (expr) => new SInt(expr),
  fix: (expr, fracBits) => new Fix(expr, fracBits),
  ufix: (expr, fracBits) => new UFix(expr, fracBits),
} satisfies Make);

export const hi: Bool = new Bool(ir.constant(1n, 1));
export const lo: Bool = new Bool(ir.constant(0n, 1));

/** A number as a value. */
export const uintOf = (value: UInt | Integer, place = "value", site?: Site): UInt =>
  value instanceof UInt ? value : new UInt(uintBits(value, place, site));

/** A boolean as a value. */
export const boolOf = (value: Bool | boolean, place = "value", site?: Site): Bool =>
  value instanceof Bool ? value : new Bool(boolBits(value, place, site));
