/** Whole values as bits, and back. */
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import type { Expr } from "./ir.ts";
import { pack, type Type, unpack } from "./types.ts";
import { Bool, combine, type In, UInt } from "./values.ts";

/** The bits of a value, its first field or element most significant. Throws HDL103 beyond the widest value there is. */
export const packed = <T>(type: Type<T>, value: In<NoInfer<T>>): UInt => new UInt(pack(type, value, "packed"));

/** The value that these bits are: the inverse of `packed`. Throws HDL102 unless there are as many as the type has. */
export function unpacked<T>(type: Type<T>, bits: UInt): T {
  if (bits.width !== type.width) {
    fail("HDL102", "unpacked", `${bits.width} bits for ${type.width}`, `give ${type.width} bits: .trunc or .extend`);
  }
  return unpack(type, bits.expr);
}

/** Two values of one type are equal in everything: bundles and arrays leaf by leaf. */
export function equal<T>(a: T, b: In<NoInfer<T>>): Bool {
  const leaves: Expr[] = [];
  combine([a, b], "equal", ([x, y]) => {
    if (x === undefined || y === undefined) throw new Error("two values have two leaves");
    leaves.push(ir.compare("eq", x, y));
    return x;
  });
  return new Bool(leaves.reduce((all, leaf) => ir.binary("and", all, leaf)));
}
