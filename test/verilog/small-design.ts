/** Hand-made IR, so that printer and engine are tested without the builder in between. */
import type { Design, Expr, IrType, ModuleIr, Signal } from "../../hdlgen/ir.ts";

export const site = { location: undefined };

export const uint = (width: number): IrType => ({ kind: "uint", width });
export const sint = (width: number): IrType => ({ kind: "sint", width });
export const bool: IrType = { kind: "bool", width: 1 };

export const signal = (name: string, type: IrType, role: Signal["role"] = "node"): Signal => ({
  name,
  type,
  role,
  site,
});
export const ref = (of: Signal): Expr => ({ op: "ref", width: of.type.width, signal: of });
export const constant = (value: number | bigint, width: number): Expr => ({
  op: "const",
  width,
  value: BigInt.asUintN(width, BigInt(value)),
});
export const binary = (op: "add" | "sub" | "mul" | "and" | "or" | "xor", a: Expr, b: Expr): Expr => ({
  op,
  width: a.width,
  a,
  b,
});
export const lt = (a: Expr, b: Expr, signed: boolean): Expr => ({ op: "lt", width: 1, signed, a, b });
export const le = (a: Expr, b: Expr, signed: boolean): Expr => ({ op: "le", width: 1, signed, a, b });
export const eq = (a: Expr, b: Expr): Expr => ({ op: "eq", width: 1, a, b });
export const not = (a: Expr): Expr => ({ op: "not", width: a.width, a });
export const shift = (op: "shl" | "shr" | "asr", a: Expr, amount: Expr): Expr => ({ op, width: a.width, a, amount });
export const mux = (cond: Expr, whenTrue: Expr, whenFalse: Expr): Expr => ({
  op: "mux",
  width: whenTrue.width,
  cond,
  whenTrue,
  whenFalse,
});
export const slice = (a: Expr, high: number, low: number): Expr => ({ op: "slice", width: high - low + 1, a, low });
export const extend = (a: Expr, width: number, signed: boolean): Expr => ({ op: "extend", width, a, signed });
export const cat = (...parts: Expr[]): Expr => ({
  op: "cat",
  width: parts.reduce((sum, part) => sum + part.width, 0),
  parts,
});

/** A module of whatever is given, and nothing else. */
export function moduleOf(name: string, given: Partial<ModuleIr>): ModuleIr {
  return {
    name,
    baseName: name,
    parameters: "",
    ports: [],
    clocked: false,
    nodes: [],
    wires: [],
    registers: [],
    memories: [],
    instances: [],
    body: [],
    outputs: [],
    properties: [],
    site,
    ...given,
  };
}

/** A combinational module: inputs by their signals, one output per expression. */
export function combinational(
  name: string,
  inputs: readonly Signal[],
  values: Readonly<Record<string, Expr>>,
): ModuleIr {
  const outputs = Object.entries(values).map(([key, value]) => ({
    signal: signal(key, uint(value.width), "output"),
    value,
  }));
  return moduleOf(name, {
    ports: [
      ...inputs.map((input) => ({ direction: "input" as const, signal: input })),
      ...outputs.map((output) => ({ direction: "output" as const, signal: output.signal })),
    ],
    outputs,
  });
}

/** A design of modules given children first. */
export function designOf(...modules: ModuleIr[]): Design {
  const top = modules.at(-1);
  if (top === undefined) throw new Error("a design has at least one module");
  return { top, modules };
}
