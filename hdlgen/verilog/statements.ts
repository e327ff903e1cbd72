import type { Statement } from "../ir.ts";
import { block, indent, type ModuleContext } from "./context.ts";
import { literal } from "./literal.ts";

/** Procedural code: `<=` in clocked blocks, `=` in combinational ones. */
export function printStatements(
  statements: readonly Statement[],
  operator: "<=" | "=",
  context: ModuleContext,
): string[] {
  return statements.flatMap((statement) => printStatement(statement, operator, context));
}

function printStatement(statement: Statement, operator: "<=" | "=", context: ModuleContext): string[] {
  switch (statement.kind) {
    case "assign": {
      const { target, value, site } = statement;
      return context.assignment(`${target.name} ${operator}`, target.type, value, { name: target.name, site });
    }
    case "if":
      return printIf(statement, operator, context);
    case "switch":
      return printSwitch(statement, operator, context);
  }
}

type If = Statement & { readonly kind: "if" };

function printIf(statement: If, operator: "<=" | "=", context: ModuleContext): string[] {
  const owner = { name: "when", site: statement.site };
  const head = `if (${context.alone(statement.cond, owner)})`;
  const body = printStatements(statement.then, operator, context);
  if (statement.else.length === 0) return block(head, body);
  return chain(head, body, statement.else, operator, context);
}

/** `if … else if … else` in one staircase-free chain. */
function chain(
  head: string,
  body: readonly string[],
  otherwise: readonly Statement[],
  operator: "<=" | "=",
  context: ModuleContext,
): string[] {
  const lines = [`${head} begin`, ...indent(body)];
  const [only] = otherwise;
  if (otherwise.length === 1 && only?.kind === "if") {
    const [first = "", ...rest] = printElseIf(only, operator, context);
    return [...lines, `end else ${first}`, ...rest];
  }
  return [...lines, "end else begin", ...indent(printStatements(otherwise, operator, context)), "end"];
}

function printElseIf(statement: If, operator: "<=" | "=", context: ModuleContext): string[] {
  const head = `if (${context.alone(statement.cond, { name: "when", site: statement.site })})`;
  const body = printStatements(statement.then, operator, context);
  if (statement.else.length > 0) return chain(head, body, statement.else, operator, context);
  return [`${head} begin`, ...indent(body), "end"];
}

function printSwitch(
  statement: Statement & { readonly kind: "switch" },
  operator: "<=" | "=",
  context: ModuleContext,
): string[] {
  const { subject, cases, site } = statement;
  const owner = { name: "case", site };
  const width = subject.width;
  const prefix = subject.op === "ref" ? subject.signal.name : "case";
  const labels = subject.op === "ref" ? subject.signal.type : undefined;
  const nameOf = (value: bigint, label: string): string =>
    (labels === undefined ? undefined : context.localparams.labelOf(labels, value)) ??
    context.localparams.caseLabel(prefix, label, width, value) ??
    literal(value, width, { signed: false, radix: "decimal" });
  const option = (name: string, body: readonly Statement[]): string[] =>
    body.length === 0 ? [`${name}: ;`] : block(`${name}:`, printStatements(body, operator, context));
  const options = cases.flatMap(({ value, label, body }) => option(nameOf(BigInt.asUintN(width, value), label), body));
  if (statement.default !== undefined) {
    const { label, body } = statement.default;
    // The name that `default` stands for.
    options.push(...(label === undefined ? [] : [`// ${label}`]), ...option("default", body));
  }
  const isComplete = statement.default !== undefined || BigInt(cases.length) === 1n << BigInt(width);
  return [
    `case (${context.subject(subject, owner)})`,
    ...indent(isComplete ? options : [...options, "default: ;"]),
    "endcase",
  ];
}
