/** What only properties may read is read by nothing else: no hardware is made of it. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import { forEachSignal } from "../expr.ts";
import type { Expr, ModuleIr, Signal, Statement } from "../ir.ts";
import type { Site } from "../site.ts";
import { forEachRoot } from "./root-expressions.ts";
import { branchesOf } from "./statements.ts";

/** HDL181 for every verification register that hardware reads, once. */
export function checkVerificationReads(module: ModuleIr): Diagnostic[] {
  const verification = new Set(module.registers.flatMap(({ signal, verification: is }) => (is ? [signal] : [])));
  if (verification.size === 0) return [];
  const hardware: ModuleIr = {
    ...module,
    properties: [],
    registers: module.registers.filter(({ signal }) => !verification.has(signal)),
    body: module.body.filter((statement) => assigns(statement, verification)),
  };
  const read = new Map<Signal, Site>();
  const seen = new Set<Expr>();
  forEachRoot(hardware, (expr, site) =>
    forEachSignal(
      expr,
      (signal) => (verification.has(signal) && !read.has(signal) ? read.set(signal, site) : undefined),
      seen,
    ),
  );
  return [...read].map(([signal, site]) =>
    diagnostic(
      "HDL181",
      `${module.name}.${signal.name}`,
      "hardware reads what only properties may: a value of `past`",
      "keep it in a register of its own, or use it in formal.assert, assume or cover alone",
      site,
      signal.site,
    ),
  );
}

/** Whether it assigns to hardware: a `when` around properties alone does not. */
function assigns(statement: Statement, verification: ReadonlySet<Signal>): boolean {
  if (statement.kind === "assign") return !verification.has(statement.target);
  return branchesOf(statement).some((body) => body.some((inner) => assigns(inner, verification)));
}
