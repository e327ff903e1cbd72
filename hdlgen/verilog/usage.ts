import { operands } from "../expr.ts";
import type { Expr, Memory, ModuleIr, Signal, Statement } from "../ir.ts";
import { branchesOf } from "../passes/statements.ts";

/** Which bits of each signal the printed text reads, so that exactly the others can be declared unused. */
export class Usage {
  readonly #bits = new Map<string, bigint>();

  #isPaused = false;

  /** Runs `body` without marking anything. */
  paused<T>(body: () => T): T {
    this.#isPaused = true;
    try {
      return body();
    } finally {
      this.#isPaused = false;
    }
  }

  add(expr: Expr): void {
    if (this.#isPaused) return;
    if (expr.op === "ref") this.#mark(expr.signal.name, 0, expr.width);
    else if (expr.op === "slice" && expr.a.op === "ref") this.#mark(expr.a.signal.name, expr.low, expr.width);
    else for (const operand of operands(expr)) this.add(operand);
  }

  /** Says that something that is no value, a clock, is used. */
  markName(name: string): void {
    if (!this.#isPaused) this.#mark(name, 0, 1);
  }

  uses(name: string): boolean {
    return this.#bits.has(name);
  }

  #mark(name: string, low: number, width: number): void {
    const mask = ((1n << BigInt(width)) - 1n) << BigInt(low);
    this.#bits.set(name, (this.#bits.get(name) ?? 0n) | mask);
  }

  /** `sum`, `sum[8]`, `sum[8:5]`: what of the signal nothing reads, highest bits first. */
  unusedParts({ name, type }: Signal): string[] {
    const used = this.#bits.get(name) ?? 0n;
    if (used === 0n) return [name];
    const parts: string[] = [];
    for (let high = type.width - 1; high >= 0; high--) {
      if (((used >> BigInt(high)) & 1n) === 1n) continue;
      let low = high;
      while (low > 0 && ((used >> BigInt(low - 1)) & 1n) === 0n) low--;
      parts.push(high === low ? `${name}[${high}]` : `${name}[${high}:${low}]`);
      high = low;
    }
    return parts;
  }
}

/** How many users each expression object has in a module; one with several is a value that the user named in TypeScript. */
export function countUsers(roots: Iterable<Expr>): (expr: Expr) => number {
  const users = new Map<Expr, number>();
  const visit = (expr: Expr): void => {
    const known = users.get(expr) ?? 0;
    users.set(expr, known + 1);
    if (known === 0) for (const operand of operands(expr)) visit(operand);
  };
  for (const root of roots) visit(root);
  return (expr) => users.get(expr) ?? 0;
}

/** The expressions of statements, conditions before what they guard. */
export function statementExprs(statements: readonly Statement[]): Expr[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "assign") return [statement.value];
    if (statement.kind === "if") {
      return [statement.cond, ...statementExprs(statement.then), ...statementExprs(statement.else)];
    }
    return [statement.subject, ...branchesOf(statement).flatMap(statementExprs)];
  });
}

/** Every expression of a module outside its statements. */
export function structuralExprs(module: ModuleIr): Expr[] {
  const present = (exprs: readonly (Expr | undefined)[]): Expr[] => exprs.filter((expr) => expr !== undefined);
  return [
    ...module.nodes.map((node) => node.value),
    ...module.memories.flatMap(memoryExprs),
    ...module.instances.flatMap((instance) => [
      ...instance.inputs.map((input) => input.value),
      ...present([instance.reset]),
    ]),
    ...module.outputs.map((output) => output.value),
    ...module.properties.map((property) => property.cond),
  ];
}

function memoryExprs(memory: Memory): Expr[] {
  const reads = memory.reads.flatMap((read) => [read.address, read.enable]);
  const writes = memory.writes.flatMap((write) => [write.address, write.enable]);
  const data = memory.writes.flatMap((write) => (write.mask === undefined ? [write.data] : [write.data, write.mask]));
  if (memory.collision === "readFirst") return [...reads, ...writes, ...data];
  // A collision is detected beside the access itself, so that these are written twice.
  const detection = [...reads, ...writes];
  return [...detection, ...detection, ...data, ...(memory.collision === "writeFirst" ? data : [])];
}
