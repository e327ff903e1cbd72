/** Constructors of IR expressions: every width rule of the IR is enforced here and nowhere else. */
import { fail } from "./errors.ts";
import { type Expr, maximumWidth, type Signal } from "./ir.ts";

export const maskOf = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** Checks a width that a user asked for or an operator grew to. */
export function checkWidth(width: number, what: string): number {
  if (!Number.isInteger(width) || width < 1)
    fail("HDL103", what, `a width of ${width} bits`, "a width is a whole number of at least 1");
  if (width > maximumWidth) {
    fail("HDL103", what, `${width} bits, at most ${maximumWidth} are possible`, "split the value into parts");
  }
  return width;
}

export const constant = (value: bigint, width: number): Extract<Expr, { op: "const" }> =>
  Object.freeze({ op: "const", width, value: value & maskOf(width) });
export const reference = (signal: Signal): Expr => Object.freeze({ op: "ref", width: signal.type.width, signal });

export function extend(a: Expr, width: number, signed: boolean): Expr {
  if (a.width === width) return a;
  if (a.width > width) throw new Error(`extend from ${a.width} to ${width} bits`);
  if (a.op !== "const") return Object.freeze({ op: "extend", width, a, signed });
  const negative = signed && a.value >> BigInt(a.width - 1) === 1n;
  return constant(negative ? a.value - (1n << BigInt(a.width)) : a.value, width);
}

export function slice(a: Expr, low: number, width: number): Expr {
  if (low < 0 || width < 1 || low + width > a.width) throw new Error(`slice [${low}+:${width}] of ${a.width} bits`);
  if (width === a.width) return a;
  if (a.op === "const") return constant(a.value >> BigInt(low), width);
  if (a.op === "slice") return Object.freeze({ op: "slice", width, a: a.a, low: a.low + low });
  return Object.freeze({ op: "slice", width, a, low });
}

export function cat(parts: readonly Expr[]): Expr {
  const first = parts[0];
  if (first === undefined) throw new Error("cat of nothing");
  if (parts.length === 1) return first;
  const width = checkWidth(
    parts.reduce((sum, part) => sum + part.width, 0),
    "cat",
  );
  return Object.freeze({ op: "cat", width, parts: Object.freeze([...parts]) });
}

export const not = (a: Expr): Expr => Object.freeze({ op: "not", width: a.width, a });

export function binary(op: "add" | "sub" | "mul" | "and" | "or" | "xor", a: Expr, b: Expr): Expr {
  sameWidth(a, b);
  return Object.freeze({ op, width: a.width, a, b });
}

export function compare(op: "eq" | "ne", a: Expr, b: Expr): Expr {
  sameWidth(a, b);
  return Object.freeze({ op, width: 1, a, b });
}

export function order(op: "lt" | "le", a: Expr, b: Expr, signed: boolean): Expr {
  sameWidth(a, b);
  return Object.freeze({ op, width: 1, signed, a, b });
}

export const shift = (op: "shl" | "shr" | "asr", a: Expr, amount: Expr): Expr =>
  Object.freeze({ op, width: a.width, a, amount });
export const reduce = (op: "reduceAnd" | "reduceOr" | "reduceXor", a: Expr): Expr => Object.freeze({ op, width: 1, a });

export function mux(cond: Expr, whenTrue: Expr, whenFalse: Expr): Expr {
  sameWidth(whenTrue, whenFalse);
  if (cond.width !== 1) throw new Error("mux condition is not one bit");
  return Object.freeze({ op: "mux", width: whenTrue.width, cond, whenTrue, whenFalse });
}

function sameWidth(a: Expr, b: Expr): void {
  if (a.width !== b.width) throw new Error(`operands of ${a.width} and ${b.width} bits`);
}

/** The direct operands, left to right. */
export function operands(expr: Expr): readonly Expr[] {
  switch (expr.op) {
    case "const":
    case "ref":
      return [];
    case "not":
    case "reduceAnd":
    case "reduceOr":
    case "reduceXor":
    case "slice":
    case "extend":
      return [expr.a];
    case "shl":
    case "shr":
    case "asr":
      return [expr.a, expr.amount];
    case "mux":
      return [expr.cond, expr.whenTrue, expr.whenFalse];
    case "cat":
      return expr.parts;
    default:
      return [expr.a, expr.b];
  }
}

/** Calls `visit` once for every signal that an expression reads; shared sub-expressions are walked once. */
export function forEachSignal(expr: Expr, visit: (signal: Signal) => void, seen: Set<Expr> = new Set()): void {
  // With a list of its own: a chain of operators can be longer than the call stack.
  const open: Expr[] = [expr];
  const add = (operand: Expr): number => open.push(operand);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.op === "ref") visit(next.signal);
    for (const operand of operands(next)) add(operand);
  }
}
