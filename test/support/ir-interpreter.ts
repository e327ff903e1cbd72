/**
 * A slow interpreter of the whole IR with BigInt: the independent truth that engines are compared with. It walks the
 * statements as they stand, for one target at a time, and shares no code with the passes or the engines.
 */
import type { Design, Expr, Instance, Memory, ModuleIr, Property, Signal, Statement } from "../../hdlgen/ir.ts";
import { evaluateExpr } from "./expr-oracle.ts";

export interface InterpreterOptions {
  /** What a read gives where the IR leaves it open: a dontCare collision, an address beyond the depth. */
  readonly anything?: (width: number) => bigint;
}

export class IrInterpreter {
  readonly #top: Module;

  /** State starts as 0, apart from power-up values and initial contents. */
  constructor(design: Design, options: InterpreterOptions = {}) {
    const known = new Map<ModuleIr, Sources>();
    const sourcesOf = (ir: ModuleIr): Sources => {
      const sources = known.get(ir) ?? new Sources(ir);
      known.set(ir, sources);
      return sources;
    };
    this.#top = new Module(design.top, undefined, undefined, { anything: options.anything ?? (() => 0n), sourcesOf });
  }

  setInput(port: string, value: bigint): void {
    this.#top.inputs.set(port, value);
    this.#top.forget();
  }

  output(port: string): bigint {
    return this.#top.output(port);
  }

  register(path: string): bigint {
    const { module, name } = this.#find(path);
    return module.registerValue(name);
  }

  setRegister(path: string, value: bigint): void {
    const { module, name } = this.#find(path);
    module.setRegister(name, value);
    this.#top.forget();
  }

  memory(path: string): bigint[] {
    const { module, name } = this.#find(path);
    return module.memoryWords(name);
  }

  /** The value of an expression of a module's own, in the instance at `path`; the top is the empty one. */
  evaluate(path: readonly string[], expr: Expr): bigint {
    return path.reduce((module, part) => module.child(part), this.#top).evaluate(expr);
  }

  /** Whether the data of a read is anything: after a dontCare collision, or an address beyond the depth. */
  isOpen(path: string): boolean {
    const { module, name } = this.#find(path);
    return module.isOpen(name);
  }

  /** Properties that do not hold now, with the paths of their modules; covers are left out. */
  failures(): { path: string; property: Property }[] {
    return this.#top.failures("");
  }

  /** One edge of one clock of the top, by the name of its port, `clk` for its own; without a name: of all there are. */
  step(clock?: string): void {
    const commits: (() => void)[] = [];
    this.#top.edge(commits, clock);
    for (const commit of commits) commit();
    this.#top.forget();
  }

  #find(path: string): { module: Module; name: string } {
    const parts = path.split(".");
    const name = parts.pop() ?? "";
    return { module: parts.reduce((module, part) => module.child(part), this.#top), name };
  }
}

/** What all modules of a hierarchy share. */
interface Shared {
  readonly anything: (width: number) => bigint;
  readonly sourcesOf: (ir: ModuleIr) => Sources;
}

class Module {
  readonly ir: ModuleIr;
  readonly inputs = new Map<string, bigint>();
  readonly #parent: Module | undefined;
  readonly #instance: Instance | undefined;
  readonly #state = new Map<Signal, bigint>();
  readonly #memories = new Map<Memory, bigint[]>();
  /** Data of reads that is anything. */
  readonly #open = new Set<Signal>();
  readonly #children: Map<string, Module>;
  readonly #anything: (width: number) => bigint;
  readonly #sources: Sources;
  readonly #settled = new Map<Signal, bigint>();
  /** Values of expressions since the last change. */
  readonly #known = new Map<Expr, bigint>();
  readonly #lookUp = (signal: Signal): bigint => this.#value(signal);

  constructor(ir: ModuleIr, parent: Module | undefined, instance: Instance | undefined, shared: Shared) {
    this.ir = ir.blackBox?.model ?? ir;
    this.#parent = parent;
    this.#instance = instance;
    this.#anything = shared.anything;
    this.#sources = shared.sourcesOf(this.ir);
    for (const { signal, powerUp } of this.ir.registers)
      this.#state.set(signal, wrapTo(powerUp ?? 0n, signal.type.width));
    for (const memory of this.ir.memories) {
      const { depth, init, type } = memory;
      this.#memories.set(
        memory,
        Array.from({ length: depth }, (_, at) => wrapTo(init?.[at] ?? 0n, type.width)),
      );
      for (const { data } of memory.reads) this.#state.set(data, 0n);
    }
    this.#children = new Map(this.ir.instances.map((each) => [each.name, new Module(each.module, this, each, shared)]));
  }

  child(name: string): Module {
    const child = this.#children.get(name);
    if (child === undefined) throw new Error(`interpreter: no instance ${name} in ${this.ir.name}`);
    return child;
  }

  forget(): void {
    this.#settled.clear();
    this.#known.clear();
    for (const child of this.#children.values()) child.forget();
  }

  output(port: string): bigint {
    const found = this.ir.outputs.find(({ signal }) => signal.name === port);
    if (found === undefined) throw new Error(`interpreter: no output ${port} of ${this.ir.name}`);
    return this.evaluate(found.value);
  }

  registerValue(name: string): bigint {
    return this.#state.get(this.#stateNamed(name)) ?? 0n;
  }

  setRegister(name: string, value: bigint): void {
    this.#state.set(this.#stateNamed(name), value);
    this.#open.delete(this.#stateNamed(name));
  }

  isOpen(name: string): boolean {
    return this.#open.has(this.#stateNamed(name));
  }

  memoryWords(name: string): bigint[] {
    for (const [memory, words] of this.#memories) if (memory.name === name) return words;
    throw new Error(`interpreter: no memory ${name} in ${this.ir.name}`);
  }

  failures(path: string): { path: string; property: Property }[] {
    const own = this.ir.properties
      .filter(({ kind, cond }) => kind !== "cover" && this.evaluate(cond) === 0n)
      .map((property) => ({ path, property }));
    const below = [...this.#children].flatMap(([name, child]) =>
      child.failures(path === "" ? name : `${path}.${name}`),
    );
    return [...own, ...below];
  }

  /** Everything is evaluated before the edge; the commits then change the state. */
  edge(commits: (() => void)[], ticking: string | undefined): void {
    const ticks = ({ clock }: { readonly clock?: Signal }): boolean =>
      ticking === undefined || this.#clockAtTop(clock) === ticking;
    for (const register of this.ir.registers.filter(ticks)) {
      const { signal, reset } = register;
      const isReset = reset !== undefined && this.evaluate(reset.when) === 1n;
      const next = isReset
        ? wrapTo(reset.value, signal.type.width)
        : this.#assigned(signal, () => this.#state.get(signal) ?? 0n);
      commits.push(() => this.#state.set(signal, next));
    }
    for (const memory of this.ir.memories) {
      const ports = { reads: memory.reads.filter(ticks), writes: memory.writes.filter(ticks) };
      if (ports.reads.length + ports.writes.length > 0) this.#memoryEdge(memory, ports, commits);
    }
    for (const child of this.#children.values()) child.edge(commits, ticking);
  }

  /** The port of the top that a clock comes from, followed wire by wire; absent: the module's own. */
  #clockAtTop(clock: Signal | undefined): string {
    if (clock === undefined || clock === this.ir.clock) {
      return this.#parent === undefined ? "clk" : this.#parent.#clockAtTop(this.#instance?.clock);
    }
    const at = this.ir.ports.findIndex(({ direction, signal }) => direction === "input" && signal === clock);
    if (at >= 0) {
      if (this.#parent === undefined) return clock.name;
      const port = this.#instance?.module.ports[at]?.signal.name;
      const value = required(this.#instance?.inputs.find((input) => input.port === port)?.value, clock);
      return this.#parent.#clockAtTop(value.op === "ref" ? value.signal : undefined);
    }
    const { kind, ...source } = this.#sources.of(clock);
    if (kind !== "instance" || !("port" in source)) throw new Error(`interpreter: ${clock.name} is no clock`);
    const child = this.child(source.instance);
    const value = child.ir.outputs.find(({ signal }) => signal.name === source.port)?.value;
    return child.#clockAtTop(value?.op === "ref" ? value.signal : undefined);
  }

  evaluate(expr: Expr): bigint {
    return evaluateExpr(expr, this.#lookUp, this.#known);
  }

  #stateNamed(name: string): Signal {
    for (const signal of this.#state.keys()) if (signal.name === name) return signal;
    throw new Error(`interpreter: no register ${name} in ${this.ir.name}`);
  }

  #value(signal: Signal): bigint {
    const state = this.#state.get(signal);
    if (state !== undefined) return state;
    const settled = this.#settled.get(signal);
    if (settled !== undefined) return settled;
    const value = this.#combinational(signal);
    this.#settled.set(signal, value);
    return value;
  }

  #combinational(signal: Signal): bigint {
    const source = this.#sources.of(signal);
    switch (source.kind) {
      case "input": {
        if (this.#parent === undefined) return this.inputs.get(signal.name) ?? 0n;
        const given =
          signal === this.ir.reset
            ? this.#instance?.reset
            : this.#instance?.inputs.find(({ port }) => port === signal.name)?.value;
        return this.#parent.evaluate(required(given, signal));
      }
      case "node":
        return this.evaluate(source.value);
      case "wire":
        return this.#assigned(signal, () => {
          throw new Error(`interpreter: wire ${signal.name} of ${this.ir.name} is not driven`);
        });
      case "instance":
        return this.child(source.instance).output(source.port);
    }
  }

  /** Runs the body for one target only: the last assignment that is reached. */
  #assigned(target: Signal, otherwise: () => bigint): bigint {
    let last: Expr | undefined;
    const run = (statements: readonly Statement[]): void => {
      for (const statement of statements) {
        if (statement.kind === "assign") last = statement.value;
        else if (statement.kind === "if") run(this.evaluate(statement.cond) === 1n ? statement.then : statement.else);
        else {
          const subject = this.evaluate(statement.subject);
          const { width } = statement.subject;
          const choice = statement.cases.find(({ value }) => wrapTo(value, width) === subject) ?? statement.default;
          run(choice?.body ?? []);
        }
      }
    };
    run(this.#sources.statementsFor(target));
    return last === undefined ? otherwise() : this.evaluate(last);
  }

  #memoryEdge(memory: Memory, { reads, writes }: Pick<Memory, "reads" | "writes">, commits: (() => void)[]): void {
    const before = [...(this.#memories.get(memory) ?? [])];
    const after = [...before];
    const written = new Set<number>();
    for (const { address, data, enable, mask } of writes) {
      if (this.evaluate(enable) === 0n) continue;
      const at = Number(this.evaluate(address));
      written.add(at);
      if (at >= memory.depth) continue;
      const bits = mask === undefined ? 2n ** BigInt(memory.type.width) - 1n : this.evaluate(mask);
      after[at] = ((after[at] ?? 0n) & ~bits) | (this.evaluate(data) & bits);
    }
    for (const { address, enable, data } of reads) {
      if (this.evaluate(enable) === 0n) continue;
      const at = Number(this.evaluate(address));
      const source = memory.collision === "writeFirst" ? after : before;
      const isOpen = at >= memory.depth || (memory.collision === "dontCare" && written.has(at));
      const value = isOpen ? this.#anything(memory.type.width) : (source[at] ?? 0n);
      commits.push(() => {
        this.#state.set(data, value);
        if (isOpen) this.#open.add(data);
        else this.#open.delete(data);
      });
    }
    commits.push(() => {
      const words = this.memoryWords(memory.name);
      for (const [at, word] of after.entries()) words[at] = word;
    });
  }
}

type Source =
  | { readonly kind: "input" | "wire" }
  | { readonly kind: "node"; readonly value: Expr }
  | { readonly kind: "instance"; readonly instance: string; readonly port: string };

/** Where the signals of a module get their values, looked up once for all of its instances. */
class Sources {
  readonly #ir: ModuleIr;
  readonly #sources = new Map<Signal, Source>();
  readonly #statements = new Map<Signal, readonly Statement[]>();

  constructor(ir: ModuleIr) {
    this.#ir = ir;
    if (ir.reset !== undefined) this.#sources.set(ir.reset, { kind: "input" });
    for (const { direction, signal } of ir.ports)
      if (direction === "input") this.#sources.set(signal, { kind: "input" });
    for (const { signal, value } of ir.nodes) this.#sources.set(signal, { kind: "node", value });
    for (const signal of ir.wires) this.#sources.set(signal, { kind: "wire" });
    for (const { name, outputs } of ir.instances) {
      for (const { port, signal } of outputs) this.#sources.set(signal, { kind: "instance", instance: name, port });
    }
  }

  of(signal: Signal): Source {
    const source = this.#sources.get(signal);
    if (source === undefined) throw new Error(`interpreter: ${signal.name} has no value in ${this.#ir.name}`);
    return source;
  }

  /** The body as far as it concerns one target. */
  statementsFor(target: Signal): readonly Statement[] {
    const known = this.#statements.get(target);
    if (known !== undefined) return known;
    const found = restrict(this.#ir.body, target);
    this.#statements.set(target, found);
    return found;
  }
}

function restrict(statements: readonly Statement[], target: Signal): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    if (statement.kind === "assign") return statement.target === target ? [statement] : [];
    if (statement.kind === "if") {
      const [whenTrue, whenFalse] = [restrict(statement.then, target), restrict(statement.else, target)];
      if (whenTrue.length + whenFalse.length === 0) return [];
      // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
      return [{ ...statement, then: whenTrue, else: whenFalse }];
    }
    const cases = statement.cases.map((each) => ({ ...each, body: restrict(each.body, target) }));
    const rest = statement.default && { ...statement.default, body: restrict(statement.default.body, target) };
    const isUntouched = cases.every(({ body }) => body.length === 0) && (rest?.body.length ?? 0) === 0;
    return isUntouched ? [] : [{ ...statement, cases, ...(rest && { default: rest }) }];
  });
}

function wrapTo(value: bigint, width: number): bigint {
  const modulus = 2n ** BigInt(width);
  return ((value % modulus) + modulus) % modulus;
}

function required(expr: Expr | undefined, signal: Signal): Expr {
  if (expr === undefined) throw new Error(`interpreter: nothing drives ${signal.name}`);
  return expr;
}
