/**
 * Instructions for the ports of a memory at a clock edge. A port that is not enabled costs its condition and nothing
 * else.
 *
 * Addresses beyond the depth: a write is ignored, a read gives random bits, as hardware may do anything there.
 */
import type { CompiledMemory } from "./compiled-module.ts";
import type { Node } from "./graph.ts";
import type { GraphMemory } from "./module-graph.ts";
import { mask } from "./operators.ts";
import { isWide } from "./place.ts";
import { type Region, region } from "./regions.ts";
import { emitRandom } from "./runtime.ts";
import type { ValueEmitter } from "./value-emitter.ts";
import type { FunctionBuilder, Opcode } from "./wasm-encoder.ts";

type ReadPort = GraphMemory["reads"][number];
type WritePort = GraphMemory["writes"][number];

export type PlannedPort =
  | {
      readonly kind: "read";
      readonly port: ReadPort;
      readonly region: Region;
      readonly collidesWith: readonly WritePort[];
    }
  | { readonly kind: "write"; readonly port: WritePort; readonly region: Region };

/** The ports of a memory in the order in which they act, and the values that they ask for. */
export function planPorts({ memory, reads, writes }: GraphMemory, within: Region): PlannedPort[] {
  const enabled = <Port extends { readonly enable: Node }>(ports: readonly Port[]): Port[] =>
    ports.filter(({ enable }) => enable.op !== "const" || enable.value === 1n);
  const writePorts = enabled(writes).map((port): PlannedPort => {
    within.roots.push(port.enable);
    const inner = region(within);
    const { address, data, mask: bits } = port;
    inner.roots.push(address, data, ...(bits === undefined || isAllOnes(bits) ? [] : [bits]));
    return { kind: "write", port, region: inner };
  });
  const readPorts = enabled(reads).map((port): PlannedPort => {
    within.roots.push(port.enable);
    const inner = region(within);
    const collidesWith = memory.collision === "dontCare" ? enabled(writes) : [];
    inner.roots.push(port.address);
    for (const { enable, address } of collidesWith) inner.roots.push(enable, address);
    return { kind: "read", port, region: inner, collidesWith };
  });
  return memory.collision === "writeFirst" ? [...writePorts, ...readPorts] : [...readPorts, ...writePorts];
}

export interface PortContext {
  readonly fn: FunctionBuilder;
  readonly values: ValueEmitter;
  readonly layout: CompiledMemory;
  /** Takes the value on the stack as the one that the read port holds from now on. */
  store(data: Node): void;
  /** What is read from the memory at the next edge may differ, though no address does. */
  touched(): void;
}

export function emitPort(context: PortContext, planned: PlannedPort): void {
  const { fn, values } = context;
  values.pushCondition(planned.port.enable, [planned.region], planned.kind === "read" ? [planned.port.data] : []);
  fn.open("if");
  values.enter();
  if (planned.kind === "read") emitRead(context, planned.port, planned.collidesWith);
  else emitWrite(context, planned.port);
  values.leave();
  fn.op("end");
}

function isAllOnes({ op, width, value }: Node): boolean {
  return op === "const" && value === BigInt.asUintN(width, -1n);
}

/** Leaves the element index in a local variable; an address of more than 32 bits that does not fit is all ones. */
function indexLocal({ fn, values }: PortContext, address: Node): number {
  const index = fn.local("i32");
  if (isWide(address.width)) {
    const whole = fn.local("i64");
    fn.constI32(-1);
    values.push(address);
    fn.opIndex("local_tee", whole);
    fn.op("i32_wrap_i64");
    fn.opIndex("local_get", whole);
    fn.constI64(0xffff_ffffn);
    fn.op("i64_gt_u");
    fn.op("select");
  } else {
    values.push(address);
  }
  fn.opIndex("local_set", index);
  return index;
}

const canExceed = ({ layout }: PortContext, address: Node): boolean => 2 ** address.width > layout.depth;

function emitRead(context: PortContext, { address, data }: ReadPort, collidesWith: readonly WritePort[]): void {
  const { fn, values, layout } = context;
  const { width } = layout.type;
  const wide = isWide(width);
  for (const other of collidesWith) {
    values.prepareUnlessStored(other.enable);
    values.prepareUnlessStored(other.address);
  }
  const index = indexLocal(context, address);
  const exceeds = canExceed(context, address);
  const isRandom = exceeds || collidesWith.length > 0;
  if (isRandom) {
    fn.openFor(wide ? "i64" : "i32", "block");
    fn.open("block");
    if (exceeds) {
      pushBeyond(context, index);
      fn.opIndex("br_if", 0);
    }
    for (const other of collidesWith) emitUnlessCollision(context, other, index);
  }
  pushElementAddress(context, index);
  fn.memory(elementLoad[layout.elementBytes], layout.offset);
  if (isRandom) {
    fn.opIndex("br", 1);
    fn.op("end");
    context.touched();
    emitRandom(fn);
    if (!wide) fn.op("i32_wrap_i64");
    mask(fn, width);
    fn.op("end");
  }
  context.store(data);
}

/** Leaves the block around it when the other port writes what is at `index`. */
function emitUnlessCollision(context: PortContext, other: Pick<WritePort, "enable" | "address">, index: number): void {
  const { fn, values } = context;
  fn.open("block");
  values.enter();
  values.push(other.enable);
  fn.op("i32_eqz");
  fn.opIndex("br_if", 0);
  const at = indexLocal(context, other.address);
  fn.opIndex("local_get", at);
  fn.opIndex("local_get", index);
  fn.op("i32_eq");
  fn.opIndex("br_if", 1);
  values.leave();
  fn.op("end");
}

function emitWrite(context: PortContext, { address, data, mask: bits }: WritePort): void {
  const { fn, values, layout } = context;
  const wide = isWide(layout.type.width);
  const op = (narrowOp: Opcode, wideOp: Opcode) => fn.op(wide ? wideOp : narrowOp);
  const index = indexLocal(context, address);
  const exceeds = canExceed(context, address);
  if (exceeds) {
    values.prepare(data);
    if (bits !== undefined && !isAllOnes(bits)) values.prepare(bits);
    pushBeyond(context, index);
    fn.op("i32_eqz");
    fn.open("if");
    values.enter();
  }
  pushElementAddress(context, index);
  if (bits === undefined || isAllOnes(bits)) {
    values.push(data);
  } else {
    // old ^ ((old ^ data) & mask)
    const old = fn.local(wide ? "i64" : "i32");
    pushElementAddress(context, index);
    fn.memory(elementLoad[layout.elementBytes], layout.offset);
    fn.opIndex("local_tee", old);
    fn.opIndex("local_get", old);
    values.push(data);
    op("i32_xor", "i64_xor");
    values.push(bits);
    op("i32_and", "i64_and");
    op("i32_xor", "i64_xor");
  }
  fn.memory(elementStore[layout.elementBytes], layout.offset);
  context.touched();
  if (exceeds) {
    values.leave();
    fn.op("end");
  }
}

function pushBeyond({ fn, layout }: PortContext, index: number): void {
  fn.opIndex("local_get", index);
  fn.constI32(layout.depth);
  fn.op("i32_ge_u");
}

function pushElementAddress({ fn, values, layout }: PortContext, index: number): void {
  values.pushBase();
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
