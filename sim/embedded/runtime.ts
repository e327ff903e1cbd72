/** What all modules share: the fixed words at the start of the memory, random bits, the list of failed properties. */
import type { FunctionBuilder, ModuleBuilder } from "./wasm-encoder.ts";

/** State of the random generator, never 0. */
export const randomStateAddress = 0;
/** Number of properties that failed at this edge. */
export const failureCountAddress = 8;
/** Pairs of base address and property number. */
export const failureListAddress = 16;
export const maximumFailures = 16;
/** Where the top's part of the memory starts. */
export const firstAddress = Math.ceil((failureListAddress + 8 * maximumFailures) / 64) * 64;

export interface Runtime {
  /** (base, property): notes a failure. */
  readonly fail: FunctionBuilder;
}

/**
 * Leaves 64 random bits on the stack. Not a function of its own: a call, even one that is rarely made, would drive
 * every value around it out of the processor's registers.
 */
export function emitRandom(fn: FunctionBuilder): void {
  const state = fn.local("i64");
  fn.constI32(0);
  fn.memory("i64_load", randomStateAddress);
  fn.opIndex("local_set", state);
  for (const [distance, shift] of [
    [13n, "i64_shl"],
    [7n, "i64_shr_u"],
    [17n, "i64_shl"],
  ] as const) {
    fn.opIndex("local_get", state);
    fn.opIndex("local_get", state);
    fn.constI64(distance);
    fn.op(shift);
    fn.op("i64_xor");
    fn.opIndex("local_set", state);
  }
  fn.constI32(0);
  fn.opIndex("local_get", state);
  fn.memory("i64_store", randomStateAddress);
  fn.opIndex("local_get", state);
}

export function addRuntime(module: ModuleBuilder): Runtime {
  const fail = module.function("fail", ["i32", "i32"]);
  const [base, property] = [0, 1];
  const count = fail.local("i32");
  fail.constI32(0);
  fail.memory("i32_load", failureCountAddress);
  fail.opIndex("local_tee", count);
  fail.constI32(maximumFailures);
  fail.op("i32_lt_u");
  fail.open("if");
  for (const [value, offset] of [
    [base, 0],
    [property, 4],
  ] as const) {
    fail.opIndex("local_get", count);
    fail.constI32(8);
    fail.op("i32_mul");
    fail.opIndex("local_get", value);
    fail.memory("i32_store", failureListAddress + offset);
  }
  fail.op("end");
  fail.constI32(0);
  fail.opIndex("local_get", count);
  fail.constI32(1);
  fail.op("i32_add");
  fail.memory("i32_store", failureCountAddress);
  return { fail };
}
