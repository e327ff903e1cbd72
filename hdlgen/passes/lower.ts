/**
 * Turns the assignments of a module's body into one expression per target: what a register takes at the next edge,
 * what a wire carries. The statements have the meaning of a Verilog always block, so the last assignment that is
 * reached wins; a register that none reaches keeps its value; a wire that none reaches is not driven, and is reported
 * with the path that leaves it so, for the drivers pass to judge.
 */
import type { Expr, ModuleIr, Register, Signal, Statement } from "../ir.ts";
import type { Site } from "../site.ts";

/** One decision on the way through a body. */
export type PathStep =
  | { readonly kind: "if"; readonly cond: Expr; readonly branch: "then" | "else"; readonly site: Site }
  /** `label` is absent where the subject has a value without a case. */
  | { readonly kind: "switch"; readonly subject: Expr; readonly label?: string; readonly site: Site };

export interface LoweredWire {
  /** Its value where it is driven; absent when nothing drives it at all. */
  readonly value?: Expr;
  /** Decisions, last first, that together leave the wire undriven; absent when it is driven on every path. */
  readonly undriven?: readonly PathStep[];
}

export interface Lowering {
  /** Next value of every register, its hold and its reset included. */
  readonly registers: ReadonlyMap<Signal, Expr>;
  readonly wires: ReadonlyMap<Signal, LoweredWire>;
}

/** Lowers the body of one module. */
export function lowerBody(module: ModuleIr): Lowering {
  const start: Changes = new Map();
  for (const { signal } of module.registers) start.set(signal, { value: refTo(signal) });
  for (const signal of module.wires) start.set(signal, { undriven: [] });
  const scope: Scope = { changes: start, outer: undefined };
  run(module.body, scope, module.name);
  const registers = new Map(
    module.registers.map((register) => [
      register.signal,
      withReset(register, scope.changes.get(register.signal)?.value),
    ]),
  );
  const wires = new Map(module.wires.map((signal) => [signal, lookUp(scope, signal, module.name)]));
  return { registers, wires };
}

type Changes = Map<Signal, LoweredWire>;

/** Values assigned so far on one path; what is not in it has the value of the path around it. */
interface Scope {
  readonly changes: Changes;
  readonly outer: Scope | undefined;
}

interface Branch {
  readonly step: PathStep;
  readonly changes: Changes;
}

function run(statements: readonly Statement[], scope: Scope, moduleName: string): void {
  const branch = (step: PathStep, body: readonly Statement[]): Branch => {
    const inner: Scope = { changes: new Map(), outer: scope };
    run(body, inner, moduleName);
    return { step, changes: inner.changes };
  };
  for (const statement of statements) {
    const { site } = statement;
    if (statement.kind === "assign") {
      lookUp(scope, statement.target, moduleName);
      scope.changes.set(statement.target, { value: statement.value });
    } else if (statement.kind === "if") {
      const { cond } = statement;
      const whenTrue = branch({ kind: "if", cond, branch: "then", site }, statement.then);
      const whenFalse = branch({ kind: "if", cond, branch: "else", site }, statement.else);
      merge(scope, [{ cond, branch: whenTrue }], whenFalse, moduleName);
    } else {
      const { subject } = statement;
      const choices = statement.cases.map(({ value, label, body }) => ({
        cond: equals(subject, value),
        branch: branch({ kind: "switch", subject, label, site }, body),
      }));
      const distinct = new Set(statement.cases.map(({ value }) => BigInt.asUintN(subject.width, value)));
      const complete = BigInt(distinct.size) === 1n << BigInt(subject.width);
      const step: PathStep = { kind: "switch", subject, site };
      const rest = statement.default ?? { body: [] };
      const named: PathStep = rest.label === undefined ? step : { ...step, label: rest.label };
      const last = complete && statement.default === undefined ? choices.pop()?.branch : undefined;
      merge(scope, choices, last ?? branch(named, rest.body), moduleName);
    }
  }
}

/** Joins the paths of one decision: the first choice whose condition holds, or else `otherwise`. */
function merge(
  scope: Scope,
  choices: readonly { readonly cond: Expr; readonly branch: Branch }[],
  otherwise: Branch,
  moduleName: string,
): void {
  const touched = new Set<Signal>();
  for (const { branch } of choices) for (const target of branch.changes.keys()) touched.add(target);
  for (const target of otherwise.changes.keys()) touched.add(target);
  for (const target of touched) {
    const before = lookUp(scope, target, moduleName);
    const after = ({ changes }: Branch) => changes.get(target) ?? before;
    const base = after(otherwise);
    let value = base.value;
    for (const { cond, branch } of choices.toReversed()) value = either(cond, after(branch).value, value);
    const undriven = shortest(
      [...choices.map(({ branch }) => branch), otherwise].flatMap((each) => {
        const { undriven: within } = after(each);
        return within === undefined ? [] : [[each.step, ...within]];
      }),
    );
    scope.changes.set(target, {
      ...(value === undefined ? {} : { value }),
      ...(undriven === undefined ? {} : { undriven }),
    });
  }
}

function lookUp(scope: Scope, target: Signal, moduleName: string): LoweredWire {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.changes.get(target);
    if (found !== undefined) return found;
  }
  throw new Error(`${moduleName}.${target.name} is assigned but is neither a register nor a wire of its module`);
}

/** The path with the fewest decisions says best what is missing; of equal ones the first. */
function shortest(paths: readonly (readonly PathStep[])[]): readonly PathStep[] | undefined {
  return paths.reduce<readonly PathStep[] | undefined>(
    (best, path) => (best === undefined || path.length < best.length ? path : best),
    undefined,
  );
}

/** Where one side is not driven its value does not matter: the other side's is as good as any. */
function either(cond: Expr, whenTrue: Expr | undefined, whenFalse: Expr | undefined): Expr | undefined {
  if (whenTrue === undefined) return whenFalse;
  if (whenFalse === undefined || whenTrue === whenFalse) return whenTrue;
  return { op: "mux", width: whenTrue.width, cond, whenTrue, whenFalse };
}

function withReset({ signal, reset }: Register, value: Expr | undefined): Expr {
  const next = value ?? refTo(signal);
  if (reset === undefined) return next;
  const whenTrue = constant(signal.type.width, reset.value);
  return { op: "mux", width: signal.type.width, cond: reset.when, whenTrue, whenFalse: next };
}

function equals(subject: Expr, value: bigint): Expr {
  return { op: "eq", width: 1, a: subject, b: constant(subject.width, value) };
}

function constant(width: number, value: bigint): Expr {
  return { op: "const", width, value: BigInt.asUintN(width, value) };
}

function refTo(signal: Signal): Expr {
  return { op: "ref", width: signal.type.width, signal };
}
