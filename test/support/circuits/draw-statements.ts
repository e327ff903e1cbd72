/** Random assignments under random conditions, within the rule that none makes an earlier one of its block useless. */
import type { Random } from "../random.ts";
import type { TermDrawer } from "./draw-terms.ts";
import { addReach, bool, type RecipeItem, type RecipeSignal, type RecipeStatement, type Term } from "./recipe.ts";

type When = Extract<RecipeStatement, { kind: "when" }>;

/** How many states a `go` may name; absent outside a machine. */
type States = number | undefined;

export class StatementDrawer {
  readonly #random: Random;
  readonly #terms: TermDrawer;
  /** Registers that some statement of the module assigns so far. */
  readonly #touched = new Set<RecipeSignal>();

  constructor(random: Random, terms: TermDrawer) {
    this.#random = random;
    this.#terms = terms;
  }

  /** Takes note of a statement at the module's top level that was made for something else. */
  touch(statement: RecipeStatement): void {
    for (const target of targetsOf(statement)) this.#touched.add(target);
  }

  /** Statements of the body of one state; the first one is left, so that the machine is one. */
  stateBody(registers: readonly RecipeSignal[], states: number, leaves: boolean): RecipeStatement[] {
    const random = this.#random;
    const first: RecipeStatement[] = leaves ? [{ kind: "go", state: states - 1 }] : [];
    return [...first, ...this.#block([random.pick(registers)], [], 1, leaves ? undefined : states)];
  }

  /** Drives every wire on every path; registers in `together` are assigned by the same conditions. */
  forWires(wires: readonly RecipeSignal[], together: readonly RecipeSignal[]): RecipeItem[] {
    const random = this.#random;
    // Once in a while nothing but constants decides.
    if (random.chance(0.06)) return new StatementDrawer(random, this.#terms.empty()).#driving(wires, []);
    return this.#driving(wires, together);
  }

  #driving(wires: readonly RecipeSignal[], together: readonly RecipeSignal[]): RecipeItem[] {
    const random = this.#random;
    const statements: RecipeStatement[] = [];
    const covering = random.chance(0.3);
    if (!covering) for (const wire of wires) statements.push(this.#assign(wire, before(wires, wire)));
    if (covering) statements.push(this.#covering(wires, together));
    if (random.chance(covering ? 0.3 : 0.7)) statements.push(this.#when(wires, together, 2, undefined));
    const reach = new Set<string>();
    for (const statement of statements) addStatementReach(statement, wires, reach);
    for (const wire of wires) for (const name of reach) wire.reach.add(name);
    for (const statement of statements) this.touch(statement);
    return statements.map((statement) => ({ kind: "statement", statement }));
  }

  /** Sees to it that every register is assigned. */
  assignAll(registers: readonly RecipeSignal[], into: RecipeItem[]): void {
    const random = this.#random;
    const add = (statement: RecipeStatement): void => {
      into.push({ kind: "statement", statement });
      this.touch(statement);
    };
    for (const register of registers) {
      if (!this.#touched.has(register) && random.chance(0.5)) add(this.#assign(register, []));
    }
    for (let left = random.integer(0, 2); left > 0; left--) add(this.#when([], registers, 2, undefined));
    for (const register of registers) if (!this.#touched.has(register)) add(this.#assign(register, []));
  }

  #assign(target: RecipeSignal, readable: readonly RecipeSignal[]): RecipeStatement {
    const random = this.#random;
    const depth = random.integer(0, 2);
    return { kind: "assign", target, value: this.#termsWith(readable).of(target.type, depth) };
  }

  /** Wires of the group that may be read are known to nothing else yet. */
  #termsWith(readable: readonly RecipeSignal[]): TermDrawer {
    if (readable.length === 0) return this.#terms;
    const own = this.#terms.branch();
    for (const signal of readable) own.add(signal);
    return own;
  }

  #condition(): Term {
    return this.#terms.of(bool, this.#random.integer(0, 2));
  }

  #covering(wires: readonly RecipeSignal[], together: readonly RecipeSignal[]): When {
    const body = (): RecipeStatement[] => [
      ...wires.map((wire) => this.#assign(wire, before(wires, wire))),
      ...(this.#random.chance(0.4) ? [this.#when(wires, together, 1, undefined)] : []),
    ];
    const branches = Array.from({ length: this.#random.integer(1, 3) }, () => ({
      condition: this.#condition(),
      body: body(),
    }));
    return { kind: "when", branches, otherwise: body() };
  }

  #when(wires: readonly RecipeSignal[], registers: readonly RecipeSignal[], depth: number, states: States): When {
    const random = this.#random;
    const branches = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => ({
      condition: this.#condition(),
      body: this.#block(registers, wires, depth - 1, states),
    }));
    if (random.chance(0.5)) return { kind: "when", branches };
    return { kind: "when", branches, otherwise: this.#block(registers, wires, depth - 1, states) };
  }

  #block(
    registers: readonly RecipeSignal[],
    wires: readonly RecipeSignal[],
    depth: number,
    states: States,
  ): RecipeStatement[] {
    const random = this.#random;
    const statements: RecipeStatement[] = [];
    for (const register of registers) if (random.chance(0.6)) statements.push(this.#assign(register, []));
    for (const wire of wires) if (random.chance(0.6)) statements.push(this.#assign(wire, before(wires, wire)));
    if (states !== undefined && random.chance(0.6))
      statements.push({ kind: "go", state: random.integer(0, states - 1) });
    if (depth > 0 && random.chance(0.6)) statements.push(this.#when(wires, registers, depth, states));
    return statements;
  }
}

const before = (wires: readonly RecipeSignal[], wire: RecipeSignal): readonly RecipeSignal[] =>
  wires.slice(0, wires.indexOf(wire));

function targetsOf(statement: RecipeStatement): RecipeSignal[] {
  if (statement.kind === "assign") return [statement.target];
  if (statement.kind === "go") return [];
  const bodies = [...statement.branches.map(({ body }) => body), statement.otherwise ?? []];
  return bodies.flat().flatMap(targetsOf);
}

/** The inputs that reach what a statement assigns to some of the wires, its conditions included. */
function addStatementReach(statement: RecipeStatement, wires: readonly RecipeSignal[], reach: Set<string>): void {
  if (!targetsOf(statement).some((target) => wires.includes(target))) return;
  if (statement.kind === "assign") addReach(statement.value, reach);
  if (statement.kind !== "when") return;
  for (const { condition } of statement.branches) addReach(condition, reach);
  for (const inner of [...statement.branches.map(({ body }) => body), statement.otherwise ?? []].flat())
    addStatementReach(inner, wires, reach);
}
