/**
 * Instructions for the ports of a memory at a clock edge.
 *
 * Addresses beyond the depth: a write is ignored, a read gives random bits, as hardware may do anything there.
 */
import type { CompiledMemory } from "./compiled-module.ts";
import type { Node } from "./graph.ts";
import type { GraphMemory } from "./module-graph.ts";
import { mask } from "./operators.ts";
import { isWide, type Place } from "./place.ts";
import type { Runtime } from "./runtime.ts";
import { baseLocal, type ValueEmitter } from "./value-emitter.ts";
import type { FunctionBuilder, Opcode } from "./wasm-encoder.ts";

export interface PortContext {
  readonly fn: FunctionBuilder;
  readonly values: ValueEmitter;
  readonly runtime: Runtime;
  readonly memory: GraphMemory;
  readonly layout: CompiledMemory;
  /** Byte offset of a place from the instance's base. */
  addressOf(place: Place): number;
}

/** Values that the ports of a memory ask for. */
export function portRoots({ reads, writes }: GraphMemory): Node[] {
  return [
    ...reads.flatMap(({ enable, address }) => [enable, address]),
    ...writes.flatMap(({ enable, address, data, mask }) => [
      enable,
      address,
      data,
      ...(mask === undefined ? [] : [mask]),
    ]),
  ];
}

/** Local variables with the operands of a port. */
interface PortLocals {
  readonly enable: number;
  /** Element index; an address of more than 32 bits that does not fit is all ones. */
  readonly index: number;
  /** Whether an address can lie beyond the depth. */
  readonly canExceed: boolean;
}

/**
 * The ports of one memory, in two parts: `prepare` computes all operands, from the values before the edge; `commit`
 * reads and writes.
 */
export function emitPorts(context: PortContext): { readonly commit: () => void } {
  const { memory, reads, writes } = context.memory;
  const readPorts = reads.map((port) => ({ data: port.data, locals: portLocals(context, port.enable, port.address) }));
  const writePorts = writes.map((port) => ({
    locals: portLocals(context, port.enable, port.address),
    data: intoLocal(context, port.data),
    mask: port.mask === undefined || isAllOnes(port.mask) ? undefined : intoLocal(context, port.mask),
  }));
  const readAll = (): void => {
    for (const { data, locals } of readPorts) {
      emitRead(context, data, locals, memory.collision === "dontCare" ? writePorts : []);
    }
  };
  return {
    commit: () => {
      if (memory.collision !== "writeFirst") readAll();
      for (const port of writePorts) emitWrite(context, port);
      if (memory.collision === "writeFirst") readAll();
    },
  };
}

interface WriteLocals {
  readonly locals: PortLocals;
  readonly data: number;
  readonly mask: number | undefined;
}

function isAllOnes({ op, width, value }: Node): boolean {
  return op === "const" && value === BigInt.asUintN(width, -1n);
}

function intoLocal({ fn, values }: PortContext, node: Node): number {
  const local = fn.local(isWide(node.width) ? "i64" : "i32");
  values.push(node);
  fn.opIndex("local_set", local);
  return local;
}

function portLocals(context: PortContext, enable: Node, address: Node): PortLocals {
  const { fn, layout } = context;
  const enableLocal = intoLocal(context, enable);
  const canExceed = 2 ** address.width > layout.depth;
  if (!isWide(address.width)) return { enable: enableLocal, index: intoLocal(context, address), canExceed };
  const whole = intoLocal(context, address);
  const index = fn.local("i32");
  fn.constI32(-1);
  fn.opIndex("local_get", whole);
  fn.op("i32_wrap_i64");
  fn.opIndex("local_get", whole);
  fn.constI64(0xffff_ffffn);
  fn.op("i64_gt_u");
  fn.op("select");
  fn.opIndex("local_set", index);
  return { enable: enableLocal, index, canExceed };
}

function emitRead(context: PortContext, data: Node, port: PortLocals, collidesWith: readonly WriteLocals[]): void {
  const { fn, layout, runtime } = context;
  const { width } = layout.type;
  const wide = isWide(width);
  fn.opIndex("local_get", port.enable);
  fn.open("if");
  fn.opIndex("local_get", baseLocal);
  let conditions = 0;
  const or = (): void => {
    if (conditions++ > 0) fn.op("i32_or");
  };
  if (port.canExceed) {
    pushBeyond(context, port);
    or();
  }
  for (const { locals } of collidesWith) {
    fn.opIndex("local_get", locals.index);
    fn.opIndex("local_get", port.index);
    fn.op("i32_eq");
    fn.opIndex("local_get", locals.enable);
    fn.op("i32_and");
    or();
  }
  if (conditions > 0) {
    fn.openIf(wide ? "i64" : "i32");
    fn.opIndex("call", runtime.random.index);
    if (!wide) fn.op("i32_wrap_i64");
    mask(fn, width);
    fn.op("else");
  }
  pushElementAddress(context, port);
  fn.memory(elementLoad[layout.elementBytes], layout.offset);
  if (conditions > 0) fn.op("end");
  if (data.place === undefined) throw new Error("the data of a read port lives somewhere");
  fn.memory(wide ? "i64_store" : "i32_store", context.addressOf(data.place));
  fn.op("end");
}

function emitWrite(context: PortContext, { locals, data, mask: maskLocal }: WriteLocals): void {
  const { fn, layout } = context;
  const wide = isWide(layout.type.width);
  const op = (narrowOp: Opcode, wideOp: Opcode) => fn.op(wide ? wideOp : narrowOp);
  fn.opIndex("local_get", locals.enable);
  if (locals.canExceed) {
    pushBeyond(context, locals);
    fn.op("i32_eqz");
    fn.op("i32_and");
  }
  fn.open("if");
  pushElementAddress(context, locals);
  if (maskLocal === undefined) {
    fn.opIndex("local_get", data);
  } else {
    // old ^ ((old ^ data) & mask)
    const old = fn.local(wide ? "i64" : "i32");
    pushElementAddress(context, locals);
    fn.memory(elementLoad[layout.elementBytes], layout.offset);
    fn.opIndex("local_tee", old);
    fn.opIndex("local_get", old);
    fn.opIndex("local_get", data);
    op("i32_xor", "i64_xor");
    fn.opIndex("local_get", maskLocal);
    op("i32_and", "i64_and");
    op("i32_xor", "i64_xor");
  }
  fn.memory(elementStore[layout.elementBytes], layout.offset);
  fn.op("end");
}

function pushBeyond({ fn, layout }: PortContext, { index }: PortLocals): void {
  fn.opIndex("local_get", index);
  fn.constI32(layout.depth);
  fn.op("i32_ge_u");
}

function pushElementAddress({ fn, layout }: PortContext, { index }: PortLocals): void {
  fn.opIndex("local_get", baseLocal);
  fn.opIndex("local_get", index);
  const shift = Math.log2(layout.elementBytes);
  if (shift > 0) {
    fn.constI32(shift);
    fn.op("i32_shl");
  }
  fn.op("i32_add");
}

const elementLoad = { 1: "i32_load8_u", 2: "i32_load16_u", 4: "i32_load", 8: "i64_load" } as const;
const elementStore = { 1: "i32_store8", 2: "i32_store16", 4: "i32_store", 8: "i64_store" } as const;
