/** Binding strength of Verilog's operators, weakest first. */
export const precedence = {
  conditional: 1,
  logicalOr: 2,
  logicalAnd: 3,
  or: 4,
  xor: 5,
  and: 6,
  equality: 7,
  relational: 8,
  shift: 9,
  additive: 10,
  multiplicative: 11,
  unary: 12,
  primary: 13,
} as const;

/**
 * Whether an operand at `inner` stands in brackets inside an operator at `outer`, on its left or right side.
 *
 * Beyond what the language needs, brackets stay where readers rarely know the order: around anything but arithmetic
 * inside shifts, and around every other operator inside `&`, `|` and `^`.
 */
export function needsBrackets(inner: number, outer: number, side: "left" | "right"): boolean {
  if (inner >= precedence.unary) return false;
  if (inner < outer) return true;
  if (inner === outer) {
    const isBitwise = outer >= precedence.logicalOr && outer <= precedence.and;
    return isBitwise ? false : side === "right" || outer < precedence.shift;
  }
  if (outer >= precedence.or && outer <= precedence.and) return true;
  const isLogical = outer === precedence.logicalOr || outer === precedence.logicalAnd;
  if (isLogical && inner <= precedence.and) return true;
  return outer === precedence.shift;
}
