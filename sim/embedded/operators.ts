/** Instructions for the operators of the value graph. See value-emitter.ts for what "clean" means. */
import type { Node } from "./graph.ts";
import { isWide } from "./place.ts";
import type { FunctionBuilder, Opcode } from "./wasm-encoder.ts";

/** Whether the instructions for this value leave it clean whatever its operands' upper bits are. */
export function isAlwaysClean({ op, width }: Node): boolean {
  if (width === 32 || width === 64) return true;
  switch (op) {
    case "add":
    case "sub":
    case "mul":
    case "and":
    case "or":
    case "xor":
    case "not":
    case "shl":
    case "asr":
    case "mux":
    case "slice":
    case "cat":
    case "sext":
      return false;
    default:
      return true;
  }
}

/** Whether operand `index` must be clean, given whether the result must be. */
export function operandNeedsClean(node: Node, index: number, resultClean: boolean): boolean {
  const { op, width, operands, low } = node;
  switch (op) {
    case "add":
    case "sub":
    case "mul":
    case "lts":
    case "les":
    case "sext":
      return false;
    case "shl":
    case "asr":
      return index === 1;
    case "and":
      return resultClean && index === 0 && !operands.some(isAlwaysClean);
    case "or":
    case "xor":
    case "not":
      return resultClean;
    case "mux":
      return index === 0 || resultClean;
    case "slice":
      return resultClean && low + width === operands[0]?.width;
    case "cat":
      return index > 0 || resultClean;
    default:
      return true;
  }
}

/** Where the operands come from. */
export interface Operands {
  /** Leaves an operand on the stack. */
  pushOperand(node: Node): void;
  /** Whether somebody needs the value of `node` clean. */
  wantsClean(node: Node): boolean;
}

/** Leaves the value of `node` on the stack. */
export function emitOperator(fn: FunctionBuilder, node: Node, from: Operands): void {
  const { op, width, operands } = node;
  const a = operands[0];
  const b = operands[1];
  const c = operands[2];
  if (a === undefined) throw new Error(`${op} without operands`);
  const wide = isWide(a.width);
  const wanted = isAlwaysClean(node) || from.wantsClean(node);
  switch (op) {
    case "not":
      from.pushOperand(a);
      if (width === 1 && wanted) fn.op("i32_eqz");
      else {
        pushConstant(fn, width, wanted ? BigInt.asUintN(width, -1n) : -1n);
        fn.op(wide ? "i64_xor" : "i32_xor");
      }
      return;
    case "reduceAnd":
      from.pushOperand(a);
      pushConstant(fn, a.width, BigInt.asUintN(a.width, -1n));
      fn.op(wide ? "i64_eq" : "i32_eq");
      return;
    case "reduceOr":
      from.pushOperand(a);
      pushConstant(fn, a.width, 0n);
      fn.op(wide ? "i64_ne" : "i32_ne");
      return;
    case "reduceXor":
      from.pushOperand(a);
      fn.op(wide ? "i64_popcnt" : "i32_popcnt");
      if (wide) fn.op("i32_wrap_i64");
      fn.constI32(1);
      fn.op("i32_and");
      return;
    case "mux":
      if (b === undefined || c === undefined) break;
      from.pushOperand(b);
      from.pushOperand(c);
      from.pushOperand(a);
      fn.op("select");
      return;
    case "slice":
      emitSlice(fn, node, a, from, wanted);
      return;
    case "cat":
      emitCat(fn, node, from);
      return;
    case "zext":
      from.pushOperand(a);
      if (isWide(width) && !wide) fn.op("i64_extend_i32_u");
      return;
    case "sext":
      from.pushOperand(a);
      signExtend(fn, a.width);
      if (isWide(width) && !wide) fn.op("i64_extend_i32_s");
      if (wanted) mask(fn, width);
      return;
  }
  if (b === undefined) throw new Error(`${op} without a second operand`);
  switch (op) {
    case "shl":
    case "shr":
    case "asr":
      emitShift(fn, node, a, b, from);
      if (wanted && op !== "shr") mask(fn, width);
      return;
    case "lts":
    case "les":
      pushAligned(fn, a, from);
      pushAligned(fn, b, from);
      fn.op(op === "lts" ? (wide ? "i64_lt_s" : "i32_lt_s") : wide ? "i64_le_s" : "i32_le_s");
      return;
  }
  if (op === "eq" && b.op === "const" && b.value === 0n) {
    from.pushOperand(a);
    fn.op(wide ? "i64_eqz" : "i32_eqz");
    return;
  }
  from.pushOperand(a);
  from.pushOperand(b);
  const instruction = plainInstructions[op];
  if (instruction === undefined) throw new Error(`${op} has no instructions`);
  fn.op(instruction[wide ? 1 : 0]);
  if (wanted && (op === "add" || op === "sub" || op === "mul")) mask(fn, width);
}

const plainInstructions: { readonly [Op in Node["op"]]?: readonly [Opcode, Opcode] } = {
  add: ["i32_add", "i64_add"],
  sub: ["i32_sub", "i64_sub"],
  mul: ["i32_mul", "i64_mul"],
  and: ["i32_and", "i64_and"],
  or: ["i32_or", "i64_or"],
  xor: ["i32_xor", "i64_xor"],
  eq: ["i32_eq", "i64_eq"],
  ne: ["i32_ne", "i64_ne"],
  ltu: ["i32_lt_u", "i64_lt_u"],
  leu: ["i32_le_u", "i64_le_u"],
};

export function pushConstant(fn: FunctionBuilder, width: number, value: bigint): void {
  if (isWide(width)) fn.constI64(value);
  else fn.constI32(Number(BigInt.asIntN(32, value)));
}

/** Clears the bits above `width`. */
export function mask(fn: FunctionBuilder, width: number): void {
  if (width === 32 || width === 64) return;
  pushConstant(fn, width, BigInt.asUintN(width, -1n));
  fn.op(isWide(width) ? "i64_and" : "i32_and");
}

/** Fills the bits above `width` with the sign. */
export function signExtend(fn: FunctionBuilder, width: number): void {
  if (width === 32 || width === 64) return;
  if (width === 8) fn.op("i32_extend8_s");
  else if (width === 16) fn.op("i32_extend16_s");
  else {
    const bits = isWide(width) ? 64 : 32;
    pushConstant(fn, width, BigInt(bits - width));
    fn.op(isWide(width) ? "i64_shl" : "i32_shl");
    pushConstant(fn, width, BigInt(bits - width));
    fn.op(isWide(width) ? "i64_shr_s" : "i32_shr_s");
  }
}

/** Leaves the value with its sign bit at the top of the word: enough to compare, and cheaper than extending it. */
function pushAligned(fn: FunctionBuilder, node: Node, from: Operands): void {
  const wide = isWide(node.width);
  const distance = (wide ? 64 : 32) - node.width;
  from.pushOperand(node);
  if (distance === 0) return;
  pushConstant(fn, node.width, BigInt(distance));
  fn.op(wide ? "i64_shl" : "i32_shl");
}

function emitSlice(fn: FunctionBuilder, node: Node, a: Node, from: Operands, wanted: boolean): void {
  const { width, low } = node;
  const wide = isWide(a.width);
  from.pushOperand(a);
  if (low > 0) {
    pushConstant(fn, a.width, BigInt(low));
    fn.op(wide ? "i64_shr_u" : "i32_shr_u");
  }
  if (wide && !isWide(width)) fn.op("i32_wrap_i64");
  const reachesTop = low + width === a.width;
  if (wanted && !reachesTop) mask(fn, width);
}

function emitCat(fn: FunctionBuilder, node: Node, from: Operands): void {
  const wide = isWide(node.width);
  let low = node.width;
  let isFirst = true;
  for (const part of node.operands) {
    low -= part.width;
    if (part.op === "const" && part.value === 0n && !isFirst) continue;
    from.pushOperand(part);
    if (wide && !isWide(part.width)) fn.op("i64_extend_i32_u");
    if (low > 0) {
      pushConstant(fn, node.width, BigInt(low));
      fn.op(wide ? "i64_shl" : "i32_shl");
    }
    if (!isFirst) fn.op(wide ? "i64_or" : "i32_or");
    isFirst = false;
  }
}

/** WebAssembly takes shift amounts modulo the word, hardware does not: amounts that can be too large are caught. */
function emitShift(fn: FunctionBuilder, { op, width }: Node, a: Node, amount: Node, from: Operands): void {
  const wide = isWide(width);
  const word = wide ? 64 : 32;
  const wideAmount = isWide(amount.width);
  const canExceed = amount.op === "const" ? amount.value >= BigInt(word) : amount.width > (wide ? 6 : 5);
  from.pushOperand(a);
  if (op === "asr") signExtend(fn, width);
  from.pushOperand(amount);
  const kept = canExceed ? fn.local(wideAmount ? "i64" : "i32") : -1;
  if (canExceed) fn.opIndex("local_tee", kept);
  if (canExceed && op === "asr") {
    pushConstant(fn, amount.width, BigInt(word - 1));
    pushFits(fn, kept, amount.width, word);
    fn.op("select");
  }
  if (wide && !wideAmount) fn.op("i64_extend_i32_u");
  if (!wide && wideAmount) fn.op("i32_wrap_i64");
  if (op === "shl") fn.op(wide ? "i64_shl" : "i32_shl");
  else if (op === "shr") fn.op(wide ? "i64_shr_u" : "i32_shr_u");
  else fn.op(wide ? "i64_shr_s" : "i32_shr_s");
  if (canExceed && op !== "asr") {
    pushConstant(fn, width, 0n);
    pushFits(fn, kept, amount.width, word);
    fn.op("select");
  }
}

/** Leaves 1 where the shift amount in a local variable is less than the word. */
function pushFits(fn: FunctionBuilder, local: number, width: number, word: number): void {
  fn.opIndex("local_get", local);
  pushConstant(fn, width, BigInt(word));
  fn.op(isWide(width) ? "i64_lt_u" : "i32_lt_u");
}
