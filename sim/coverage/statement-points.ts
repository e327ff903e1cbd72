/** Points of a module's statements: lines that were in force, and each way out of every decision. */
import type { Signal, Statement } from "../../hdlgen/ir.ts";
import { forEachStatement } from "../../hdlgen/passes/statements.ts";
import type { Site } from "../../hdlgen/site.ts";
import type { ModuleClock } from "../clock-path.ts";
import type { Condition, Conditions, Counters, Sum } from "./counters.ts";
import type { PlannedPoint } from "./module-points.ts";

type Decision = Exclude<Statement, { kind: "assign" }>;

export interface StatementContext {
  readonly counters: Counters;
  readonly conditions: Conditions;
  /** What a statement with these targets is counted by. */
  clockOf(targets: readonly Signal[]): ModuleClock;
  /** Conditions under which an edge lets an assignment to one of these targets happen: outside reset. */
  live(targets: readonly Signal[]): readonly Condition[];
  /** Registers that are no hardware: nothing of theirs is covered. */
  isLeftOut(target: Signal): boolean;
}

/**
 * Walks the statements. A statement counts an edge of its clock when the conditions around it hold and at least one of
 * its targets is not in reset, as in an `always` block. Wires have no reset.
 */
export function statementPoints(body: readonly Statement[], context: StatementContext): PlannedPoint[] {
  const walk = new Walk(context);
  walk.block(body, [], undefined);
  return walk.points;
}

class Walk {
  readonly points: PlannedPoint[] = [];
  readonly #context: StatementContext;
  #decisions = 0;

  constructor(context: StatementContext) {
    this.#context = context;
  }

  block(statements: readonly Statement[], path: readonly Condition[], inside: PlannedPoint | undefined): void {
    for (let at = 0; at < statements.length; at++) {
      const statement = statements[at];
      if (statement === undefined) continue;
      if (statement.kind !== "assign" && !isIndexed(statement)) {
        this.#decision(statement, path, inside);
        continue;
      }
      // The leaves of one assignment, of a bundle for instance, are one line.
      let end = at + 1;
      while (statements[end]?.site === statement.site && statements[end]?.kind === statement.kind) end++;
      this.#line(statements.slice(at, end), statement.site, path, inside);
      at = end - 1;
    }
  }

  #line(
    statements: readonly Statement[],
    site: Site,
    path: readonly Condition[],
    inside: PlannedPoint | undefined,
  ): void {
    const targets = this.#targets(statements);
    const sum = this.#reached(targets, path);
    const name = targets.map((target) => target.name).join(", ");
    if (sum !== undefined) this.points.push({ kind: "line", site, name, sum, inside });
  }

  #decision(statement: Decision, path: readonly Condition[], inside: PlannedPoint | undefined): void {
    const targets = this.#targets([statement]);
    // Around properties alone: they are asked under conditions of their own.
    if (targets.length === 0) return;
    const whole = this.#reached(targets, path);
    if (whole === undefined) return;
    const { site } = statement;
    const of = nameOf(statement);
    this.points.push({ kind: "line", site, name: of, sum: whole, inside });
    const decision = this.#decisions++;
    for (const { name, label, conditions, body, sum } of this.#ways(statement, targets, path, whole)) {
      const found = sum();
      if (found === undefined) continue;
      const branch: PlannedPoint = { kind: "branch", site, name: label ?? name, of, decision, sum: found, inside };
      this.points.push(branch);
      this.block(body, [...path, ...conditions], branch);
    }
  }

  #ways(statement: Decision, targets: readonly Signal[], path: readonly Condition[], whole: Sum): Way[] {
    const { counters, conditions } = this.#context;
    const clock = this.#context.clockOf(targets);
    const live = this.#context.live(targets);
    const counted = (condition: Condition): (() => Sum | undefined) => {
      const sum = counters.of(clock, [...live, ...path, condition]);
      return () => sum;
    };
    if (statement.kind === "if") {
      const [holds, fails] = [conditions.holds(statement.cond), conditions.fails(statement.cond)];
      const then = counted(holds);
      const rest = () => counters.rest(clock, [...live, ...path, fails], whole, [then()]);
      return [
        { name: "true", conditions: [holds], body: statement.then, sum: then },
        { name: "false", conditions: [fails], body: statement.else, sum: rest },
      ];
    }
    const { subject, cases } = statement;
    const ways = cases.map(({ value, label, body }): Way => {
      const condition = conditions.equals(subject, value);
      return { name: label, conditions: [condition], body, sum: counted(condition) };
    });
    const isComplete = BigInt(cases.length) === 1n << BigInt(subject.width);
    // Bits that are no label are no branch that somebody wrote.
    const isEnumeration = subject.op === "ref" && subject.signal.type.labels !== undefined;
    if (isComplete || (statement.default === undefined && isEnumeration)) return ways;
    const others = conditions.differs(
      subject,
      cases.map(({ value }) => value),
    );
    const sums = ways.map(({ sum }) => sum());
    const rest = () => counters.rest(clock, [...live, ...path, others], whole, sums);
    const label = statement.default?.label;
    const body = statement.default?.body ?? [];
    return [...ways, { name: "otherwise", ...(label && { label }), conditions: [others], body, sum: rest }];
  }

  #reached(targets: readonly Signal[], path: readonly Condition[]): Sum | undefined {
    if (targets.length === 0) return undefined;
    const { counters } = this.#context;
    return counters.of(this.#context.clockOf(targets), [...this.#context.live(targets), ...path]);
  }

  #targets(statements: readonly Statement[]): readonly Signal[] {
    const targets = new Set<Signal>();
    forEachStatement(statements, (inner) => {
      if (inner.kind === "assign" && !this.#context.isLeftOut(inner.target)) targets.add(inner.target);
    });
    return [...targets];
  }
}

interface Way {
  readonly name: string;
  readonly label?: string;
  readonly conditions: readonly Condition[];
  readonly body: readonly Statement[];
  readonly sum: () => Sum | undefined;
}

/** An assignment to the element at an index: cases that nobody wrote, all on the line of the assignment. */
function isIndexed(statement: Decision): boolean {
  if (statement.kind !== "switch" || statement.default !== undefined) return false;
  return statement.cases.every(({ body }) => body.length > 0 && body.every(({ site }) => site === statement.site));
}

function nameOf(statement: Decision): string {
  if (statement.kind === "if") return "when";
  return statement.subject.op === "ref" ? `match ${statement.subject.signal.name}` : "match";
}
