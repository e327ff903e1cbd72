/** The meaning of IR expressions, spelled out with BigInt and nothing shared with any engine. */
import type { Expr, Signal } from "../../hdlgen/ir.ts";

const ones = (width: number): bigint => 2n ** BigInt(width) - 1n;

const truth = (condition: boolean): bigint => (condition ? 1n : 0n);

function toSigned(value: bigint, width: number): bigint {
  const half = 2n ** BigInt(width - 1);
  return value >= half ? value - 2n * half : value;
}

/** Value of an expression, zero-extended; `lookUp` gives the values of signals. */
export function evaluateExpr(expr: Expr, lookUp: (signal: Signal) => bigint, known = new Map<Expr, bigint>()): bigint {
  const found = known.get(expr);
  if (found !== undefined) return found;
  const result = evaluate(expr, (operand) => evaluateExpr(operand, lookUp, known), lookUp);
  if (result < 0n || result > ones(expr.width))
    throw new Error(`oracle: ${expr.op} gave ${result} for ${expr.width} bits`);
  known.set(expr, result);
  return result;
}

function evaluate(expr: Expr, of: (operand: Expr) => bigint, lookUp: (signal: Signal) => bigint): bigint {
  const modulus = 2n ** BigInt(expr.width);
  switch (expr.op) {
    case "const":
      return expr.value;
    case "ref":
      return lookUp(expr.signal);
    case "not":
      return ones(expr.width) - of(expr.a);
    case "reduceAnd":
      return truth(of(expr.a) === ones(expr.a.width));
    case "reduceOr":
      return truth(of(expr.a) > 0n);
    case "reduceXor":
      return BigInt([...of(expr.a).toString(2)].filter((digit) => digit === "1").length % 2);
    case "add":
      return (of(expr.a) + of(expr.b)) % modulus;
    case "sub":
      return (of(expr.a) + modulus - of(expr.b)) % modulus;
    case "mul":
      return (of(expr.a) * of(expr.b)) % modulus;
    case "and":
      return of(expr.a) & of(expr.b);
    case "or":
      return of(expr.a) | of(expr.b);
    case "xor":
      return of(expr.a) ^ of(expr.b);
    case "eq":
      return truth(of(expr.a) === of(expr.b));
    case "ne":
      return truth(of(expr.a) !== of(expr.b));
    case "lt":
    case "le": {
      const side = (operand: Expr) => (expr.signed ? toSigned(of(operand), operand.width) : of(operand));
      return truth(expr.op === "lt" ? side(expr.a) < side(expr.b) : side(expr.a) <= side(expr.b));
    }
    case "shl": {
      const amount = of(expr.amount);
      return amount >= BigInt(expr.width) ? 0n : (of(expr.a) * 2n ** amount) % modulus;
    }
    case "shr": {
      const amount = of(expr.amount);
      return amount >= BigInt(expr.width) ? 0n : of(expr.a) / 2n ** amount;
    }
    case "asr": {
      let value = of(expr.a);
      const sign = value & (modulus / 2n);
      const amount = of(expr.amount);
      const distance = amount > 64n ? 64 : Number(amount);
      for (let step = 0; step < distance; step++) value = value / 2n + sign;
      return value;
    }
    case "mux":
      return of(expr.cond) === 1n ? of(expr.whenTrue) : of(expr.whenFalse);
    case "slice":
      return (of(expr.a) / 2n ** BigInt(expr.low)) % modulus;
    case "cat":
      return expr.parts.reduce((sofar, part) => sofar * 2n ** BigInt(part.width) + of(part), 0n);
    case "extend": {
      const value = of(expr.a);
      return expr.signed ? (toSigned(value, expr.a.width) + modulus) % modulus : value;
    }
  }
}
