/**
 * The rules that `ir.ts` states for every record, checked on a finished module. Values and builders keep them by
 * themselves, so that a finding is a defect of what built the IR: of hdlgen, or of a program that makes IR of its own.
 */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import { operands } from "../expr.ts";
import { type Expr, type Instance, type IrType, type Memory, type ModuleIr, maximumWidth } from "../ir.ts";
import type { Site } from "../site.ts";
import { forEachRoot } from "./root-expressions.ts";
import { forEachStatement } from "./statements.ts";

/** HDL191 for everything that breaks a rule. */
export function checkWidths(module: ModuleIr): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (place: string, problem: string, site: Site): void => {
    found.push(
      diagnostic("HDL191", `${module.name}.${place}`, problem, "a defect of what built it, not of the design", site),
    );
  };
  const width = (place: string, expr: Expr, wanted: number, site: Site): void => {
    if (expr.width !== wanted) report(place, `${expr.op} of ${expr.width} bits where ${wanted} are needed`, site);
  };
  const constant = (place: string, value: bigint | undefined, type: IrType, site: Site): void => {
    if (value !== undefined && !fits(value, type.width)) {
      report(place, `${value} is no pattern of ${type.width} bits`, site);
    }
  };
  const check: Checks = { report, width, constant };

  checkExpressions(module, check);
  for (const { signal, value } of [...module.nodes, ...module.outputs]) {
    width(signal.name, value, signal.type.width, signal.site);
  }
  for (const { signal, reset, powerUp } of module.registers) {
    if (reset !== undefined) width(signal.name, reset.when, 1, signal.site);
    constant(signal.name, reset?.value, signal.type, signal.site);
    constant(signal.name, powerUp, signal.type, signal.site);
  }
  checkStatements(module, check);
  for (const memory of module.memories) checkMemory(memory, check);
  for (const instance of module.instances) checkInstance(instance, check);
  for (const { cond, message, site } of module.properties) width(message, cond, 1, site);
  return found;
}

interface Checks {
  readonly report: (place: string, problem: string, site: Site) => void;
  readonly width: (place: string, expr: Expr, wanted: number, site: Site) => void;
  readonly constant: (place: string, value: bigint | undefined, type: IrType, site: Site) => void;
}

/** Every operator once, however often its value is used. */
function checkExpressions(module: ModuleIr, { report }: Checks): void {
  const seen = new Set<Expr>();
  forEachRoot(module, (root, site) => {
    const open: Expr[] = [root];
    for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
      if (seen.has(expr)) continue;
      seen.add(expr);
      const problem = brokenRule(expr);
      if (problem !== undefined) report(expr.op, problem, site);
      for (const operand of operands(expr)) open.push(operand);
    }
  });
}

/** What is wrong with one operator, given that its operands are right. */
function brokenRule(expr: Expr): string | undefined {
  const { width } = expr;
  if (!Number.isInteger(width) || width < 1 || width > maximumWidth) return `a width of ${width} bits`;
  switch (expr.op) {
    case "const":
      return fits(expr.value, width) ? undefined : `${expr.value} is no pattern of ${width} bits`;
    case "ref":
      return expr.signal.type.width === width
        ? undefined
        : `${width} bits of ${expr.signal.name}, which has ${expr.signal.type.width}`;
    case "not":
      return unlike(width, expr.a);
    case "reduceAnd":
    case "reduceOr":
    case "reduceXor":
      return width === 1 ? undefined : `a reduction to ${width} bits`;
    case "eq":
    case "ne":
    case "lt":
    case "le":
      return uncomparable(width, expr.a, expr.b);
    case "shl":
    case "shr":
    case "asr":
      return unlike(width, expr.a);
    case "mux":
      return expr.cond.width === 1
        ? (unlike(width, expr.whenTrue) ?? unlike(width, expr.whenFalse))
        : `a condition of ${expr.cond.width} bits`;
    case "slice":
      return expr.low >= 0 && expr.low + width <= expr.a.width
        ? undefined
        : `bits ${expr.low + width - 1}:${expr.low} of ${expr.a.width} bits`;
    case "cat": {
      const sum = expr.parts.reduce((bits, part) => bits + part.width, 0);
      return sum === width ? undefined : `parts of ${sum} bits for ${width} bits`;
    }
    case "extend":
      return expr.a.width <= width ? undefined : `an extension of ${expr.a.width} bits to ${width}`;
    default:
      return unlike(width, expr.a) ?? unlike(width, expr.b);
  }
}

function unlike(width: number, operand: Expr): string | undefined {
  return operand.width === width ? undefined : `an operand of ${operand.width} bits for ${width} bits`;
}

function uncomparable(width: number, a: Expr, b: Expr): string | undefined {
  if (width !== 1) return `a comparison of ${width} bits`;
  return a.width === b.width ? undefined : `operands of ${a.width} and ${b.width} bits`;
}

function checkStatements(module: ModuleIr, { report, width, constant }: Checks): void {
  forEachStatement(module.body, (statement) => {
    const { site } = statement;
    if (statement.kind === "assign") {
      const { target, value } = statement;
      width(target.name, value, target.type.width, site);
      if (target.role !== "register" && target.role !== "wire")
        report(target.name, `an assignment to a signal of role ${target.role}`, site);
    } else if (statement.kind === "if") {
      width("if", statement.cond, 1, site);
    } else {
      const values = statement.cases.map(({ value }) => value);
      for (const value of values) constant("switch", value, { kind: "uint", width: statement.subject.width }, site);
      if (new Set(values).size < values.length) report("switch", "a value with two cases", site);
    }
  });
}

function checkMemory({ name, type, depth, init, reads, writes, site }: Memory, check: Checks): void {
  const addressBits = Math.max(1, Math.ceil(Math.log2(depth)));
  for (const read of reads) {
    check.width(name, read.address, addressBits, read.site);
    check.width(name, read.enable, 1, read.site);
    if (read.data.type.width !== type.width) {
      check.report(name, `${read.data.type.width} bits read from words of ${type.width}`, read.site);
    }
  }
  for (const write of writes) {
    check.width(name, write.address, addressBits, write.site);
    check.width(name, write.enable, 1, write.site);
    check.width(name, write.data, type.width, write.site);
    if (write.mask !== undefined) check.width(name, write.mask, type.width, write.site);
  }
  for (const word of init ?? []) check.constant(name, word, type, site);
}

function checkInstance({ name, module, inputs, outputs, reset, site }: Instance, check: Checks): void {
  for (const { direction, signal } of module.ports) {
    const connected: readonly { readonly port: string; readonly width: number }[] =
      direction === "input"
        ? inputs.map(({ port, value }) => ({ port, width: value.width }))
        : outputs.map((output) => ({ port: output.port, width: output.signal.type.width }));
    const mine = connected.filter(({ port }) => port === signal.name);
    if (mine.length !== 1) check.report(`${name}.${signal.name}`, `${mine.length} connections of one port`, site);
    for (const { width } of mine) {
      if (width !== signal.type.width) {
        check.report(`${name}.${signal.name}`, `${width} bits at a port of ${signal.type.width}`, site);
      }
    }
  }
  if (reset !== undefined) check.width(`${name}.rst`, reset, 1, site);
}

const fits = (value: bigint, width: number): boolean => value >= 0n && value < 1n << BigInt(width);
