/** A transition system written out cycle by cycle, in one context of a solver. */
import type { SmtContext } from "../../tools/index.ts";
import { atCycle, type SmtValue, type TransitionSystem, valueAt, valuePattern } from "./transition-system.ts";

export type Start = "configuration" | "any state";

export interface UnrollingOptions {
  readonly system: TransitionSystem;
  /** The values that are written out. */
  readonly cone: ReadonlySet<string>;
  readonly start: Start;
  /** Inputs that are clocks, where there are several. */
  readonly clocks: readonly string[];
  /** A fresh context of the solver; whoever gives it closes it. */
  readonly context: () => SmtContext;
}

export class Unrolling {
  readonly system: TransitionSystem;
  readonly start: Start;
  readonly cone: ReadonlySet<string>;
  readonly #newContext: () => SmtContext;
  #context: SmtContext;
  readonly #clocks: ReadonlySet<string>;
  readonly #values: readonly SmtValue[];
  /** Of what properties are made of: the values that ask whether a clock ticks. */
  readonly #gated: ReadonlySet<string>;
  #pending = "";
  /** All that has been declared and asserted for good, and the asserted terms alone. */
  #written = "";
  readonly #asserted: string[] = [];
  #cycles = 0;

  constructor({ system, cone, start, clocks, context }: UnrollingOptions) {
    this.system = system;
    this.start = start;
    this.cone = cone;
    this.#newContext = context;
    this.#context = context();
    this.#clocks = new Set(clocks);
    this.#gated = gatedValues(system, this.#clocks);
    this.#values = system.values.filter(({ name }) => cone.has(name));
    // With a logic without functions the solver goes to bits and stays incremental.
    const hasArrays = this.#values.some(({ sort }) => sort.startsWith("(Array"));
    this.#write(`(set-logic ${hasArrays ? "QF_ABV" : "QF_BV"})`);
  }

  /** Cycles written out so far. */
  get cycles(): number {
    return this.#cycles;
  }

  /** Writes out one more cycle. */
  grow(): void {
    const cycle = this.#cycles++;
    for (const { name, sort, body } of this.#values) {
      const next = cycle === 0 ? undefined : this.system.next.get(name);
      const isArray = sort.startsWith("(Array");
      const expr = isArray && next !== undefined ? atCycle(next.expr, cycle - 1) : body && atCycle(body, cycle);
      this.#write(
        expr === undefined
          ? `(declare-fun ${valueAt(name, cycle)} () ${sort})`
          : `(define-fun ${valueAt(name, cycle)} () ${sort} ${expr})`,
      );
      // A name of its own for the state of each cycle keeps terms as small as the first cycle's; an array must not be
      // compared with another one.
      if (next !== undefined && !isArray) {
        this.assert(`(= ${valueAt(name, cycle)} ${atCycle(next.expr, cycle - 1)})`);
      }
      if (this.#gated.has(name) && body !== undefined) {
        const asked = body.replaceAll(valuePattern, (_, used: string) => this.askedAt(used, cycle));
        this.#write(`(define-fun ${this.askedAt(name, cycle)} () ${sort} ${asked})`);
      }
    }
    if (cycle > 0 || this.start === "any state") return;
    for (const { expr, uses } of this.system.initial) {
      if (uses.every((name) => this.cone.has(name))) this.assert(atCycle(expr, 0));
    }
  }

  /** A property's value as it would be if its clock ticked in this cycle. */
  askedAt(name: string, cycle: number): string {
    if (this.#clocks.has(name)) return "true";
    return this.#gated.has(name) ? `|${name}@${cycle} asked|` : valueAt(name, cycle);
  }

  assert(term: string): void {
    this.#asserted.push(term);
    this.#write(`(assert ${term})`);
  }

  #write(command: string): void {
    this.#pending += `${command}\n`;
    this.#written += `${command}\n`;
  }

  /** Whether all asserted terms, and these, can hold together; `values` are then read from the solver's model. */
  async check<T>(
    terms: readonly string[],
    onModel: (values: (terms: readonly string[]) => Promise<readonly string[]>) => Promise<T>,
  ): Promise<{ readonly answer: "unsat" | "unknown" } | { readonly answer: "sat"; readonly model: T }> {
    let said = await this.#ask(terms);
    if (said === "sat" && !(await this.#modelHolds(terms))) {
      // Z3 5.2 gives such a model now and then when it goes on from earlier answers; from the start it does not.
      this.#context = this.#newContext();
      this.#pending = this.#written;
      said = await this.#ask(terms);
    }
    const result =
      said === "sat" ? { answer: said, model: await onModel((asked) => this.#values_(asked)) } : { answer: said };
    this.#pending += "(pop 1)\n";
    return result as { answer: "unsat" } | { answer: "sat"; model: T };
  }

  async #ask(terms: readonly string[]): Promise<"sat" | "unsat" | "unknown"> {
    this.#pending += `(push 1)\n${terms.map((term) => `(assert ${term})\n`).join("")}(check-sat)\n`;
    const said = (await this.#flush()).trim();
    if (said !== "sat" && said !== "unsat" && said !== "unknown") throw new Error(`z3: ${said.slice(0, 500)}`);
    return said;
  }

  /** Whether the model that the solver has is one of all that is asserted. */
  async #modelHolds(terms: readonly string[]): Promise<boolean> {
    this.#pending += `(get-value ((and true ${[...this.#asserted, ...terms].join(" ")})))\n`;
    // The answer repeats the term, and then has its value.
    return /\btrue\)\s*\)\s*$/.test(await this.#flush());
  }

  /** The model's values of terms, as SMT-LIB literals. */
  async #values_(terms: readonly string[]): Promise<readonly string[]> {
    if (terms.length === 0) return [];
    this.#pending += `(get-value (${terms.join(" ")}))\n`;
    const said = await this.#flush();
    const literals = valuesIn(said);
    if (literals.length !== terms.length) throw new Error(`z3 gave ${literals.length} of ${terms.length} values`);
    return literals;
  }

  async #flush(): Promise<string> {
    const commands = this.#pending;
    this.#pending = "";
    return this.#context.ask(commands);
  }
}

/** The values in an answer to `get-value`, a list of pairs: what ends each pair. Its term may hold literals too. */
function valuesIn(answer: string): string[] {
  const values: string[] = [];
  let depth = 0;
  let last = "";
  for (const [token] of answer.matchAll(/\|[^|]*\||[()]|[^\s()|]+/g)) {
    if (token === "(") depth++;
    else if (token === ")" && depth-- === 2) values.push(last);
    last = token;
  }
  return values;
}

/** What assertions and assumptions are made of within a cycle, as far as it depends on a clock. */
function gatedValues({ values, asserts, assumes }: TransitionSystem, clocks: ReadonlySet<string>): ReadonlySet<string> {
  if (clocks.size === 0) return new Set();
  const depends = new Set<string>();
  for (const { name, uses } of values) {
    if (uses.some((use) => clocks.has(use) || depends.has(use))) depends.add(name);
  }
  const byName = new Map(values.map((value) => [value.name, value]));
  const found = new Set<string>();
  const open = [...asserts, ...assumes].map(({ value }) => value);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || !depends.has(name)) continue;
    found.add(name);
    open.push(...(byName.get(name)?.uses ?? []));
  }
  return found;
}

/** The bits of an SMT-LIB literal. */
export function bitsOfLiteral(literal: string): bigint {
  if (literal === "true") return 1n;
  return literal === "false" ? 0n : BigInt(`0${literal.slice(1)}`);
}
