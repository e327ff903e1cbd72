/** Labels that registers held, and the ways that state machines took between them. */
import { reference } from "../../hdlgen/expr.ts";
import type { Expr, IrType, ModuleIr, Register, Signal, Statement } from "../../hdlgen/ir.ts";
import { lowerBody } from "../../hdlgen/passes/lower.ts";
import type { Site } from "../../hdlgen/site.ts";
import type { ModuleClocks } from "./module-clocks.ts";
import type { PlannedPoint } from "./module-points.ts";
import type { StatementContext } from "./statement-points.ts";

/**
 * One point per label of every register that has labels, and one per transition that the source states: an assignment of
 * a label under a `case` of another label of the same register. Edges in reset do not count.
 */
export function statePoints(ir: ModuleIr, clocks: ModuleClocks, context: StatementContext): PlannedPoint[] {
  const machines = ir.registers.filter(
    ({ signal, verification }) => signal.type.labels !== undefined && verification === undefined,
  );
  if (machines.length === 0) return [];
  const next = outsideReset(ir);
  return machines.flatMap((machine) => [
    ...labelPoints(machine, clocks, context),
    ...wayPoints(machine, transitionsOf(ir.body, machine.signal), next.get(machine.signal), clocks, context),
  ]);
}

/** What registers take at the next edge, if they are not in reset. */
function outsideReset(ir: ModuleIr): ReadonlyMap<Signal, Expr> {
  return lowerBody({ ...ir, registers: ir.registers.map(({ reset: _, ...register }) => register) }).registers;
}

function labelPoints(
  { signal, clock }: Register,
  clocks: ModuleClocks,
  { counters, conditions, live }: StatementContext,
): PlannedPoint[] {
  return labelsOf(signal.type).flatMap(({ label, code }): PlannedPoint[] => {
    const isThere = conditions.equals(reference(signal), code);
    const sum = counters.of(clocks.ofRegister(clock), [...live([signal]), isThere]);
    return sum === undefined ? [] : [{ kind: "state", site: signal.site, name: label, of: signal.name, sum }];
  });
}

interface Way {
  readonly from: bigint;
  readonly to: bigint;
  readonly site: Site;
}

function wayPoints(
  { signal, clock }: Register,
  ways: readonly Way[],
  next: Expr | undefined,
  clocks: ModuleClocks,
  { counters, conditions, live }: StatementContext,
): PlannedPoint[] {
  if (next === undefined) return [];
  const labels = new Map(labelsOf(signal.type).map(({ label, code }) => [code, label]));
  return ways.flatMap(({ from, to, site }): PlannedPoint[] => {
    const [before, after] = [labels.get(from), labels.get(to)];
    if (before === undefined || after === undefined) return [];
    const taken = [...live([signal]), conditions.equals(reference(signal), from), conditions.equals(next, to)];
    const sum = counters.of(clocks.ofRegister(clock), taken);
    const name = `${before} → ${after}`;
    return sum === undefined ? [] : [{ kind: "transition", site, name, of: signal.name, sum }];
  });
}

/** Pairs of different values, each once, at the line that states it first. */
function transitionsOf(body: readonly Statement[], machine: Signal): Way[] {
  const found = new Map<string, Way>();
  const isMachine = (expr: Expr): boolean => expr.op === "ref" && expr.signal === machine;
  const walk = (statements: readonly Statement[], from: readonly bigint[] | undefined): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        const { target, value, site } = statement;
        if (target !== machine || value.op !== "const") continue;
        for (const before of from ?? []) {
          const key = `${before} ${value.value}`;
          if (before !== value.value && !found.has(key)) found.set(key, { from: before, to: value.value, site });
        }
      } else if (statement.kind === "if") {
        const { cond } = statement;
        const isTest = cond.op === "eq" && isMachine(cond.a) && cond.b.op === "const";
        walk(statement.then, isTest && cond.b.op === "const" ? [cond.b.value] : from);
        walk(statement.else, from);
      } else {
        const isOwn = isMachine(statement.subject);
        for (const { value, body } of statement.cases) walk(body, isOwn ? [value] : from);
        const cases = new Set(statement.cases.map(({ value }) => value));
        const others = labelsOf(machine.type).flatMap(({ code }) => (cases.has(code) ? [] : [code]));
        if (statement.default !== undefined) walk(statement.default.body, isOwn ? others : from);
      }
    }
  };
  walk(body, undefined);
  return [...found.values()];
}

/** The labels of a type with the bits that stand for them. */
export function labelsOf({ labels = [], codes }: IrType): { readonly label: string; readonly code: bigint }[] {
  return labels.flatMap((label, i) => (label === "" ? [] : [{ label, code: codes?.[i] ?? BigInt(i) }]));
}
