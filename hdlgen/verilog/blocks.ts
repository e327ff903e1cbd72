import { operands } from "../expr.ts";
import type { Expr, ModuleIr, Register, Signal, Statement } from "../ir.ts";
import { branchesOf } from "../passes/statements.ts";
import { structuralKey } from "./expr.ts";

/** One `always @(posedge clk)`. */
export interface ClockedBlock {
  readonly registers: readonly Register[];
  /** Absent: the module's own. */
  readonly clock?: Signal;
  /** Condition of the synchronous reset that all its registers share. */
  readonly reset?: Expr;
  readonly body: readonly Statement[];
}

/** One `always @*`, or one `assign` when its body is a single unconditional assignment. */
export interface CombinationalBlock {
  readonly wires: readonly Signal[];
  readonly body: readonly Statement[];
}

/**
 * Registers that the same statements assign stand together, those of one clock and reset apart from the others. Neighbours that
 * only take over a value share a block: stages of a pipeline.
 */
export function clockedBlocks(module: ModuleIr): readonly ClockedBlock[] {
  const merged: ClockedBlock[] = [];
  for (const block of separateBlocks(module)) {
    const last = merged.at(-1);
    const joins = last !== undefined && isPlain(last) && isPlain(block) && triggerKey(last) === triggerKey(block);
    if (!joins) merged.push(block);
    else {
      const registers = [...last.registers, ...block.registers];
      merged[merged.length - 1] = { ...last, registers, body: [...last.body, ...block.body] };
    }
  }
  return merged;
}

const isPlain = ({ body }: ClockedBlock): boolean => body.every((statement) => statement.kind === "assign");
/** Equal for blocks that can be one: the same clock, the same reset. */
const triggerKey = ({ clock, reset }: Pick<ClockedBlock, "clock" | "reset">): string =>
  `${clock?.name ?? ""} ${reset === undefined ? "" : structuralKey(reset)}`;

const triggerOf = ({ clock, reset }: Register): Pick<ClockedBlock, "clock" | "reset"> => ({
  ...(clock === undefined ? {} : { clock }),
  ...(reset === undefined ? {} : { reset: reset.when }),
});

function separateBlocks(module: ModuleIr): readonly ClockedBlock[] {
  const groups = groupByStatement(
    module,
    module.registers.map((register) => register.signal),
  );
  return groups.flatMap((signals) => {
    const registers = module.registers.filter((register) => signals.has(register.signal));
    const triggers = new Map<string, Register[]>();
    for (const register of registers) {
      const key = triggerKey(triggerOf(register));
      triggers.set(key, [...(triggers.get(key) ?? []), register]);
    }
    return [...triggers.values()].map((members) => {
      const body = restrict(module.body, new Set(members.map((member) => member.signal)));
      return { ...(members[0] === undefined ? {} : triggerOf(members[0])), registers: members, body };
    });
  });
}

/**
 * Wires that the same statements assign stand together, unless one of them depends on another: inside one block it
 * would be read before it is complete.
 */
export function combinationalBlocks(module: ModuleIr): readonly CombinationalBlock[] {
  const dependencies = wireDependencies(module);
  return groupByStatement(module, module.wires).flatMap((group) => {
    const members = module.wires.filter((wire) => group.has(wire));
    const isEntangled = members.some((wire) => members.some((other) => dependencies(wire).has(other)));
    const parts = isEntangled ? members.map((wire) => [wire]) : [members];
    return parts.map((wires) => ({ wires, body: restrict(module.body, new Set(wires)) }));
  });
}

/** Sets of `candidates` that share a top-level statement, by first appearance; the never assigned come last, one by one. */
function groupByStatement(module: ModuleIr, candidates: readonly Signal[]): readonly ReadonlySet<Signal>[] {
  const wanted = new Set(candidates);
  const groupOf = new Map<Signal, Set<Signal>>();
  for (const statement of module.body) {
    const targets = [...targetsOf(statement)].filter((target) => wanted.has(target));
    const merged = new Set<Signal>();
    for (const target of targets) for (const member of groupOf.get(target) ?? [target]) merged.add(member);
    for (const member of merged) groupOf.set(member, merged);
  }
  for (const candidate of candidates) if (!groupOf.has(candidate)) groupOf.set(candidate, new Set([candidate]));
  return [...new Set(groupOf.values())];
}

function targetsOf(statement: Statement): Set<Signal> {
  const targets = new Set<Signal>();
  const visit = (inner: Statement): void => {
    if (inner.kind === "assign") targets.add(inner.target);
    else if (inner.kind === "if") for (const child of [...inner.then, ...inner.else]) visit(child);
    else for (const child of branchesOf(inner).flat()) visit(child);
  };
  visit(statement);
  return targets;
}

/** The statements as far as they concern `targets`; branches that assign none of them are left out. */
function restrict(statements: readonly Statement[], targets: ReadonlySet<Signal>): readonly Statement[] {
  return statements.flatMap((statement): Statement[] => {
    if (statement.kind === "assign") return targets.has(statement.target) ? [statement] : [];
    if (statement.kind === "if") {
      const [whenTrue, whenFalse] = [restrict(statement.then, targets), restrict(statement.else, targets)];
      // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
      if (whenTrue.length > 0) return [{ ...statement, then: whenTrue, else: whenFalse }];
      if (whenFalse.length === 0) return [];
      const cond: Expr = { op: "not", width: 1, a: statement.cond };
      const [only] = whenFalse;
      if (whenFalse.length === 1 && only?.kind === "if" && only.else.length === 0) {
        return [{ ...only, cond: { op: "and", width: 1, a: cond, b: only.cond } }];
      }
      // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
      return [{ ...statement, cond, then: whenFalse, else: [] }];
    }
    const { default: whole, ...choice } = statement;
    const all = choice.cases.map((option) => ({ ...option, body: restrict(option.body, targets) }));
    const otherwise = whole && { ...whole, body: restrict(whole.body, targets) };
    // A case that assigns none of them still keeps its value from the default.
    if (otherwise !== undefined && otherwise.body.length > 0) return [{ ...choice, cases: all, default: otherwise }];
    const cases = all.filter((option) => option.body.length > 0);
    return cases.length === 0 ? [] : [{ ...choice, cases }];
  });
}

/** For a wire: the wires that its value depends on without a clock edge between, through nodes and instances too. */
function wireDependencies(module: ModuleIr): (wire: Signal) => ReadonlySet<Signal> {
  const sources = new Map<Signal, Set<Signal>>();
  const add = (target: Signal, exprs: readonly Expr[]): void => {
    const found = sources.get(target) ?? new Set<Signal>();
    for (const expr of exprs) for (const signal of signalsIn(expr)) found.add(signal);
    sources.set(target, found);
  };
  for (const { signal, value } of module.nodes) add(signal, [value]);
  for (const { signal, value } of module.outputs) add(signal, [value]);
  for (const { inputs, outputs } of module.instances) {
    for (const { signal } of outputs)
      add(
        signal,
        inputs.map((input) => input.value),
      );
  }
  const visit = (statement: Statement, conditions: readonly Expr[]): void => {
    if (statement.kind === "assign") {
      if (statement.target.role !== "register") add(statement.target, [...conditions, statement.value]);
    } else if (statement.kind === "if") {
      for (const child of [...statement.then, ...statement.else]) visit(child, [...conditions, statement.cond]);
    } else {
      for (const child of branchesOf(statement).flat()) visit(child, [...conditions, statement.subject]);
    }
  };
  for (const statement of module.body) visit(statement, []);
  return (wire) => {
    const reached = new Set<Signal>();
    const waiting = [...(sources.get(wire) ?? [])];
    for (let signal = waiting.pop(); signal !== undefined; signal = waiting.pop()) {
      if (reached.has(signal)) continue;
      reached.add(signal);
      waiting.push(...(sources.get(signal) ?? []));
    }
    return reached;
  };
}

/** Every signal that an expression reads. */
export function signalsIn(expr: Expr): ReadonlySet<Signal> {
  const found = new Set<Signal>();
  const seen = new Set<Expr>();
  const visit = (inner: Expr): void => {
    if (seen.has(inner)) return;
    seen.add(inner);
    if (inner.op === "ref") found.add(inner.signal);
    for (const operand of operands(inner)) visit(operand);
  };
  visit(expr);
  return found;
}
