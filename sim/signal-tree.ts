/**
 * What there is to see in a design: its instances as scopes, with their signals and memories. Whatever shows signals
 * (waves, reports, coverage) takes names, types and places in the source from here, and writes values with
 * `formatValue`.
 */
import type { Design, IrType, ModuleIr, Signal } from "../hdlgen/ir.ts";
import type { Site } from "../hdlgen/site.ts";
import { behaviourOf } from "./clock-path.ts";

export { formatValue, type Radix } from "./typed-value.ts";

/** An instance of a module; the root is the top. */
export interface Scope {
  /** Name of the instance; of the root that of the top module. */
  readonly name: string;
  /** Name of the module; of a cell that of the cell, whose model is what is inside. */
  readonly module: string;
  /** Dot-joined below the top, empty for the root. */
  readonly path: string;
  readonly scopes: readonly Scope[];
  /** Ports in their order (own clock and reset first), then registers, then nets. Each name once. */
  readonly signals: readonly TreeSignal[];
  readonly memories: readonly TreeMemory[];
  readonly site: Site;
}

export interface TreeSignal {
  /** As in the Verilog. */
  readonly name: string;
  /** Hierarchical name below the top, as the engines take it: `core.walker.count`. */
  readonly path: string;
  /** What it is to its module. A port is a port, whatever drives it; clocks are `clock` wherever they are. */
  readonly kind: "input" | "output" | "register" | "net" | "clock";
  /** It holds state: a register, or the output of a memory's read port; also of an output that shows one by its name. */
  readonly isState: boolean;
  readonly type: IrType;
  /** Where it was declared; absent for a module's own clock. */
  readonly site?: Site;
}

export interface TreeMemory {
  readonly name: string;
  readonly path: string;
  /** Of a word. */
  readonly type: IrType;
  readonly depth: number;
  readonly site: Site;
}

const clockType: IrType = { kind: "clock", width: 1 };

/** The scopes, signals and memories of a design. */
export function signalTree(design: Design): Scope {
  return scopeOf(design.top, design.top.name, "");
}

/** A scope and those below it, parents first. */
export function scopesBelow(scope: Scope): readonly Scope[] {
  return [scope, ...scope.scopes.flatMap(scopesBelow)];
}

/** All signals of a scope and of those below it, by path. */
export function signalsByPath(scope: Scope): ReadonlyMap<string, TreeSignal> {
  return new Map(scopesBelow(scope).flatMap(({ signals }) => signals.map((signal) => [signal.path, signal])));
}

function scopeOf(declared: ModuleIr, name: string, path: string): Scope {
  const module = behaviourOf(declared);
  const at = (each: string): string => (path === "" ? each : `${path}.${each}`);
  return {
    name,
    module: declared.name,
    path,
    signals: signalsIn(module, declared.blackBox?.clockPort ?? "clk", at),
    memories: module.memories.map(({ name: each, type, depth, site }) => ({
      name: each,
      path: at(each),
      type,
      depth,
      site,
    })),
    scopes: module.instances.map((instance) => scopeOf(instance.module, instance.name, at(instance.name))),
    site: module.site,
  };
}

function signalsIn(module: ModuleIr, clock: string, at: (name: string) => string): readonly TreeSignal[] {
  const found = new Map<string, TreeSignal>();
  const state = new Set([
    ...module.registers.map(({ signal }) => signal.name),
    ...module.memories.flatMap(({ reads }) => reads.map(({ data }) => data.name)),
  ]);
  const add = (kind: TreeSignal["kind"], { name, type, site }: Signal): void => {
    // An output that shows a register or a net under its own name is one signal with it.
    if (found.has(name)) return;
    const isClock = type.kind === "clock";
    found.set(name, { name, path: at(name), kind: isClock ? "clock" : kind, isState: state.has(name), type, site });
  };
  if (module.clocked) {
    found.set(clock, { name: clock, path: at(clock), kind: "clock", isState: false, type: clockType });
  }
  if (module.reset !== undefined) add("input", module.reset);
  for (const { direction, signal } of module.ports) add(direction, signal);
  for (const { signal } of module.registers) add("register", signal);
  for (const { reads } of module.memories) for (const { data } of reads) add("register", data);
  for (const signal of module.wires) add("net", signal);
  for (const { outputs } of module.instances) for (const { signal } of outputs) add("net", signal);
  for (const { signal } of module.nodes) add("net", signal);
  return [...found.values()];
}
