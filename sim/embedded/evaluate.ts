/** The value of an operator on constants. */
import type { Node, Operator } from "./graph.ts";

/** What is known of an operand: its value, zero-extended. */
export type Known = Pick<Node, "width" | "value">;

/** The result is zero-extended. `low` is the low bit of a slice. */
export function evaluate(op: Operator, width: number, operands: readonly Known[], low: number): bigint {
  const first = operands[0];
  const a = first?.value ?? 0n;
  const b = operands[1]?.value ?? 0n;
  const operandWidth = first?.width ?? width;
  switch (op) {
    case "not":
      return BigInt.asUintN(width, ~a);
    case "reduceAnd":
      return bit(a === BigInt.asUintN(operandWidth, -1n));
    case "reduceOr":
      return bit(a !== 0n);
    case "reduceXor":
      return parityOf(a);
    case "add":
      return BigInt.asUintN(width, a + b);
    case "sub":
      return BigInt.asUintN(width, a - b);
    case "mul":
      return BigInt.asUintN(width, a * b);
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
      return bit(BigInt.asIntN(operandWidth, a) < BigInt.asIntN(operandWidth, b));
    case "leu":
      return bit(a <= b);
    case "les":
      return bit(BigInt.asIntN(operandWidth, a) <= BigInt.asIntN(operandWidth, b));
    case "shl":
      return b >= BigInt(width) ? 0n : BigInt.asUintN(width, a << b);
    case "shr":
      return b >= BigInt(width) ? 0n : a >> b;
    case "asr":
      return BigInt.asUintN(width, BigInt.asIntN(operandWidth, a) >> (b >= BigInt(width) ? BigInt(width) : b));
    case "mux":
      return a === 1n ? b : (operands[2]?.value ?? 0n);
    case "slice":
      return BigInt.asUintN(width, a >> BigInt(low));
    case "cat": {
      let result = 0n;
      for (const part of operands) result = (result << BigInt(part.width)) | part.value;
      return result;
    }
    case "zext":
      return a;
    case "sext":
      return BigInt.asUintN(width, BigInt.asIntN(operandWidth, a));
    default:
      throw new Error(`${op} has no constant value`);
  }
}

const bit = (value: boolean): bigint => (value ? 1n : 0n);

function parityOf(value: bigint): bigint {
  let parity = 0n;
  for (let rest = value; rest !== 0n; rest >>= 1n) parity ^= rest & 1n;
  return parity;
}
