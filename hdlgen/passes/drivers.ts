/** Every wire is driven on every path, every register at all, nothing twice, and nothing from another module is read. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import { forEachSignal } from "../expr.ts";
import type { Expr, ModuleIr, Signal, Statement } from "../ir.ts";
import type { Site } from "../site.ts";

export function checkDrivers(module: ModuleIr): Diagnostic[] {
  if (module.blackBox !== undefined) return [];
  return [...undrivenWires(module), ...unassignedRegisters(module), ...overridden(module), ...foreignSignals(module)];
}

function undrivenWires(module: ModuleIr): Diagnostic[] {
  const assigned = assignedOnEveryPath(module.body);
  const somewhere = assignedSomewhere(module.body);
  return module.wires
    .filter((wire) => !assigned.has(wire))
    .map((wire) => {
      const found = somewhere.has(wire) ? "not driven on every path" : "never driven";
      const mend = somewhere.has(wire) ? "assign a default before the first when" : "assign its value";
      return diagnostic("HDL121", `${module.name}.${wire.name}`, found, mend, wire.site);
    });
}

function unassignedRegisters(module: ModuleIr): Diagnostic[] {
  const assigned = assignedSomewhere(module.body);
  return module.registers
    .filter(({ signal }) => !assigned.has(signal))
    .map(({ signal }) =>
      diagnostic(
        "HDL123",
        `${module.name}.${signal.name}`,
        "a register that is never assigned",
        "assign .next",
        signal.site,
      ),
    );
}

/** An assignment that makes an earlier one in the same block useless is two drivers, by accident. */
function overridden(module: ModuleIr): Diagnostic[] {
  const found: Diagnostic[] = [];
  const walk = (statements: readonly Statement[]): Map<Signal, Site> => {
    const earlier = new Map<Signal, Site>();
    for (const statement of statements) {
      const { site } = statement;
      if (statement.kind === "assign") {
        const { target } = statement;
        const first = earlier.get(target);
        if (first !== undefined) {
          const mend = "keep one, or put the default first and the rest under when";
          found.push(diagnostic("HDL122", `${module.name}.${target.name}`, "driven twice", mend, site, first));
        }
        earlier.set(target, site);
      } else {
        for (const body of branchesOf(statement)) for (const [target, own] of walk(body)) earlier.set(target, own);
      }
    }
    return earlier;
  };
  walk(module.body);
  return found;
}

function branchesOf(statement: Exclude<Statement, { kind: "assign" }>): (readonly Statement[])[] {
  return statement.kind === "if" ? [statement.then, statement.else] : statement.cases.map(({ body }) => body);
}

function assignedSomewhere(statements: readonly Statement[]): Set<Signal> {
  const result = new Set<Signal>();
  const walk = (list: readonly Statement[]): void => {
    for (const statement of list) {
      if (statement.kind === "assign") result.add(statement.target);
      else for (const body of branchesOf(statement)) walk(body);
    }
  };
  walk(statements);
  return result;
}

function assignedOnEveryPath(statements: readonly Statement[]): Set<Signal> {
  const result = new Set<Signal>();
  for (const statement of statements) {
    if (statement.kind === "assign") {
      result.add(statement.target);
      continue;
    }
    const branches = [...branchesOf(statement), ...(coversAll(statement) ? [] : [[]])];
    const [first, ...others] = branches.map(assignedOnEveryPath);
    for (const signal of first ?? []) if (others.every((set) => set.has(signal))) result.add(signal);
  }
  return result;
}

const coversAll = (statement: Exclude<Statement, { kind: "assign" }>): boolean =>
  statement.kind === "if" || statement.cases.length === 2 ** statement.subject.width;

/** Signals captured from another module's build function. */
function foreignSignals(module: ModuleIr): Diagnostic[] {
  const own = new Set<Signal>([
    ...module.ports.map((port) => port.signal),
    ...module.nodes.map((node) => node.signal),
    ...module.wires,
    ...module.registers.map((register) => register.signal),
    ...module.memories.flatMap((memory) => memory.reads.map((read) => read.data)),
    ...module.instances.flatMap((instance) => instance.outputs.map((output) => output.signal)),
    ...(module.reset === undefined ? [] : [module.reset]),
  ]);
  const seen = new Set<Expr>();
  const foreign = new Map<Signal, Site>();
  forEachExpr(module, (expr, site) => {
    forEachSignal(
      expr,
      (signal) => (own.has(signal) || foreign.has(signal) ? undefined : foreign.set(signal, site)),
      seen,
    );
  });
  return [...foreign].map(([signal, site]) => {
    const place = `${module.name}: ${signal.name}`;
    return diagnostic("HDL131", place, "a signal of another module", "pass it through a port", site, signal.site);
  });
}

/** Every root expression of a module, with the line that it belongs to. */
export function forEachExpr(module: ModuleIr, visit: (expr: Expr, site: Site) => void): void {
  for (const { signal, value } of [...module.nodes, ...module.outputs]) visit(value, signal.site);
  for (const { signal, reset } of module.registers) if (reset !== undefined) visit(reset.when, signal.site);
  for (const { cond, site } of module.properties) visit(cond, site);
  for (const { reads, writes } of module.memories) {
    for (const { address, enable, site } of reads) for (const expr of [address, enable]) visit(expr, site);
    for (const { address, data, enable, mask, site } of writes) {
      for (const expr of [address, data, enable, ...(mask ? [mask] : [])]) visit(expr, site);
    }
  }
  for (const { inputs, reset, clock, site } of module.instances) {
    for (const { value } of inputs) visit(value, site);
    for (const expr of [reset, clock]) if (expr !== undefined) visit(expr, site);
  }
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") visit(statement.value, statement.site);
      else {
        visit(statement.kind === "if" ? statement.cond : statement.subject, statement.site);
        for (const body of branchesOf(statement)) walk(body);
      }
    }
  };
  walk(module.body);
}
