/**
 * Coverage counted a second time, apart from the counters: an interpreter of the original design is asked at every edge
 * which statements are in force and which bits have changed.
 */
import type { Design, Expr, ModuleIr, Signal, Statement } from "../../hdlgen/ir.ts";
import type { IrInterpreter } from "../support/ir-interpreter.ts";

/** By `path site what`: how often. */
export class CountedByInterpreter {
  readonly counts = new Map<string, number>();
  readonly rose = new Map<string, bigint>();
  readonly fell = new Map<string, bigint>();
  readonly #before = new Map<string, bigint>();
  readonly #interpreter: IrInterpreter;
  readonly #design: Design;

  constructor(interpreter: IrInterpreter, design: Design) {
    this.#interpreter = interpreter;
    this.#design = design;
  }

  /** Counts what the coming edge finds. */
  edge(): void {
    this.#instance(this.#design.top, []);
  }

  #instance(ir: ModuleIr, path: readonly string[]): void {
    this.#block(ir, path, ir.body, true);
    for (const signal of signalsOf(ir)) this.#bits(path, signal.name, this.#value(path, signal));
    for (const { signal, value } of ir.outputs) this.#bits(path, signal.name, this.#interpreter.evaluate(path, value));
    for (const { name, module } of ir.instances) this.#instance(module, [...path, name]);
  }

  #block(ir: ModuleIr, path: readonly string[], statements: readonly Statement[], isReached: boolean): void {
    const add = (statement: Statement, what: string, happens: boolean): void => {
      const key = keyOf(path, statement, what);
      const isCounted = happens && isReached && this.#isLive(ir, path, statement);
      this.counts.set(key, (this.counts.get(key) ?? 0) + (isCounted ? 1 : 0));
    };
    for (const statement of statements) {
      add(statement, "line", true);
      if (statement.kind === "assign") continue;
      if (statement.kind === "if") {
        const holds = this.#interpreter.evaluate(path, statement.cond) === 1n;
        add(statement, "true", holds);
        add(statement, "false", !holds);
        this.#block(ir, path, statement.then, isReached && holds);
        this.#block(ir, path, statement.else, isReached && !holds);
        continue;
      }
      const subject = this.#interpreter.evaluate(path, statement.subject);
      for (const { value, label, body } of statement.cases) {
        add(statement, label, subject === value);
        this.#block(ir, path, body, isReached && subject === value);
      }
      const isOther = statement.cases.every(({ value }) => value !== subject);
      add(statement, "otherwise", isOther);
      this.#block(ir, path, statement.default?.body ?? [], isReached && isOther);
    }
  }

  /** An edge lets something of the statement happen: some target is a wire, or a register outside its reset. */
  #isLive(ir: ModuleIr, path: readonly string[], statement: Statement): boolean {
    if (statement.kind !== "assign") {
      const bodies =
        statement.kind === "if"
          ? [statement.then, statement.else]
          : [...statement.cases.map(({ body }) => body), statement.default?.body ?? []];
      return bodies.some((body) => body.some((inner) => this.#isLive(ir, path, inner)));
    }
    const reset = ir.registers.find(({ signal }) => signal === statement.target)?.reset;
    return reset === undefined || this.#interpreter.evaluate(path, reset.when) === 0n;
  }

  #value(path: readonly string[], signal: Signal): bigint {
    const expr: Expr = { op: "ref", width: signal.type.width, signal };
    return this.#interpreter.evaluate(path, expr);
  }

  #bits(path: readonly string[], name: string, now: bigint): void {
    const key = [...path, name].join(".");
    const before = this.#before.get(key) ?? now;
    this.#before.set(key, now);
    this.rose.set(key, (this.rose.get(key) ?? 0n) | (now & ~before));
    this.fell.set(key, (this.fell.get(key) ?? 0n) | (before & ~now));
  }
}

export function keyOf(path: readonly string[], { site }: Pick<Statement, "site">, what: string): string {
  return `${path.join(".")} ${site.location} ${what}`;
}

function signalsOf(ir: ModuleIr): Signal[] {
  return [
    ...ir.ports.flatMap(({ direction, signal }) => (direction === "input" ? [signal] : [])),
    ...ir.registers.map(({ signal }) => signal),
    ...ir.memories.flatMap(({ reads }) => reads.map(({ data }) => data)),
    ...ir.nodes.map(({ signal }) => signal),
    ...ir.wires,
  ];
}

/** The same design with a place in the source of its own for every statement. */
export function withOwnSites(design: Design): Design {
  const modules = new Map<ModuleIr, ModuleIr>();
  let line = 1;
  const own = () => ({ location: `/circuit.ts:${++line}:1` });
  const statements = (body: readonly Statement[]): Statement[] =>
    body.map((statement): Statement => {
      if (statement.kind === "assign") return { ...statement, site: own() };
      if (statement.kind === "if") {
        // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
        return { ...statement, then: statements(statement.then), else: statements(statement.else), site: own() };
      }
      const { default: rest, ...choice } = statement;
      return {
        ...choice,
        cases: choice.cases.map((each) => ({ ...each, body: statements(each.body) })),
        ...(rest && { default: { ...rest, body: statements(rest.body) } }),
        site: own(),
      };
    });
  const renewed = (module: ModuleIr): ModuleIr => {
    const known = modules.get(module);
    if (known !== undefined) return known;
    const fresh: ModuleIr = {
      ...module,
      body: statements(module.body),
      instances: module.instances.map((instance) => ({
        name: instance.name,
        module: renewed(instance.module),
        inputs: instance.inputs,
        outputs: instance.outputs,
        ...(instance.module.reset === undefined || instance.reset === undefined ? {} : { reset: instance.reset }),
        site: instance.site,
      })),
    };
    modules.set(module, fresh);
    return fresh;
  };
  const all = design.modules.map(renewed);
  return { top: renewed(design.top), modules: all };
}
