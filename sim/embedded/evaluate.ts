/** The value of an operator on constants. */
import type { Node, Operator } from "./graph.ts";

/** Operands are constants; the result is zero-extended. `low` is the low bit of a slice. */
export function evaluate(op: Operator, width: number, operands: readonly Node[], low: number): bigint {
  const [first, second, third] = operands;
  const [a, b, c] = [first?.value ?? 0n, second?.value ?? 0n, third?.value ?? 0n];
  const operandWidth = first?.width ?? width;
  const signed = (value: bigint) => BigInt.asIntN(operandWidth, value);
  const bit = (value: boolean) => (value ? 1n : 0n);
  const wrap = (value: bigint) => BigInt.asUintN(width, value);
  switch (op) {
    case "not":
      return wrap(~a);
    case "reduceAnd":
      return bit(a === BigInt.asUintN(operandWidth, -1n));
    case "reduceOr":
      return bit(a !== 0n);
    case "reduceXor": {
      let parity = 0n;
      for (let rest = a; rest !== 0n; rest >>= 1n) parity ^= rest & 1n;
      return parity;
    }
    case "add":
      return wrap(a + b);
    case "sub":
      return wrap(a - b);
    case "mul":
      return wrap(a * b);
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
    case "eq":
      return bit(a === b);
    case "ne":
      return bit(a !== b);
    case "ltu":
      return bit(a < b);
    case "lts":
      return bit(signed(a) < signed(b));
    case "leu":
      return bit(a <= b);
    case "les":
      return bit(signed(a) <= signed(b));
    case "shl":
      return b >= BigInt(width) ? 0n : wrap(a << b);
    case "shr":
      return b >= BigInt(width) ? 0n : a >> b;
    case "asr":
      return wrap(signed(a) >> (b >= BigInt(width) ? BigInt(width) : b));
    case "mux":
      return a === 1n ? b : c;
    case "slice":
      return wrap(a >> BigInt(low));
    case "cat": {
      let result = 0n;
      for (const part of operands) result = (result << BigInt(part.width)) | part.value;
      return result;
    }
    case "zext":
      return a;
    case "sext":
      return wrap(signed(a));
    default:
      throw new Error(`${op} has no constant value`);
  }
}
