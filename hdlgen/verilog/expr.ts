import { operands } from "../expr.ts";
import type { Expr } from "../ir.ts";

/** Small helpers to build and look into expressions; nothing here knows Verilog. */

export function isConstant(expr: Expr, value: bigint): boolean {
  return expr.op === "const" && BigInt.asUintN(expr.width, expr.value) === BigInt.asUintN(expr.width, value);
}

/** The same operator over other operands, as many and as wide as before. Returns `expr` itself when nothing changed. */
export function withOperands(expr: Expr, fresh: readonly Expr[]): Expr {
  const old = operands(expr);
  if (fresh.every((operand, index) => operand === old[index])) return expr;
  const take = (index: number): Expr => {
    const operand = fresh[index];
    if (operand === undefined) throw new Error(`operator ${expr.op} lacks operand ${index}`);
    return operand;
  };
  switch (expr.op) {
    case "const":
    case "ref":
      return expr;
    case "not":
    case "reduceAnd":
    case "reduceOr":
    case "reduceXor":
    case "slice":
    case "extend":
      return { ...expr, a: take(0) };
    case "shl":
    case "shr":
    case "asr":
      return { ...expr, a: take(0), amount: take(1) };
    case "mux":
      return { ...expr, cond: take(0), whenTrue: take(1), whenFalse: take(2) };
    case "cat":
      return { ...expr, parts: [...fresh] };
    default:
      return { ...expr, a: take(0), b: take(1) };
  }
}

/** Text that two expressions share exactly when they are built alike. */
export function structuralKey(expr: Expr): string {
  switch (expr.op) {
    case "const":
      return `${expr.width}'${BigInt.asUintN(expr.width, expr.value)}`;
    case "ref":
      return expr.signal.name;
    default: {
      const details = [
        expr.width,
        ...("low" in expr ? [expr.low] : []),
        ...("signed" in expr ? [expr.signed ? "s" : "u"] : []),
      ];
      return `${expr.op}.${details.join(".")}(${operands(expr).map(structuralKey).join(",")})`;
    }
  }
}
