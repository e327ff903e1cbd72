/** Which clock counts what has none of its own: values between registers. */
import { operands } from "../../hdlgen/expr.ts";
import type { Expr, Instance, ModuleIr, Signal, Statement } from "../../hdlgen/ir.ts";
import { branchesOf } from "../../hdlgen/passes/statements.ts";
import type { ModuleClock } from "../clock-path.ts";

export class ModuleClocks {
  readonly #ir: ModuleIr;
  /** The clock of what says nothing else: the module's own, else its first. */
  readonly main: ModuleClock;
  readonly #isSingle: boolean;
  readonly #registers: ReadonlyMap<Signal, ModuleClock>;
  readonly #known = new Map<Signal, ModuleClock | undefined>();
  readonly #sources: ReadonlyMap<Signal, readonly Expr[]>;

  /** `isClocked`: the module has a clock of its own once it is instrumented, for its own sake or a child's. */
  constructor(ir: ModuleIr) {
    this.#ir = ir;
    const clocks: ModuleClock[] = [...(ir.clocked ? (["own"] as const) : []), ...clockSignals(ir)];
    this.main = clocks[0] ?? "own";
    this.#isSingle = clocks.length <= 1;
    this.#registers = this.#isSingle ? new Map() : clocksOfState(ir);
    this.#sources = this.#isSingle ? new Map() : sourcesOf(ir);
  }

  ofRegister(clock: Signal | undefined): ModuleClock {
    return clock === undefined || clock === this.#ir.clock ? "own" : clock;
  }

  /** Of a named value: the clock of the state that it comes from, as far as there is one. */
  ofSignal(signal: Signal): ModuleClock {
    return this.#isSingle ? this.main : (this.#find(signal) ?? this.main);
  }

  ofExpr(expr: Expr): ModuleClock {
    return this.#isSingle ? this.main : (this.#findIn([expr]) ?? this.main);
  }

  /** Of a child without a clock: that of what goes in. */
  ofChild({ inputs }: Instance): ModuleClock {
    return this.#isSingle ? this.main : (this.#findIn(inputs.map(({ value }) => value)) ?? this.main);
  }

  #find(signal: Signal): ModuleClock | undefined {
    const state = this.#registers.get(signal);
    if (state !== undefined) return state;
    if (this.#known.has(signal)) return this.#known.get(signal);
    this.#known.set(signal, undefined);
    const found = this.#findIn(this.#sources.get(signal) ?? []);
    this.#known.set(signal, found);
    return found;
  }

  #findIn(roots: readonly Expr[]): ModuleClock | undefined {
    const open = [...roots];
    const seen = new Set<Expr>();
    for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
      if (seen.has(expr)) continue;
      seen.add(expr);
      if (expr.op === "ref") {
        const found = expr.signal.type.kind === "clock" ? undefined : this.#find(expr.signal);
        if (found !== undefined) return found;
      }
      open.push(...operands(expr));
    }
    return undefined;
  }
}

/** Clock ports, and clocks that cells make. */
function clockSignals(ir: ModuleIr): Signal[] {
  const inputs = ir.ports.flatMap(({ direction, signal }) => (direction === "input" ? [signal] : []));
  const made = ir.instances.flatMap(({ outputs }) => outputs.map(({ signal }) => signal));
  return [...inputs, ...made].filter(({ type }) => type.kind === "clock");
}

/** By what holds state, or is declared to follow a clock. */
function clocksOfState(ir: ModuleIr): ReadonlyMap<Signal, ModuleClock> {
  const own = (clock: Signal | undefined): ModuleClock => (clock === undefined || clock === ir.clock ? "own" : clock);
  const clocks = new Map<Signal, ModuleClock>();
  for (const { signal, domain } of ir.ports) {
    if (domain !== undefined && domain !== "async" && domain !== signal) clocks.set(signal, domain);
  }
  for (const { signal, clock } of ir.registers) clocks.set(signal, own(clock));
  for (const { reads } of ir.memories) for (const { data, clock } of reads) clocks.set(data, own(clock));
  for (const { module, outputs, clock } of ir.instances) {
    if (!module.clocked) continue;
    for (const { signal } of outputs) if (signal.type.kind !== "clock") clocks.set(signal, own(clock));
  }
  return clocks;
}

function sourcesOf(ir: ModuleIr): ReadonlyMap<Signal, readonly Expr[]> {
  const sources = new Map<Signal, Expr[]>();
  const add = (signal: Signal, exprs: readonly Expr[]): void => {
    sources.set(signal, [...(sources.get(signal) ?? []), ...exprs]);
  };
  for (const { signal, value } of [...ir.nodes, ...ir.outputs]) add(signal, [value]);
  for (const { inputs, outputs } of ir.instances) {
    for (const { signal } of outputs)
      add(
        signal,
        inputs.map(({ value }) => value),
      );
  }
  const walk = (statements: readonly Statement[], conditions: readonly Expr[]): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        add(statement.target, [statement.value, ...conditions]);
        continue;
      }
      const decided = statement.kind === "if" ? statement.cond : statement.subject;
      for (const body of branchesOf(statement)) walk(body, [...conditions, decided]);
    }
  };
  walk(ir.body, []);
  return sources;
}
