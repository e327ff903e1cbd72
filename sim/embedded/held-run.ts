/** Time while the inputs of a design keep the values that an edge of its own was made for. */
import type { CompiledEdge } from "./compiled-module.ts";
import { pushConstant } from "./operators.ts";
import { isWide } from "./place.ts";
import type { FunctionBuilder } from "./wasm-encoder.ts";

type Held = NonNullable<CompiledEdge["whileHeld"]>;

/** Leaves whether the inputs are at the values at which they were held. */
function pushIsHeld(fn: FunctionBuilder, base: number, { inputs }: Held): void {
  for (const [index, { place, value }] of inputs.entries()) {
    const wide = isWide(place.width);
    fn.constI32(base);
    fn.memory(wide ? "i64_load" : "i32_load", place.offset);
    pushConstant(fn, place.width, value);
    fn.op(wide ? "i64_eq" : "i32_eq");
    if (index > 0) fn.op("i32_and");
  }
}

/** So few that the code of the loop over them is replaced by better soon after that has been compiled. */
const heldEdgesPerCall = 1024;

/** Takes all edges at once if inputs are held, and returns how many were taken. `done` is 0. */
export function addHeldRun(fn: FunctionBuilder, base: number, held: Held, cycles: number, done: number): void {
  const [wanted, taken] = [fn.local("i32"), fn.local("i32")];
  pushIsHeld(fn, base, held);
  fn.open("if");
  fn.open("loop");
  fn.opIndex("local_get", cycles);
  fn.opIndex("local_get", done);
  fn.op("i32_eq");
  fn.open("if");
  fn.opIndex("local_get", done);
  fn.op("return");
  fn.op("end");
  fn.constI32(heldEdgesPerCall);
  fn.opIndex("local_get", cycles);
  fn.opIndex("local_get", done);
  fn.op("i32_sub");
  fn.opIndex("local_tee", wanted);
  fn.constI32(heldEdgesPerCall);
  fn.opIndex("local_get", wanted);
  fn.op("i32_lt_u");
  fn.op("select");
  fn.opIndex("local_set", wanted);
  fn.constI32(base);
  fn.opIndex("local_get", wanted);
  fn.opIndex("call", held.run);
  fn.opIndex("local_tee", taken);
  fn.opIndex("local_get", done);
  fn.op("i32_add");
  fn.opIndex("local_set", done);
  fn.opIndex("local_get", taken);
  fn.opIndex("local_get", wanted);
  fn.op("i32_eq");
  fn.opIndex("br_if", 0);
  fn.op("end");
  fn.opIndex("local_get", done);
  fn.op("return");
  fn.op("end");
}

/** Finds out, once per call, whether inputs are held; the result emits one edge. `call`: a function of the instance. */
export function addEdgeChoice(
  fn: FunctionBuilder,
  base: number,
  { edge, whileHeld }: CompiledEdge,
  call: (target: number | undefined) => void,
): () => void {
  if (whileHeld === undefined) return () => call(edge);
  const isHeld = fn.local("i32");
  pushIsHeld(fn, base, whileHeld);
  fn.opIndex("local_set", isHeld);
  return () => {
    fn.opIndex("local_get", isHeld);
    fn.open("if");
    fn.constI32(base);
    fn.constI32(1);
    fn.opIndex("call", whileHeld.run);
    fn.op("drop");
    fn.op("else");
    call(edge);
    fn.op("end");
  };
}
