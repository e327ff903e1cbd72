import { constant, operands } from "../expr.ts";
import type { Expr } from "../ir.ts";
import { isConstant } from "./expr.ts";

/**
 * Folds operators whose operands are known, wholly or enough to decide: linters take a comparison that can only come
 * out one way for a mistake. Named values stay what they are.
 */
export function fold(expr: Expr): Expr {
  const known = operands(expr);
  if (known.length > 0 && known.every((operand) => operand.op === "const")) return evaluate(expr);
  return identity(expr);
}

function evaluate(expr: Expr): Expr {
  const values = operands(expr).map((operand) => (operand.op === "const" ? bitsOf(operand) : 0n));
  const [a = 0n, b = 0n, c = 0n] = values;
  const width = operands(expr)[0]?.width ?? expr.width;
  const signed = (value: bigint): bigint => BigInt.asIntN(width, value);
  const bit = (value: boolean): Expr => constant(value ? 1n : 0n, 1);
  switch (expr.op) {
    case "const":
    case "ref":
      return expr;
    case "not":
      return constant(~a, expr.width);
    case "reduceAnd":
      return bit(a === BigInt.asUintN(width, -1n));
    case "reduceOr":
      return bit(a !== 0n);
    case "reduceXor":
      return bit(a.toString(2).replaceAll("0", "").length % 2 === 1);
    case "add":
      return constant(a + b, expr.width);
    case "sub":
      return constant(a - b, expr.width);
    case "mul":
      return constant(a * b, expr.width);
    case "and":
      return constant(a & b, expr.width);
    case "or":
      return constant(a | b, expr.width);
    case "xor":
      return constant(a ^ b, expr.width);
    case "eq":
      return bit(a === b);
    case "ne":
      return bit(a !== b);
    case "lt":
      return bit(expr.signed ? signed(a) < signed(b) : a < b);
    case "le":
      return bit(expr.signed ? signed(a) <= signed(b) : a <= b);
    case "shl":
      return constant(b >= BigInt(width) ? 0n : a << b, expr.width);
    case "shr":
      return constant(b >= BigInt(width) ? 0n : a >> b, expr.width);
    case "asr":
      return constant(signed(a) >> (b >= BigInt(width) ? BigInt(width - 1) : b), expr.width);
    case "mux":
      return constant(a === 1n ? b : c, expr.width);
    case "slice":
      return constant(a >> BigInt(expr.low), expr.width);
    case "cat":
      return constant(
        operands(expr).reduce(
          (bits, part) => (bits << BigInt(part.width)) | (part.op === "const" ? bitsOf(part) : 0n),
          0n,
        ),
        expr.width,
      );
    case "extend":
      return constant(expr.signed ? signed(a) : a, expr.width);
  }
}

const bitsOf = (expr: Expr & { readonly op: "const" }): bigint => BigInt.asUintN(expr.width, expr.value);

/** One operand decides the result, or leaves the other as it is. */
function identity(expr: Expr): Expr {
  switch (expr.op) {
    case "and":
      return absorbed(expr, 0n) ?? neutral(expr, -1n) ?? same(expr) ?? expr;
    case "or":
      return absorbed(expr, -1n) ?? neutral(expr, 0n) ?? same(expr) ?? expr;
    case "xor":
      return alike(expr.a, expr.b) ? constant(0n, expr.width) : (neutral(expr, 0n) ?? expr);
    case "add":
      return neutral(expr, 0n) ?? expr;
    case "sub":
      if (alike(expr.a, expr.b)) return constant(0n, expr.width);
      return isConstant(expr.b, 0n) ? expr.a : expr;
    case "eq":
    case "le":
      return alike(expr.a, expr.b) ? constant(1n, 1) : expr;
    case "ne":
    case "lt":
      return alike(expr.a, expr.b) ? constant(0n, 1) : expr;
    case "mul":
      return absorbed(expr, 0n) ?? neutral(expr, 1n) ?? expr;
    case "mux":
      if (expr.cond.op === "const") return isConstant(expr.cond, 1n) ? expr.whenTrue : expr.whenFalse;
      return alike(expr.whenTrue, expr.whenFalse) ? expr.whenTrue : expr;
    case "shl":
    case "shr":
      return isConstant(expr.a, 0n) ? constant(0n, expr.width) : expr;
    case "asr":
      return isConstant(expr.a, 0n) || isConstant(expr.a, -1n) ? expr.a : expr;
    default:
      return expr;
  }
}

type Binary = Expr & { readonly a: Expr; readonly b: Expr };

function absorbed({ a, b, width }: Binary, value: bigint): Expr | undefined {
  return isConstant(a, value) || isConstant(b, value) ? constant(value, width) : undefined;
}

function neutral({ a, b }: Binary, value: bigint): Expr | undefined {
  if (isConstant(b, value)) return a;
  return isConstant(a, value) ? b : undefined;
}

function same({ a, b }: Binary): Expr | undefined {
  return alike(a, b) ? a : undefined;
}

/** Both read the same bits of the same signal. */
function alike(a: Expr, b: Expr): boolean {
  if (a === b) return true;
  if (a.op === "ref" && b.op === "ref") return a.signal === b.signal;
  return a.op === "slice" && b.op === "slice" && a.low === b.low && a.width === b.width && alike(a.a, b.a);
}
