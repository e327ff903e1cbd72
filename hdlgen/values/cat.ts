import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import { describe, isLeaf } from "./hardware-value.ts";
import { type Bool, type SInt, UInt } from "./scalars.ts";

/** Joins the bits of all parts, most significant first; the widths add up. */
export function cat(...parts: readonly (Bool | UInt | SInt)[]): UInt {
  if (parts.length === 0) fail("HDL106", "cat", "no parts", "give at least one value");
  for (const part of parts) {
    if (isLeaf(part)) continue;
    fail("HDL105", "cat", `${describe(part)} where a hardware value is expected`, "use constant(…) for a number");
  }
  return new UInt(ir.cat(parts.map((part) => part.expr)));
}
