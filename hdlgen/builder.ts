/**
 * The state of one elaboration: the stack of modules under construction. This is the only module-level mutable state
 * of hdlgen; it is empty outside `elaborate`, and every push has its pop in a `finally`.
 */
import type { Diagnostic } from "../diagnostics/index.ts";
import { diagnostic, fail } from "./errors.ts";
import { binary, reference } from "./expr.ts";
import { deepFreeze } from "./freeze.ts";
import type { Expr, Instance, IrType, Memory, ModuleIr, Property, Register, Signal, Statement } from "./ir.ts";
import { captureSite, type Site } from "./site.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A memory whose ports are still being added. */
export interface OpenMemory extends Omit<Memory, "reads" | "writes"> {
  readonly reads: Memory["reads"][number][];
  readonly writes: Memory["writes"][number][];
}

/** One module under construction. */
export class ModuleBuilder {
  readonly name: string;
  readonly elaboration: Elaboration;
  readonly nodes: { signal: Signal; value: Expr }[] = [];
  readonly wires: Signal[] = [];
  readonly registers: Register[] = [];
  readonly memories: OpenMemory[] = [];
  readonly instances: Instance[] = [];
  readonly properties: Property[] = [];
  readonly body: Statement[] = [];
  readonly #names = new Map<string, Site>();
  /** Statement lists that assignments go to, innermost last. */
  readonly #blocks: Statement[][];
  readonly #resets: Expr[] = [];
  #reset: Signal | undefined;

  constructor(name: string, elaboration: Elaboration) {
    this.name = name;
    this.elaboration = elaboration;
    this.#blocks = [this.body];
  }

  /** Registers a name; a second use is reported with both places. */
  claim(name: string, site: Site): void {
    const first = this.#names.get(name);
    if (first !== undefined || name === "clk" || name === "rst") {
      const found = first === undefined ? `"${name}" is the module's own` : `"${name}" is already taken`;
      this.elaboration.report(
        diagnostic("HDL112", `${this.name}.${name}`, found, "choose another name", site, ...(first ? [first] : [])),
      );
    }
    this.#names.set(name, site);
  }

  signal(name: string, type: IrType, role: Signal["role"], site: Site): Signal {
    this.claim(name, site);
    Object.freeze(type.labels);
    return Object.freeze({ name, type: Object.freeze(type), role, site });
  }

  assign(target: Signal, value: Expr): void {
    this.#blocks.at(-1)?.push({ kind: "assign", target, value, site: captureSite() });
  }

  /** Adds a statement and returns nothing; blocks inside it are filled through `inBlock`. */
  add(statement: Statement): void {
    this.#blocks.at(-1)?.push(statement);
  }

  /** Runs `body` with its assignments going to `block`. */
  inBlock(block: Statement[], body: () => void): void {
    this.#blocks.push(block);
    try {
      body();
    } finally {
      this.#blocks.pop();
    }
  }

  /** Inside `when` or a state: assignments there are conditional. */
  get isInBlock(): boolean {
    return this.#blocks.length > 1;
  }

  /** The reset in force here: the innermost `withReset`, else the module's own `rst`. */
  resetExpr(): Expr {
    return this.#resets.at(-1) ?? this.#ownReset();
  }

  /** High while the module's own reset or the one in force here is. */
  inReset(): Expr {
    const inner = this.#resets.at(-1);
    return inner === undefined ? this.#ownReset() : binary("or", this.#ownReset(), inner);
  }

  #ownReset(): Expr {
    this.#reset ??= { name: "rst", type: { kind: "bool", width: 1 }, role: "reset", site: captureSite() };
    return reference(this.#reset);
  }

  withReset(reset: Expr, body: () => void): void {
    this.#resets.push(reset);
    try {
      body();
    } finally {
      this.#resets.pop();
    }
  }

  finish(head: Pick<ModuleIr, "name" | "baseName" | "parameters" | "ports" | "outputs" | "site">): ModuleIr {
    const clocked =
      this.registers.length > 0 ||
      this.memories.length > 0 ||
      this.properties.length > 0 ||
      this.instances.some((instance) => instance.module.clocked && instance.clock === undefined);
    const ir: Mutable<ModuleIr> = {
      ...head,
      clocked,
      nodes: this.nodes,
      wires: this.wires,
      registers: this.registers,
      memories: this.memories,
      instances: this.instances,
      body: this.body,
      properties: this.properties,
    };
    if (this.#reset !== undefined) ir.reset = this.#reset;
    return deepFreeze(ir);
  }
}

/** One run of `elaborate`: the modules met so far, and the problems found. */
export class Elaboration {
  readonly modules: ModuleIr[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #cache = new Map<object, Map<string, ModuleIr>>();

  report(problem: Diagnostic): void {
    this.diagnostics.push(problem);
  }

  /** The module of a definition with these parameters, built at first use. */
  module(definition: object, parameters: string, build: () => ModuleIr): ModuleIr {
    const variants = this.#cache.get(definition) ?? new Map<string, ModuleIr>();
    this.#cache.set(definition, variants);
    const known = variants.get(parameters);
    if (known !== undefined) return known;
    const ir = build();
    variants.set(parameters, ir);
    this.modules.push(ir);
    return ir;
  }
}

const stack: ModuleBuilder[] = [];

/** The module under construction; HDL190 outside elaboration. */
export function currentBuilder(what: string): ModuleBuilder {
  const builder = stack.at(-1);
  if (builder === undefined) {
    fail("HDL190", what, "used outside a module", "call it inside the build function of a module");
  }
  return builder;
}

/** Makes `builder` the module under construction while `body` runs. */
export function building<T>(builder: ModuleBuilder, body: () => T): T {
  stack.push(builder);
  try {
    return body();
  } finally {
    stack.pop();
  }
}
