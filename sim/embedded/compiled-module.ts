/** What a parent, and the simulation's handles, need to know about a module whose functions have been made. */
import type { IrType, ModuleIr, Property } from "../../hdlgen/ir.ts";
import type { Check } from "./failing-checks.ts";
import type { HeldInput } from "./held-inputs.ts";
import type { Place } from "./place.ts";

/** Where a parent finds an output of a child. Offsets count from the start of the child's part. */
export type OutputBinding =
  | { readonly kind: "constant"; readonly value: bigint }
  /** The child passes one of its inputs through. */
  | { readonly kind: "input"; readonly input: number }
  /** A register, in the child or below: always up to date. */
  | { readonly kind: "state"; readonly offset: number }
  /** Up to date once the function of its class has run. */
  | { readonly kind: "computed"; readonly offset: number; readonly class: number };

export interface CompiledInput {
  readonly name: string;
  readonly type: IrType;
  readonly place: Place;
}

/** Outputs, and what they need, that depend on the same inputs within a cycle. */
export interface CompiledClass {
  /** Indices of the inputs that must have been stored before. */
  readonly inputs: readonly number[];
  /** Classes that must have run before. */
  readonly before: readonly number[];
  /** Index of the function; undefined when there is nothing to do. */
  readonly function: number | undefined;
}

export interface CompiledRegister {
  readonly name: string;
  readonly type: IrType;
  readonly offset: number;
  readonly powerUp: bigint | undefined;
}

export interface CompiledMemory {
  readonly name: string;
  readonly type: IrType;
  readonly depth: number;
  readonly elementBytes: 1 | 2 | 4 | 8;
  readonly offset: number;
  readonly init: readonly bigint[] | undefined;
}

export interface CompiledChild {
  readonly name: string;
  readonly module: CompiledModule;
  readonly offset: number;
}

export interface CompiledProperty {
  readonly property: Property;
  /** Of its module below the compiled one; empty for that itself. */
  readonly path: string;
}

/** Functions of one clock group; undefined where there is nothing to do. */
export interface CompiledEdge {
  readonly check: number | undefined;
  readonly edge: number | undefined;
  /**
   * (instance, edges) → edges taken, fewer when an assertion fails. Does at each the same as `edge`, and goes by the
   * same notes of what rests, while these inputs have these values.
   */
  readonly whileHeld?: { readonly inputs: readonly HeldInput[]; readonly run: number };
}

/**
 * `part`: of a larger design; all its classes, and `late`, run before an edge, and `check` before any module's `edge`.
 * `alone`: the whole design is this one unit; an edge needs nothing but inputs and state, and checks the assertions
 * itself: if one fails, it says so in the count of failures and does nothing.
 */
export type Role = "part" | "alone";

export interface CompiledModule {
  /** Of its own module, which names it. */
  readonly ir: ModuleIr;
  readonly role: Role;
  /** Bytes of one instance, children included; a multiple of 8. */
  readonly size: number;
  /** In port order, `rst` last. */
  readonly inputs: readonly CompiledInput[];
  readonly outputs: ReadonlyMap<string, OutputBinding>;
  /** In an order in which they may run. */
  readonly classes: readonly CompiledClass[];
  /** What no output needs; runs when all inputs are stored and all classes have run. */
  readonly late: number | undefined;
  /** Must run before the next edge when inputs of the top, or state, were written from outside. */
  readonly wake: number | undefined;
  /** Writes down the nets of a debug build, when all classes and `late` have run. */
  readonly showNets: number | undefined;
  readonly nets: readonly { readonly name: string; readonly type: IrType; readonly offset: number }[];
  /** By clock group: what an edge of its clocks does. */
  readonly edges: readonly CompiledEdge[];
  readonly registers: readonly CompiledRegister[];
  readonly memories: readonly CompiledMemory[];
  readonly children: readonly CompiledChild[];
  /** Assertions and assumptions, in the order in which `check` numbers them. */
  readonly assertions: readonly CompiledProperty[];
  /** Of an `alone` module: what they assert, in the same order. */
  readonly checks: readonly Check[];
  readonly covers: readonly (CompiledProperty & { readonly offset: number })[];
}

/** Calls `visit` for every instance of a design, parents first, with the address at which it starts. */
export function forEachInstance(
  module: CompiledModule,
  at: number,
  visit: (module: CompiledModule, at: number) => void,
): void {
  visit(module, at);
  for (const { module: below, offset } of module.children) forEachInstance(below, at + offset, visit);
}
