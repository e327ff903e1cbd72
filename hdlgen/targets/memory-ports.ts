/** What of a memory decides which RAM cells can hold it. */
import type { Expr, Memory, ModuleIr, Signal } from "../ir.ts";
import { structuralKey } from "../verilog/expr.ts";

export interface MemoryPorts {
  readonly width: number;
  readonly depth: number;
  readonly addressBits: number;
  readonly writes: readonly WritePort[];
  readonly reads: readonly ReadPort[];
}

export interface WritePort {
  /** For every bit of a word, lowest first: bits with equal keys are always written together. */
  readonly lanes: readonly string[];
  /** Different write enables. */
  readonly enables: number;
  readonly clock: Signal | undefined;
}

export interface ReadPort {
  readonly hasEnable: boolean;
  readonly clock: Signal | undefined;
  /** Index of the write port with the same address and clock, which can be one port with it. */
  readonly sharesWith: number | undefined;
  /** It never reads when that port writes. */
  readonly alternates: boolean;
  /** It reads whenever that port writes. */
  readonly readsWhileWriting: boolean;
}

/** Looks at the ports of `memory`, through the named nodes of its module. */
export function portsOf(memory: Memory, module: ModuleIr): MemoryPorts {
  const nodes = new Map(module.nodes.map(({ signal, value }) => [signal, value]));
  const through = (expr: Expr): Expr => {
    const value = expr.op === "ref" ? nodes.get(expr.signal) : undefined;
    return value === undefined ? expr : through(value);
  };
  const key = (expr: Expr): string => structuralKey(through(expr));
  const conjuncts = (expr: Expr): readonly Expr[] => {
    const known = through(expr);
    return known.op === "and" && known.width === 1 ? [...conjuncts(known.a), ...conjuncts(known.b)] : [known];
  };
  const negated = (expr: Expr): string => {
    const known = through(expr);
    return known.op === "not" ? key(known.a) : `not ${key(known)}`;
  };
  const happens = ({ enable }: { readonly enable: Expr }): boolean => {
    const known = through(enable);
    return known.op !== "const" || known.value !== 0n;
  };
  const writes = memory.writes.filter(happens);
  const reads = memory.reads.filter(happens);
  return {
    width: memory.type.width,
    depth: memory.depth,
    addressBits: Math.max(1, (memory.depth - 1).toString(2).length),
    writes: writes.map((write) => {
      const lanes = write.mask === undefined ? undefined : lanesOf(through(write.mask), through, key);
      const used = lanes ?? Array.from({ length: memory.type.width }, () => "");
      return { lanes: used, enables: new Set(used).size, clock: write.clock };
    }),
    reads: reads.map((read) => {
      const index = writes.findIndex((write) => write.clock === read.clock && key(write.address) === key(read.address));
      const write = writes[index];
      const known = through(read.enable);
      const common = { hasEnable: known.op !== "const", clock: read.clock };
      if (write === undefined) return { ...common, sharesWith: undefined, alternates: false, readsWhileWriting: false };
      const [ofRead, ofWrite] = [conjuncts(read.enable), conjuncts(write.enable)];
      const [readKeys, writeKeys] = [new Set(ofRead.map(key)), new Set(ofWrite.map(key))];
      return {
        ...common,
        sharesWith: index,
        alternates: ofRead.some((e) => writeKeys.has(negated(e))) || ofWrite.some((e) => readKeys.has(negated(e))),
        readsWhileWriting: known.op === "const" || ofRead.every((e) => writeKeys.has(key(e))),
      };
    }),
  };
}

/** The write enable of every bit, lowest first. */
function lanesOf(mask: Expr, through: (expr: Expr) => Expr, key: (expr: Expr) => string): string[] {
  const parts = mask.op === "cat" ? mask.parts.map(through) : [mask];
  return parts.toReversed().flatMap((part) => {
    if (part.width === 1) return [key(part)];
    if (part.op === "extend" && part.signed && part.a.width === 1) {
      return Array.from({ length: part.width }, () => key(part.a));
    }
    if (part.op === "cat") return lanesOf(part, through, key);
    if (part.op === "const") {
      return Array.from({ length: part.width }, (_, i) => `1'${(part.value >> BigInt(i)) & 1n}`);
    }
    return Array.from({ length: part.width }, (_, i) => `${key(part)}[${i}]`);
  });
}
