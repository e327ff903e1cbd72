/**
 * The state of one elaboration: the stack of modules under construction. This is the only module-level mutable state
 * of hdlgen; it is empty outside `elaborate`, and every push has its pop in a `finally`.
 */
import { type Diagnostic, SpikeforgeError } from "../diagnostics/index.ts";
import { diagnostic, fail } from "./errors.ts";
import { binary, constant, reference } from "./expr.ts";
import { deepFreeze } from "./freeze.ts";
import type { Expr, Instance, IrType, Memory, ModuleIr, Property, Register, Signal, Statement } from "./ir.ts";
import { PastRegisters } from "./past-registers.ts";
import { pathCondition } from "./path-condition.ts";
import { captureSite, framesOfErrors, type Site } from "./site.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A memory whose ports are still being added. */
export interface OpenMemory extends Omit<Memory, "reads" | "writes"> {
  readonly reads: Memory["reads"][number][];
  readonly writes: Memory["writes"][number][];
}

/** What registers, memory ports, properties and instances that are declared here follow. */
interface Scope {
  /** Absent: the module's own clock. */
  readonly clock: Signal | undefined;
  /** The domain's reset, and the one in force: of the module, given, or none. */
  readonly domainReset: Expr | "own" | undefined;
  readonly reset: Expr | "own" | undefined;
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
  readonly pasts = new PastRegisters();
  readonly body: Statement[] = [];
  readonly #names = new Map<string, Site>();
  /** Statement lists that assignments go to, innermost last. */
  readonly #blocks: Statement[][];
  readonly #scopes: Scope[] = [];
  #reset: Signal | undefined;
  #cause: Site | undefined;
  #clock: Signal | undefined;

  constructor(name: string, elaboration: Elaboration) {
    this.name = name;
    this.elaboration = elaboration;
    this.#blocks = [this.body];
  }

  /** Registers a name; a second use is reported with both places. */
  claim(name: string, site: Site): void {
    const first = this.#names.get(name);
    // Verilator refuses a signal that has its module's name.
    const own = name === this.name ? " name" : name === "clk" || name === "rst" ? "" : undefined;
    if (first !== undefined || own !== undefined) {
      const found = first === undefined ? `"${name}" is the module's own${own}` : `"${name}" is already taken`;
      this.elaboration.report(
        diagnostic("HDL112", `${this.name}.${name}`, found, "choose another name", site, ...(first ? [first] : [])),
      );
    }
    this.#names.set(name, site);
  }

  signal(name: string, type: IrType, role: Signal["role"], site: Site): Signal {
    this.claim(name, site);
    if (type.kind === "clock" && role !== "instanceOutput") {
      const found = `a ${role === "memoryRead" ? "memory" : role} of type clock: a clock is no data`;
      fail("HDL152", `${this.name}.${name}`, found, "clocks are ports, and what `domain` and `instance` take", site);
    }
    Object.freeze(type.labels);
    return Object.freeze({ name, type: Object.freeze(type), role, site });
  }

  /** Assignments in `body`, which hdlgen makes by itself, belong to the user's line that caused them. */
  onBehalfOf(site: Site, body: () => void): void {
    const before = this.#cause;
    this.#cause = site;
    try {
      body();
    } finally {
      this.#cause = before;
    }
  }

  assign(target: Signal, value: Expr, site: Site = captureSite()): void {
    this.#blocks.at(-1)?.push({ kind: "assign", target, value, site: this.#cause ?? site });
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

  /** A name that is free so far: `wish` itself, or with a number. */
  freeName(wish: string): string {
    let name = wish;
    for (let number = 2; this.#names.has(name); number++) name = `${wish}_${number}`;
    return name;
  }

  /** The condition under which what stands here is reached; undefined where there is none. */
  pathCondition(): Expr | undefined {
    return pathCondition(this.#blocks);
  }

  /** Inside `when` or a state: assignments there are conditional. */
  get isInBlock(): boolean {
    return this.#blocks.length > 1;
  }

  get #scope(): Scope {
    return this.#scopes.at(-1) ?? { clock: undefined, domainReset: "own", reset: "own" };
  }

  /** To be spread into what follows a clock: the clock in force here, where it is not the module's own. */
  clocked(): { readonly clock?: Signal } {
    const { clock } = this.#scope;
    return clock === undefined ? {} : { clock };
  }

  /** Like `clocked`, for what was given a clock. */
  clockOf(given: Signal | undefined): { readonly clock?: Signal } {
    return given === undefined ? this.clocked() : given === this.#clock ? {} : { clock: given };
  }

  /** The clock in force here. */
  clockSignal(): Signal {
    return this.#scope.clock ?? this.#ownClock();
  }

  #ownClock(): Signal {
    this.#clock ??= {
      name: "clk",
      type: { kind: "clock", width: 1 },
      role: "clock",
      site: captureSite(framesOfErrors),
    };
    return this.#clock;
  }

  /** Adds a register that follows the clock in force here. */
  register(register: Omit<Register, "clock">): void {
    this.registers.push({ ...register, ...this.clocked() });
  }

  /** The reset in force here: the innermost `withReset` or `domain`, else the module's own `rst`. `user` needs it. */
  resetExpr(user: string): Expr {
    const { clock, reset } = this.#scope;
    if (reset === undefined) {
      fail(
        "HDL150",
        user === "" ? this.name : `${this.name}.${user}`,
        `needs a reset, and its domain (${clock?.name}) has none`,
        "give the domain one, `domain({ clock, reset }, …)`, or declare it without a reset value",
      );
    }
    return reset === "own" ? this.#ownReset() : reset;
  }

  /** High while the reset of the domain or the one in force here is. */
  inReset(): Expr {
    const { domainReset, reset } = this.#scope;
    if (reset === undefined) return constant(0n, 1);
    const outer = domainReset === "own" ? this.#ownReset() : domainReset;
    const inner = reset === "own" ? this.#ownReset() : reset;
    return outer === undefined || inner === outer || reset === domainReset ? inner : binary("or", outer, inner);
  }

  #ownReset(): Expr {
    this.#reset ??= { name: "rst", type: { kind: "bool", width: 1 }, role: "reset", site: captureSite(framesOfErrors) };
    return reference(this.#reset);
  }

  withReset(reset: Expr, body: () => void): void {
    this.#within({ ...this.#scope, reset }, body);
  }

  /** A domain on the clock that is in force already, without a reset of its own, keeps the reset. */
  inDomain(signal: Signal, reset: Expr | undefined, body: () => void): void {
    const clock = signal === this.#clock ? undefined : signal;
    const same = reset === undefined && clock === this.#scope.clock;
    this.#within(same ? this.#scope : { clock, domainReset: reset, reset }, body);
  }

  #within(scope: Scope, body: () => void): void {
    this.#scopes.push(scope);
    try {
      body();
    } finally {
      this.#scopes.pop();
    }
  }

  finish(head: Pick<ModuleIr, "name" | "baseName" | "parameters" | "ports" | "outputs" | "site">): ModuleIr {
    const isOwn = ({ clock }: { readonly clock?: Signal }): boolean => clock === undefined;
    const memoryPorts = this.memories.map(({ reads, writes }) => [...reads, ...writes]);
    const clocked =
      this.#clock !== undefined ||
      this.registers.some(isOwn) ||
      memoryPorts.some((ports) => ports.length === 0 || ports.some(isOwn)) ||
      this.properties.some(isOwn) ||
      this.instances.some((instance) => instance.module.clocked && isOwn(instance));
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
    if (this.#clock !== undefined) ir.clock = this.#clock;
    return deepFreeze(ir);
  }
}

/** One run of `elaborate`: the modules met so far, and the problems found. */
export class Elaboration {
  readonly modules: ModuleIr[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #cache = new Map<object, Map<string, ModuleIr | "open">>();

  report(problem: Diagnostic): void {
    this.diagnostics.push(problem);
  }

  /** Runs `body`, and passes every problem that it reports through `change`, with the result. */
  changing<T>(body: () => T, change: (problem: Diagnostic, result: T) => Diagnostic): T {
    const known = this.diagnostics.length;
    const result = body();
    this.diagnostics.push(...this.diagnostics.splice(known).map((problem) => change(problem, result)));
    return result;
  }

  /**
   * Runs `body`. A problem in it is kept for the report at the end, so that building goes on and others are found, too;
   * then the result is undefined.
   */
  attempt<T>(body: () => T): T | undefined {
    try {
      return body();
    } catch (error) {
      if (!(error instanceof SpikeforgeError)) throw error;
      for (const problem of error.diagnostics) this.report(problem);
      return undefined;
    }
  }

  /**
   * The module of a definition with these parameters, built at first use. Where that fails, what `outline` makes (its
   * ports, without contents) stands in for it.
   */
  module(definition: object, parameters: string, build: () => ModuleIr, outline: () => ModuleIr): ModuleIr {
    const variants = this.#cache.get(definition) ?? new Map<string, ModuleIr | "open">();
    this.#cache.set(definition, variants);
    const known = variants.get(parameters);
    if (known === "open") {
      const mend = "change the parameters from level to level, until there is nothing left to instantiate";
      fail("HDL115", stack.at(-1)?.name ?? "module", "a module that contains itself, with the same parameters", mend);
    }
    if (known !== undefined) return known;
    variants.set(parameters, "open");
    let ir: ModuleIr;
    try {
      ir = build();
      this.modules.push(ir);
    } catch (error) {
      if (!(error instanceof SpikeforgeError)) throw error;
      variants.delete(parameters);
      // Where the ports themselves are wrong this throws, and building ends.
      ir = outline();
      for (const problem of error.diagnostics) this.report(problem);
    }
    variants.set(parameters, ir);
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
