import type { Statement } from "../ir.ts";

/** The bodies of a decision, in order. */
export function branchesOf(statement: Exclude<Statement, { kind: "assign" }>): (readonly Statement[])[] {
  if (statement.kind === "if") return [statement.then, statement.else];
  const bodies = statement.cases.map(({ body }) => body);
  return statement.default === undefined ? bodies : [...bodies, statement.default.body];
}

/** Calls `visit` for every statement, outer ones first. */
export function forEachStatement(statements: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of statements) {
    visit(statement);
    if (statement.kind === "assign") continue;
    for (const body of branchesOf(statement)) forEachStatement(body, visit);
  }
}
