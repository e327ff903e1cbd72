/** Every wire is driven on every path, every register at all, nothing twice, and nothing from another module is read. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import { forEachSignal } from "../expr.ts";
import type { Expr, ModuleIr, Signal, Statement } from "../ir.ts";

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

/** An unconditional assignment that makes an earlier one useless is two drivers, by accident. */
function overridden(module: ModuleIr): Diagnostic[] {
  const earlier = new Map<Signal, Statement>();
  const found: Diagnostic[] = [];
  for (const statement of module.body) {
    if (statement.kind === "assign") {
      const first = earlier.get(statement.target);
      if (first !== undefined) {
        const place = `${module.name}.${statement.target.name}`;
        const mend = "keep one, or put the default first and the rest under when";
        found.push(diagnostic("HDL122", place, "driven twice", mend, statement.site, first.site));
      }
    }
    for (const target of assignedSomewhere([statement])) earlier.set(target, statement);
    if (statement.kind === "assign" && isDefault(module.body, statement)) earlier.delete(statement.target);
  }
  return found;
}

/** The first assignment to its target: later conditional ones refine it. */
function isDefault(body: readonly Statement[], statement: Statement & { kind: "assign" }): boolean {
  const before = body.slice(0, body.indexOf(statement));
  const after = body.slice(body.indexOf(statement) + 1);
  const laterPlain = after.some((other) => other.kind === "assign" && other.target === statement.target);
  return !laterPlain && !assignedSomewhere(before).has(statement.target);
}

function assignedSomewhere(statements: readonly Statement[]): Set<Signal> {
  const result = new Set<Signal>();
  const walk = (list: readonly Statement[]): void => {
    for (const statement of list) {
      if (statement.kind === "assign") result.add(statement.target);
      else if (statement.kind === "if") {
        walk(statement.then);
        walk(statement.else);
      } else for (const { body } of statement.cases) walk(body);
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
    const branches =
      statement.kind === "if"
        ? [statement.then, statement.else]
        : [...statement.cases.map(({ body }) => body), ...(coversAll(statement) ? [] : [[]])];
    const [first, ...others] = branches.map(assignedOnEveryPath);
    for (const signal of first ?? []) if (others.every((set) => set.has(signal))) result.add(signal);
  }
  return result;
}

const coversAll = (statement: Statement & { kind: "switch" }): boolean =>
  statement.cases.length === 2 ** statement.subject.width;

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
  const foreign = new Set<Signal>();
  forEachExpr(module, (expr) => {
    forEachSignal(expr, (signal) => (own.has(signal) ? undefined : foreign.add(signal)), seen);
  });
  return [...foreign].map((signal) =>
    diagnostic(
      "HDL131",
      `${module.name}: ${signal.name}`,
      "a signal of another module",
      "pass it through a port",
      signal.site,
    ),
  );
}

/** Every root expression of a module. */
export function forEachExpr(module: ModuleIr, visit: (expr: Expr) => void): void {
  for (const { value } of module.nodes) visit(value);
  for (const { value } of module.outputs) visit(value);
  for (const { reset } of module.registers) if (reset !== undefined) visit(reset.when);
  for (const { cond } of module.properties) visit(cond);
  for (const { reads, writes } of module.memories) {
    for (const read of reads) for (const expr of [read.address, read.enable]) visit(expr);
    for (const write of writes) {
      for (const expr of [write.address, write.data, write.enable, ...(write.mask ? [write.mask] : [])]) visit(expr);
    }
  }
  for (const instance of module.instances) {
    for (const { value } of instance.inputs) visit(value);
    for (const expr of [instance.reset, instance.clock]) if (expr !== undefined) visit(expr);
  }
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") visit(statement.value);
      else if (statement.kind === "if") {
        visit(statement.cond);
        walk(statement.then);
        walk(statement.else);
      } else {
        visit(statement.subject);
        for (const { body } of statement.cases) walk(body);
      }
    }
  };
  walk(module.body);
}
