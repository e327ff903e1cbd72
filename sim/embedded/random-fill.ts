/** Random state, drawn by the engine itself: a program that has just begun would be slow at so many words. */
import type { FunctionBuilder, ModuleBuilder } from "./wasm-encoder.ts";

/**
 * Fills the 32-bit words from `address` to `end`: 32 bits each, of which the masks leave some, `even` in the first word
 * and in every second one after it, `odd` in the others. Takes the state of the generator, and returns what it is then.
 */
export type RandomFill = (address: number, end: number, state: number, even: number, odd: number) => number;

/** Adds the function, and exports it as `fillRandom`. The generator is a Weyl sequence, mixed by multiplication. */
export function addRandomFill(wasm: ModuleBuilder): void {
  const fn = wasm.function("fillRandom", ["i32", "i32", "i32", "i32", "i32"], "i32");
  const [address, end, state, even, odd] = [0, 1, 2, 3, 4];
  const mixed = fn.local("i32");
  fn.open("block");
  fn.open("loop");
  fn.opIndex("local_get", address);
  fn.opIndex("local_get", end);
  fn.op("i32_ge_u");
  fn.opIndex("br_if", 1);
  fn.opIndex("local_get", address);
  fn.opIndex("local_get", state);
  fn.constI32(0x9e37_79b9);
  fn.op("i32_add");
  fn.opIndex("local_tee", state);
  fn.opIndex("local_set", mixed);
  pushShiftedXor(fn, mixed, 16);
  fn.constI32(0x85eb_ca6b);
  fn.op("i32_mul");
  fn.opIndex("local_set", mixed);
  pushShiftedXor(fn, mixed, 13);
  fn.constI32(0xc2b2_ae35);
  fn.op("i32_mul");
  fn.opIndex("local_set", mixed);
  pushShiftedXor(fn, mixed, 16);
  fn.opIndex("local_get", even);
  fn.op("i32_and");
  fn.memory("i32_store", 0);
  fn.opIndex("local_get", odd);
  fn.opIndex("local_get", even);
  fn.opIndex("local_set", odd);
  fn.opIndex("local_set", even);
  fn.opIndex("local_get", address);
  fn.constI32(4);
  fn.op("i32_add");
  fn.opIndex("local_set", address);
  fn.opIndex("br", 0);
  fn.op("end");
  fn.op("end");
  fn.opIndex("local_get", state);
  wasm.export(fn);
}

function pushShiftedXor(fn: FunctionBuilder, value: number, distance: number): void {
  fn.opIndex("local_get", value);
  fn.opIndex("local_get", value);
  fn.constI32(distance);
  fn.op("i32_shr_u");
  fn.op("i32_xor");
}
