/** What of an expression graph is wires: constants, slices, joins, widening, complements. They cost no time. */
import type { Expr } from "./ir.ts";

/** Bits `low` up to, not including, `high`. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

export const whole = (expr: Expr): Span => ({ low: 0, high: expr.width });

/** Costs something, or comes from outside: what registers are made for. Wiring is repeated behind them instead. */
export const isBase = ({ op }: Expr): boolean =>
  op !== "const" && op !== "slice" && op !== "cat" && op !== "extend" && op !== "not";

/** The parts of wiring that a span of it shows, lowest first, each with its own span. */
export function forEachPart(expr: Expr, span: Span, visit: (part: Expr, span: Span) => void): void {
  if (expr.op === "slice") visit(expr.a, { low: span.low + expr.low, high: span.high + expr.low });
  else if (expr.op === "not") visit(expr.a, span);
  else if (expr.op === "extend") {
    // Beyond the operand there are zeros, or copies of its highest bit.
    const top = expr.a.width - 1;
    if (span.low <= top) visit(expr.a, { low: span.low, high: Math.min(span.high, top + 1) });
    else if (expr.signed) visit(expr.a, { low: top, high: top + 1 });
  } else if (expr.op === "cat") {
    let low = 0;
    for (const part of expr.parts.toReversed()) {
      const high = low + part.width;
      if (high > span.low && low < span.high) {
        visit(part, { low: Math.max(span.low, low) - low, high: Math.min(span.high, high) - low });
      }
      low = high;
    }
  }
}

/** The operators and inputs behind the wiring of an expression, and which of their bits it shows. */
export function forEachBase(expr: Expr, span: Span, visit: (base: Expr, span: Span) => void): void {
  if (isBase(expr)) visit(expr, span);
  else forEachPart(expr, span, (part, inner) => forEachBase(part, inner, visit));
}
