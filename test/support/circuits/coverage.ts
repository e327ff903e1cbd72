/** What circuits have in them: operators by class of width, and everything else that holds a value. */
import { operands } from "../../../hdlgen/expr.ts";
import type { Design, Expr, ModuleIr, Statement } from "../../../hdlgen/ir.ts";

export const widthClasses = ["1", "2–8", "9–16", "17–31", "32", "33–48", "49–63", "64"] as const;
const upperBounds = [1, 8, 16, 31, 32, 48, 63, 64] as const;

const rows = [
  ...["const", "ref", "not", "reduceAnd", "reduceOr", "reduceXor", "add", "sub", "mul", "and", "or", "xor", "eq", "ne"],
  ...["lt unsigned", "lt signed", "le unsigned", "le signed", "shl", "shr", "asr", "shl far", "shr far", "asr far"],
  ...["mux", "slice", "cat", "extend by zeros", "extend by sign", "bool or uint signal", "sint signal"],
  ...["register with reset", "register without reset", "register with power-up", "wire", "node", "instance output"],
  ...["assign under if", "assign under switch", "switch on"],
  ...["memory readFirst", "memory writeFirst", "memory dontCare", "memory with init", "memory write with mask"],
  ...["memory with several writes", "memory with several reads"],
] as const;
export type CoverageRow = (typeof rows)[number];

/** What cannot be: nothing is widened to, or joined into, one bit. */
const impossible = new Set(["cat 1", "extend by zeros 1", "extend by sign 1"]);

export class Coverage {
  readonly #counts = new Map<string, number>();
  #deepest = 0;
  #shared = 0;

  add(design: Design): void {
    for (const module of design.modules) this.#module(module);
    const depthOf = (module: ModuleIr): number =>
      1 + Math.max(0, ...module.instances.map((instance) => depthOf(instance.module)));
    this.#deepest = Math.max(this.#deepest, depthOf(design.top));
    const bases = design.modules.map(({ baseName }) => baseName);
    if (new Set(bases).size < bases.length) this.#shared++;
  }

  /** Adds what another run counted. */
  merge(other: CoverageRecord): void {
    for (const [key, count] of Object.entries(other.counts))
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    this.#deepest = Math.max(this.#deepest, other.deepest);
    this.#shared += other.shared;
  }

  record(): CoverageRecord {
    return { counts: Object.fromEntries(this.#counts), deepest: this.#deepest, shared: this.#shared };
  }

  /** Rows and classes of width that no circuit had, of those that can be. */
  empty(): string[] {
    return rows.flatMap((row) =>
      widthClasses.flatMap((width) => {
        const cell = `${row} ${width}`;
        return impossible.has(cell) || this.#counts.has(cell) ? [] : [cell];
      }),
    );
  }

  /** By row, the counts of the width classes; `null` where there can be none. */
  table(): Record<string, (number | null)[]> {
    return Object.fromEntries(
      rows.map((row) => [
        row,
        widthClasses.map((width) =>
          impossible.has(`${row} ${width}`) ? null : (this.#counts.get(`${row} ${width}`) ?? 0),
        ),
      ]),
    );
  }

  /** The table as people read it. */
  text(): string {
    const cells = Object.entries(this.table()).map(([row, counts]) => [
      row,
      ...counts.map((count) => String(count ?? "–")),
    ]);
    const all = [["", ...widthClasses], ...cells];
    const columns = all[0]?.map((_, i) => Math.max(...all.map((line) => (line[i] ?? "").length))) ?? [];
    const lines = all.map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(columns[i] ?? 0) : cell.padStart(columns[i] ?? 0))).join("  "),
    );
    return [
      ...lines,
      `levels of hierarchy: ${this.#deepest}; circuits with several sizes of one module: ${this.#shared}`,
    ].join("\n");
  }

  #count(row: CoverageRow, width: number): void {
    const cell = `${row} ${widthClasses[upperBounds.findIndex((bound) => width <= bound)]}`;
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + 1);
  }

  #module(module: ModuleIr): void {
    const seen = new Set<Expr>();
    const visit = (expr: Expr): void => {
      if (seen.has(expr)) return;
      seen.add(expr);
      this.#expression(expr);
      for (const operand of operands(expr)) visit(operand);
    };
    for (const { signal, value } of module.nodes) {
      this.#count("node", signal.type.width);
      visit(value);
    }
    for (const { value } of module.outputs) visit(value);
    for (const { signal, reset, powerUp } of module.registers) {
      const { width } = signal.type;
      this.#count(reset === undefined ? "register without reset" : "register with reset", width);
      if (powerUp !== undefined) this.#count("register with power-up", width);
      if (reset !== undefined) visit(reset.when);
    }
    for (const { type } of module.wires) this.#count("wire", type.width);
    for (const { inputs, outputs, reset } of module.instances) {
      for (const { value } of inputs) visit(value);
      for (const { signal } of outputs) this.#count("instance output", signal.type.width);
      if (reset !== undefined) visit(reset);
    }
    this.#memories(module, visit);
    this.#statements(module.body, visit, "");
  }

  #memories(module: ModuleIr, visit: (expr: Expr) => void): void {
    for (const { type, collision, init, reads, writes } of module.memories) {
      const count = (row: CoverageRow) => this.#count(row, type.width);
      count(`memory ${collision}`);
      if (init !== undefined && init.length > 0) count("memory with init");
      if (reads.length > 1) count("memory with several reads");
      if (writes.length > 1) count("memory with several writes");
      for (const { address, enable } of reads) for (const expr of [address, enable]) visit(expr);
      for (const { address, data, enable, mask } of writes) {
        for (const expr of [address, data, enable]) visit(expr);
        if (mask === undefined) continue;
        count("memory write with mask");
        visit(mask);
      }
    }
  }

  #statements(statements: readonly Statement[], visit: (expr: Expr) => void, under: "" | "if" | "switch"): void {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        if (under !== "") this.#count(`assign under ${under}`, statement.target.type.width);
        visit(statement.value);
      } else if (statement.kind === "if") {
        visit(statement.cond);
        this.#statements(statement.then, visit, "if");
        this.#statements(statement.else, visit, "if");
      } else {
        this.#count("switch on", statement.subject.width);
        visit(statement.subject);
        for (const { body } of statement.cases) this.#statements(body, visit, "switch");
      }
    }
  }

  /** Results of one bit count by the width of what they come from. */
  #expression(expr: Expr): void {
    switch (expr.op) {
      case "lt":
      case "le":
        this.#count(`${expr.op} ${expr.signed ? "signed" : "unsigned"}`, expr.a.width);
        break;
      case "eq":
      case "ne":
      case "reduceAnd":
      case "reduceOr":
      case "reduceXor":
      case "slice":
        this.#count(expr.op, expr.a.width);
        break;
      case "extend":
        this.#count(expr.signed ? "extend by sign" : "extend by zeros", expr.width);
        break;
      case "shl":
      case "shr":
      case "asr":
        this.#count(expr.op, expr.width);
        // The amount can be beyond the width.
        if (2 ** expr.amount.width > expr.width) this.#count(`${expr.op} far`, expr.width);
        break;
      case "ref":
        this.#count("ref", expr.width);
        this.#count(expr.signal.type.kind === "sint" ? "sint signal" : "bool or uint signal", expr.width);
        break;
      default:
        this.#count(expr.op, expr.width);
    }
  }
}

/** A coverage as plain data, to be passed between processes. */
export interface CoverageRecord {
  readonly counts: Readonly<Record<string, number>>;
  readonly deepest: number;
  readonly shared: number;
}
