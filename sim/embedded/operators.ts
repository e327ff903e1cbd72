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
  /** Leaves an operand on the stack; clean if that is needed. */
  pushOperand(node: Node, needsClean: boolean): void;
  /** Whether somebody needs the value of `node`, which is about to be computed, clean. */
  wantsClean(node: Node): boolean;
  /** Whether nobody but who asks takes this operand's value from its instructions, so that he may emit others. */
  takeOver(node: Node): boolean;
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
  const push = (operand: Node, index: number): void =>
    from.pushOperand(operand, operandNeedsClean(node, index, wanted));
  switch (op) {
    case "not":
      push(a, 0);
      if (width === 1 && wanted) fn.op("i32_eqz");
      else {
        pushConstant(fn, width, wanted ? BigInt.asUintN(width, -1n) : -1n);
        fn.op(wide ? "i64_xor" : "i32_xor");
      }
      return;
    case "reduceAnd":
      push(a, 0);
      pushConstant(fn, a.width, BigInt.asUintN(a.width, -1n));
      fn.op(wide ? "i64_eq" : "i32_eq");
      return;
    case "reduceOr":
      push(a, 0);
      pushConstant(fn, a.width, 0n);
      fn.op(wide ? "i64_ne" : "i32_ne");
      return;
    case "reduceXor":
      push(a, 0);
      fn.op(wide ? "i64_popcnt" : "i32_popcnt");
      if (wide) fn.op("i32_wrap_i64");
      fn.constI32(1);
      fn.op("i32_and");
      return;
    case "mux":
      if (b === undefined || c === undefined) break;
      push(b, 1);
      push(c, 2);
      push(a, 0);
      fn.op("select");
      return;
    case "slice":
      push(a, 0);
      emitSlice(fn, node, a, wanted);
      return;
    case "cat":
      emitCat(fn, node, push);
      return;
    case "zext":
      push(a, 0);
      if (isWide(width) && !wide) fn.op("i64_extend_i32_u");
      return;
    case "sext":
      if (isBitField(a) && from.takeOver(a)) extendBitField(fn, a, from);
      else {
        push(a, 0);
        signExtend(fn, a.width);
      }
      if (isWide(width) && !wide) fn.op("i64_extend_i32_s");
      if (wanted) mask(fn, width);
      return;
  }
  if (b === undefined) throw new Error(`${op} without a second operand`);
  switch (op) {
    case "shl":
    case "shr":
    case "asr":
      emitShift(fn, node, a, b, push);
      if (wanted && op !== "shr") mask(fn, width);
      return;
    case "lts":
    case "les":
      push(a, 0);
      align(fn, a);
      push(b, 1);
      align(fn, b);
      fn.op(op === "lts" ? (wide ? "i64_lt_s" : "i32_lt_s") : wide ? "i64_le_s" : "i32_le_s");
      return;
  }
  if (op === "eq" && b.op === "const" && b.value === 0n) {
    push(a, 0);
    fn.op(wide ? "i64_eqz" : "i32_eqz");
    return;
  }
  push(a, 0);
  push(b, 1);
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

/** Moves the sign bit to the top of the word: enough to compare, and cheaper than to extend it. */
function align(fn: FunctionBuilder, { width }: Node): void {
  const wide = isWide(width);
  const distance = (wide ? 64 : 32) - width;
  if (distance === 0) return;
  pushConstant(fn, width, BigInt(distance));
  fn.op(wide ? "i64_shl" : "i32_shl");
}

/** Bits in the midst of a word, which two shifts bring down with their sign. */
function isBitField({ op, low, width, operands }: Node): boolean {
  const from = operands[0];
  return op === "slice" && low > 0 && width !== 8 && width !== 16 && from !== undefined && !isWide(from.width);
}

function extendBitField(fn: FunctionBuilder, { low, width, operands }: Node, from: Operands): void {
  for (const whole of operands) from.pushOperand(whole, false);
  fn.constI32(32 - low - width);
  fn.op("i32_shl");
  fn.constI32(32 - width);
  fn.op("i32_shr_s");
}

/** Of the operand on the stack. */
function emitSlice(fn: FunctionBuilder, node: Node, a: Node, wanted: boolean): void {
  const { width, low } = node;
  const wide = isWide(a.width);
  if (low > 0) {
    pushConstant(fn, a.width, BigInt(low));
    fn.op(wide ? "i64_shr_u" : "i32_shr_u");
  }
  if (wide && !isWide(width)) fn.op("i32_wrap_i64");
  const reachesTop = low + width === a.width;
  if (wanted && !reachesTop) mask(fn, width);
}

type Push = (operand: Node, index: number) => void;

function emitCat(fn: FunctionBuilder, node: Node, push: Push): void {
  const wide = isWide(node.width);
  let low = node.width;
  let isFirst = true;
  for (const [index, part] of node.operands.entries()) {
    low -= part.width;
    if (part.op === "const" && part.value === 0n && !isFirst) continue;
    push(part, index);
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
function emitShift(fn: FunctionBuilder, { op, width }: Node, a: Node, amount: Node, push: Push): void {
  const wide = isWide(width);
  const word = wide ? 64 : 32;
  const wideAmount = isWide(amount.width);
  const canExceed = amount.op === "const" ? amount.value >= BigInt(word) : amount.width > (wide ? 6 : 5);
  push(a, 0);
  if (op === "asr") signExtend(fn, width);
  push(amount, 1);
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
