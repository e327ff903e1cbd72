/** The value of an operator on constants. */
import type { Operator } from "./graph.ts";

/** Operands and result are zero-extended; `imm` is the low bit of a slice. */
export function evaluate(
  op: Operator,
  width: number,
  values: readonly bigint[],
  widths: readonly number[],
  imm: bigint,
): bigint {
  const [a = 0n, b = 0n, c = 0n] = values;
  const operandWidth = widths[0] ?? width;
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
      return wrap(a >> imm);
    case "cat": {
      let result = 0n;
      for (const [index, value] of values.entries()) result = (result << BigInt(widths[index] ?? 0)) | value;
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
