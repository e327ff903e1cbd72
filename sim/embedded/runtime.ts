/** What all modules share: the fixed words at the start of the memory, random bits, the list of failed properties. */
import type { FunctionBuilder, ModuleBuilder } from "./wasm-encoder.ts";

/** State of the random generator, never 0. */
export const randomStateAddress = 0;
/** Number of properties that failed at this edge. */
export const failureCountAddress = 8;
/** Pairs of base address and property number. */
export const failureListAddress = 16;
export const maximumFailures = 16;
export const firstFreeAddress = failureListAddress + 8 * maximumFailures;

export interface Runtime {
  /** () → i64: 64 random bits. */
  readonly random: FunctionBuilder;
  /** (base, property): notes a failure. */
  readonly fail: FunctionBuilder;
}

export function addRuntime(module: ModuleBuilder): Runtime {
  const random = module.function("random", [], "i64");
  const state = random.local("i64");
  random.constI32(0);
  random.memory("i64_load", randomStateAddress);
  random.opIndex("local_set", state);
  for (const [distance, shift] of [
    [13n, "i64_shl"],
    [7n, "i64_shr_u"],
    [17n, "i64_shl"],
  ] as const) {
    random.opIndex("local_get", state);
    random.opIndex("local_get", state);
    random.constI64(distance);
    random.op(shift);
    random.op("i64_xor");
    random.opIndex("local_set", state);
  }
  random.constI32(0);
  random.opIndex("local_get", state);
  random.memory("i64_store", randomStateAddress);
  random.opIndex("local_get", state);

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
  return { random, fail };
}
