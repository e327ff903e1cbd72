/** What drives what in a module, with the logic between left out. */
import type { ModuleIr } from "../../hdlgen/index.ts";
import type { Expr, Signal, Statement } from "../../hdlgen/ir.ts";

/**
 * A place in a module where values come from or go to: `part.port`. The part is an instance, a memory or a register; it is
 * empty for the module's own ports. Registers have the ports `d` and `q`, memories `read` and `write` with a number.
 */
export type End = `${string}.${string}`;

export interface Connection {
  readonly from: End;
  readonly to: End;
  /** `wire`: the value itself, or bits of it; `logic`: it is one of several that decide. */
  readonly by: "wire" | "logic";
}

/** Where a value comes from: ends, and whether there is more than wire on the way. */
type Sources = ReadonlyMap<End, Connection["by"]>;

export function connectionsOf(module: ModuleIr): readonly Connection[] {
  const sourcesOf = sourceFinder(module);
  const driven: (readonly [End, readonly Expr[]])[] = [
    ...module.instances.flatMap(({ name, inputs }) =>
      inputs.map(({ port, value }): readonly [End, readonly Expr[]] => [`${name}.${port}`, [value]]),
    ),
    ...module.memories.flatMap(({ name, reads, writes }) => [
      ...reads.map(({ address, enable }, i): readonly [End, readonly Expr[]] => [
        `${name}.read${i}`,
        [address, enable],
      ]),
      ...writes.map((write, i): readonly [End, readonly Expr[]] => [
        `${name}.write${i}`,
        [write.address, write.data, write.enable, ...(write.mask === undefined ? [] : [write.mask])],
      ]),
    ]),
    ...module.outputs.map(({ signal, value }): readonly [End, readonly Expr[]] => [`.${signal.name}`, [value]]),
  ];
  const connections: Connection[] = driven.flatMap(([to, values]) =>
    [...joined(values.map((value) => sourcesOf.expression(value)))].map(([from, by]) => ({ from, to, by })),
  );
  for (const { signal, verification } of module.registers) {
    if (verification === true) continue;
    for (const [from, by] of sourcesOf.assigned(signal)) connections.push({ from, to: `${signal.name}.d`, by });
  }
  return connections;
}

function sourceFinder(module: ModuleIr) {
  const values = new Map<Signal, Expr>(module.nodes.map(({ signal, value }) => [signal, value]));
  const ends = terminalEnds(module);
  const assignments = assignmentsOf(module.body);
  const known = new Map<Signal, Sources>();

  const signal = (of: Signal): Sources => {
    const end = ends.get(of);
    if (end !== undefined) return new Map([[end, "wire"]]);
    const found = known.get(of);
    if (found !== undefined) return found;
    known.set(of, new Map()); // A wire that holds its value reads itself only through a register; this ends the search.
    const value = values.get(of);
    const sources = value === undefined ? assigned(of) : expression(value);
    known.set(of, sources);
    return sources;
  };

  const assigned = (of: Signal): Sources => {
    const decided = assignments.get(of) ?? [];
    const sources = joined(decided.flatMap((each) => [expression(each.value), ...each.conditions.map(logicOf)]));
    const isPlain = decided.length === 1 && decided[0]?.conditions.length === 0;
    return isPlain ? sources : logical(sources);
  };

  const logicOf = (of: Expr): Sources => logical(expression(of));

  const expression = (of: Expr): Sources => {
    if (of.op === "ref") return signal(of.signal);
    const sources = joined(operandsOf(of).map(expression));
    return isWiring(of) ? sources : logical(sources);
  };

  return { expression, assigned };
}

/** Signals at which a search ends. The reset and clocks are in no picture. */
function terminalEnds({ ports, registers, instances, memories }: ModuleIr): ReadonlyMap<Signal, End> {
  return new Map<Signal, End>([
    ...ports.flatMap(({ direction, signal }): [Signal, End][] =>
      direction === "input" && signal.type.kind !== "clock" ? [[signal, `.${signal.name}`]] : [],
    ),
    ...registers.map(({ signal }): [Signal, End] => [signal, `${signal.name}.q`]),
    ...instances.flatMap(({ name, outputs }) =>
      outputs.map(({ port, signal }): [Signal, End] => [signal, `${name}.${port}`]),
    ),
    ...memories.flatMap(({ name, reads }) =>
      reads.map(({ data }, index): [Signal, End] => [data, `${name}.read${index}`]),
    ),
  ]);
}

interface Assignment {
  readonly value: Expr;
  readonly conditions: readonly Expr[];
}

function assignmentsOf(body: readonly Statement[]): ReadonlyMap<Signal, readonly Assignment[]> {
  const found = new Map<Signal, Assignment[]>();
  const visit = (statements: readonly Statement[], conditions: readonly Expr[]): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        const { target, value } = statement;
        found.set(target, [...(found.get(target) ?? []), { value, conditions }]);
      } else if (statement.kind === "if") {
        visit(statement.then, [...conditions, statement.cond]);
        visit(statement.else, [...conditions, statement.cond]);
      } else {
        for (const { body: inner } of statement.cases) visit(inner, [...conditions, statement.subject]);
        if (statement.default !== undefined) visit(statement.default.body, [...conditions, statement.subject]);
      }
    }
  };
  visit(body, []);
  return found;
}

const isWiring = ({ op }: Expr): boolean => op === "slice" || op === "cat" || op === "extend";

function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.op) {
    case "const":
    case "ref":
      return [];
    case "cat":
      return expr.parts;
    case "mux":
      return [expr.cond, expr.whenTrue, expr.whenFalse];
    case "shl":
    case "shr":
    case "asr":
      return [expr.a, expr.amount];
    default:
      return "b" in expr ? [expr.a, expr.b] : [expr.a];
  }
}

/** All of them; what comes both ways is logic. */
function joined(all: readonly Sources[]): Sources {
  const result = new Map<End, Connection["by"]>();
  for (const sources of all) for (const [end, by] of sources) if (result.get(end) !== "logic") result.set(end, by);
  return result;
}

const logical = (sources: Sources): Sources => new Map([...sources].map(([end]) => [end, "logic"]));
