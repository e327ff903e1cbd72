/** Under which condition a place in a module's body is reached. */
import { binary, compare, constant, not } from "./expr.ts";
import type { Expr, Statement } from "./ir.ts";

/**
 * The condition of the path through nested statement lists, outermost first; each list but the first is a branch of a
 * statement somewhere in the one before it. Undefined where nothing is asked.
 */
export function pathCondition(blocks: readonly (readonly Statement[])[]): Expr | undefined {
  const conditions = blocks.slice(1).map((block, i) => {
    const found = conditionOf(blocks[i] ?? [], block);
    if (found === undefined) throw new Error("a block belongs to no statement");
    return found;
  });
  return conditions.length === 0 ? undefined : conditions.reduce(both);
}

const both = (a: Expr, b: Expr): Expr => binary("and", a, b);

/** `elsewhen` leaves its `if` inside the `else` of the one before: a block may lie several branches deep. */
function conditionOf(statements: readonly Statement[], block: readonly Statement[]): Expr | undefined {
  for (const statement of statements) {
    for (const { body, condition } of branches(statement)) {
      if (body === block) return condition();
      const inner = conditionOf(body, block);
      if (inner !== undefined) return both(condition(), inner);
    }
  }
  return undefined;
}

interface Branch {
  readonly body: readonly Statement[];
  readonly condition: () => Expr;
}

function branches(statement: Statement): readonly Branch[] {
  if (statement.kind === "assign") return [];
  if (statement.kind === "if") {
    return [
      { body: statement.then, condition: () => statement.cond },
      { body: statement.else, condition: () => not(statement.cond) },
    ];
  }
  const { subject, cases } = statement;
  const isCase = (value: bigint): Expr => compare("eq", subject, constant(value, subject.width));
  const none = (): Expr => cases.map(({ value }) => not(isCase(value))).reduce(both, constant(1n, 1));
  return [
    ...cases.map(({ value, body }) => ({ body, condition: () => isCase(value) })),
    ...(statement.default === undefined ? [] : [{ body: statement.default.body, condition: none }]),
  ];
}
