import { constant, operands } from "../expr.ts";
import type { Expr, Signal } from "../ir.ts";
import { isConstant, withOperands } from "./expr.ts";
import { fold } from "./fold.ts";

/**
 * Brings an expression into the form that reads best in Verilog, bits unchanged: a slice moves down to the names that
 * it selects from, so that it needs no temporary; negated equalities turn into inequalities; comparisons that can only come out
 * one way, and whatever else is known beforehand, become constants.
 *
 * `valueOfNode` gives the value of a named node, to see constants through it: the node itself stays.
 * `isShared` tells which expressions have several users: those are not taken apart, or their logic would exist twice.
 */
export function createSimplifier(
  isShared: (expr: Expr) => boolean,
  valueOfNode: (signal: Signal) => Expr | undefined,
): (expr: Expr) => Expr {
  const done = new Map<Expr, Expr>();
  const known = new Map<Expr, Expr>();
  /** What is known of a value when constants are followed through named nodes. */
  const resolve = (expr: Expr): Expr => {
    const before = known.get(expr);
    if (before !== undefined) return before;
    const value = expr.op === "ref" ? valueOfNode(expr.signal) : undefined;
    const inner = value === undefined ? rewrite(fold(withOperands(expr, operands(expr).map(resolve)))) : resolve(value);
    const result = value !== undefined && inner.op !== "const" ? expr : inner;
    known.set(expr, result);
    return result;
  };
  const simplify = (expr: Expr): Expr => {
    const before = done.get(expr);
    if (before !== undefined) return before;
    const inner = withOperands(expr, operands(expr).map(simplify));
    const result =
      inner.op === "slice" && expr.op === "slice"
        ? slice(inner.a, inner.low, inner.width, isShared(expr.a) ? "whole" : "apart")
        : inner.op === "not" && expr.op === "not" && !isShared(expr.a)
          ? fold(opposite(inner.a))
          : rewrite(fold(inner));
    const decided = result.op === "lt" || result.op === "le" ? rewrite(resolve(result)) : result;
    done.set(expr, decided.op === "const" ? decided : result);
    return decided.op === "const" ? decided : result;
  };
  return simplify;
}

function rewrite(expr: Expr): Expr {
  switch (expr.op) {
    case "const":
      return constant(expr.value, expr.width);
    case "extend":
      return extend(expr.a, expr.width, expr.signed);
    case "cat":
      return cat(expr.parts);
    case "not":
      return negate(expr.a);
    case "eq":
    case "ne":
      return equality(expr);
    case "lt":
    case "le":
      return compare(expr);
    case "shl":
    case "shr":
    case "asr":
      return shift(expr);
    default:
      return expr;
  }
}

function slice(a: Expr, low: number, width: number, how: "whole" | "apart"): Expr {
  const high = low + width;
  if (low === 0 && width === a.width) return a;
  switch (a.op) {
    case "const":
      return constant(a.value >> BigInt(low), width);
    case "slice":
      return slice(a.a, a.low + low, width, how);
    case "extend":
      if (high <= a.a.width) return slice(a.a, low, width, how);
      if (low < a.a.width) return extend(slice(a.a, low, a.a.width - low, how), width, a.signed);
      return a.signed ? extend(slice(a.a, a.a.width - 1, 1, how), width, true) : constant(0n, width);
    case "cat":
      return cat(selectedParts(a.parts, low, high, how));
    case "not":
    case "and":
    case "or":
    case "xor":
      return how === "apart" ? (sliceOperands(a, low, width) ?? select(a, low, width)) : select(a, low, width);
    case "add":
    case "sub":
    case "mul":
      // The low bits of a sum depend on nothing but the low bits of its operands.
      return how === "apart" && low === 0
        ? (sliceOperands(a, low, width) ?? select(a, low, width))
        : select(a, low, width);
    default:
      return select(a, low, width);
  }
}

function select(a: Expr, low: number, width: number): Expr {
  return { op: "slice", width, a, low };
}

/** Moves the slice into the operands when that needs no temporary for any of them. */
function sliceOperands(a: Expr, low: number, width: number): Expr | undefined {
  const moved = operands(a).map((operand) => slice(operand, low, width, "apart"));
  if (!moved.every(needsNoName)) return undefined;
  return rewrite({ ...withOperands(a, moved), width } as Expr);
}

function needsNoName(expr: Expr): boolean {
  if (expr.op === "ref" || expr.op === "const") return true;
  if (expr.op === "slice") return expr.a.op === "ref";
  return (expr.op === "extend" || expr.op === "cat" || expr.op === "not") && operands(expr).every(needsNoName);
}

function selectedParts(parts: readonly Expr[], low: number, high: number, how: "whole" | "apart"): Expr[] {
  const selected: Expr[] = [];
  let partLow = parts.reduce((sum, part) => sum + part.width, 0);
  for (const part of parts) {
    partLow -= part.width;
    const from = Math.max(low, partLow);
    const to = Math.min(high, partLow + part.width);
    if (from < to) selected.push(slice(part, from - partLow, to - from, how));
  }
  return selected;
}

function extend(a: Expr, width: number, signed: boolean): Expr {
  if (width === a.width) return a;
  if (a.op === "const") return constant(signed ? BigInt.asIntN(a.width, a.value) : a.value, width);
  // Whatever was widened by zeros has the sign bit 0.
  if (a.op === "extend" && (a.signed === signed || !a.signed)) return extend(a.a, width, a.signed);
  return { op: "extend", width, a, signed };
}

function cat(parts: readonly Expr[]): Expr {
  const flat: Expr[] = [];
  for (const part of parts.flatMap((part) => (part.op === "cat" ? part.parts : [part]))) {
    const last = flat.at(-1);
    if (last?.op === "const" && part.op === "const") {
      flat[flat.length - 1] = constant((last.value << BigInt(part.width)) | part.value, last.width + part.width);
    } else flat.push(part);
  }
  const [only] = flat;
  if (only !== undefined && flat.length === 1) return only;
  return { op: "cat", width: flat.reduce((sum, part) => sum + part.width, 0), parts: flat };
}

function negate(a: Expr): Expr {
  switch (a.op) {
    case "not":
      return a.a;
    case "const":
      return constant(~a.value, a.width);
    case "eq":
      return { ...a, op: "ne" };
    case "ne":
      return { ...a, op: "eq" };
    case "xor":
      return a.width === 1 ? equality({ op: "eq", width: 1, a: a.a, b: a.b }) : { op: "not", width: a.width, a };
    default:
      return { op: "not", width: a.width, a };
  }
}

/** Like `negate`, moving a `!` inwards where that leaves fewer of them. */
function opposite(a: Expr): Expr {
  if ((a.op !== "and" && a.op !== "or") || a.width !== 1 || !hasNegatedTerm(a, a.op)) return negate(a);
  return { op: a.op === "and" ? "or" : "and", width: 1, a: opposite(a.a), b: opposite(a.b) };
}

function hasNegatedTerm(expr: Expr, op: "and" | "or"): boolean {
  return expr.op === "not" || (expr.op === op && (hasNegatedTerm(expr.a, op) || hasNegatedTerm(expr.b, op)));
}

/** A one-bit value compared with a constant is the value itself, or its inverse. */
function equality(expr: Expr & { readonly op: "eq" | "ne" }): Expr {
  const { a, b, op } = expr;
  if (a.width !== 1) return a.op === "const" && b.op !== "const" ? { ...expr, a: b, b: a } : expr;
  const [value, other] = a.op === "const" ? [a, b] : [b, a];
  if (value.op !== "const") return expr;
  return isConstant(value, 1n) === (op === "eq") ? other : negate(other);
}

function compare(expr: Expr & { readonly op: "lt" | "le" }): Expr {
  const { a, b, op, signed } = expr;
  const least = signed ? -(1n << BigInt(a.width - 1)) : 0n;
  const greatest = signed ? (1n << BigInt(a.width - 1)) - 1n : (1n << BigInt(a.width)) - 1n;
  if (op === "lt" && (isConstant(b, least) || isConstant(a, greatest))) return constant(0n, 1);
  if (op === "le" && (isConstant(a, least) || isConstant(b, greatest))) return constant(1n, 1);
  // Only one value is left on these sides; linters take the inequality for a mistake.
  if (op === "lt" && (isConstant(a, least) || isConstant(b, greatest))) return equality({ op: "ne", width: 1, a, b });
  if (op === "le" && (isConstant(b, least) || isConstant(a, greatest))) return equality({ op: "eq", width: 1, a, b });
  return expr;
}

function shift(expr: Expr & { readonly op: "shl" | "shr" | "asr" }): Expr {
  const { a, amount, op, width } = expr;
  if (amount.op !== "const") return amount.width > widestAmount ? shiftFar(expr) : expr;
  const places = BigInt.asUintN(amount.width, amount.value);
  if (places === 0n) return a;
  if (places < BigInt(width)) return expr;
  if (op !== "asr") return constant(0n, width);
  return width === 1 ? a : { ...expr, amount: constant(BigInt(width - 1), 7) };
}

/** Simulators take no wider amount than this. */
const widestAmount = 32;

/** The high bits of a very wide amount decide beforehand that everything is shifted out. */
function shiftFar(expr: Expr & { readonly op: "shl" | "shr" | "asr" }): Expr {
  const { a, amount, op, width } = expr;
  const high = slice(amount, widestAmount, amount.width - widestAmount, "whole");
  const isFar: Expr = high.width === 1 ? high : { op: "reduceOr", width: 1, a: high };
  const allOut = op === "asr" ? extend(slice(a, width - 1, 1, "whole"), width, true) : constant(0n, width);
  const near: Expr = { ...expr, amount: slice(amount, 0, widestAmount, "whole") };
  return { op: "mux", width, cond: isFar, whenTrue: allOut, whenFalse: near };
}
