/**
 * The counters of one module: registers of 64 bits, which no run is long enough to fill. Counts that follow from others
 * by subtraction, such as that of an `otherwise`, cost no counter.
 */
import { binary, constant, extend, not, reference } from "../../hdlgen/expr.ts";
import type { Expr, Register, Signal, Statement } from "../../hdlgen/ir.ts";
import type { Site } from "../../hdlgen/site.ts";
import type { ModuleClock } from "../clock-path.ts";

/** Something that holds or not at an edge; equal keys within a module mean the same. */
export interface Condition {
  readonly expr: Expr;
  readonly key: string;
}

/** A count: the sum of some counters less the sum of others, by their index. */
export interface Sum {
  readonly plus: readonly number[];
  readonly minus: readonly number[];
}

export const counterWidth = 64;

export class Counters {
  readonly #known = new Map<string, Sum>();
  readonly #counted: { readonly clock: ModuleClock; readonly conditions: readonly Condition[] }[] = [];

  /** How many edges of `clock` find all conditions true; undefined where a constant says that none ever does. */
  of(clock: ModuleClock, conditions: readonly Condition[]): Sum | undefined {
    const open = conditions.filter(({ expr }) => !isConstant(expr, 1n));
    if (open.some(({ expr }) => isConstant(expr, 0n))) return undefined;
    const key = keyOf(clock, open);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const sum: Sum = { plus: [this.#counted.length], minus: [] };
    this.#counted.push({ clock, conditions: open });
    this.#known.set(key, sum);
    return sum;
  }

  /** States that the edges at which all conditions hold are those of `whole` that are none of `parts`. */
  rest(
    clock: ModuleClock,
    conditions: readonly Condition[],
    whole: Sum,
    parts: readonly (Sum | undefined)[],
  ): Sum | undefined {
    const open = conditions.filter(({ expr }) => !isConstant(expr, 1n));
    if (open.some(({ expr }) => isConstant(expr, 0n))) return undefined;
    const key = keyOf(clock, open);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const given = parts.flatMap((part) => (part === undefined ? [] : [part]));
    const sum: Sum = {
      plus: [...whole.plus, ...given.flatMap(({ minus }) => minus)],
      minus: [...whole.minus, ...given.flatMap(({ plus }) => plus)],
    };
    this.#known.set(key, sum);
    return sum;
  }

  /** The counters as hardware. `name` gives each its name by its index. */
  hardware(
    name: (index: number) => string,
    site: Site,
  ): { readonly registers: readonly Register[]; readonly body: readonly Statement[] } {
    const registers: Register[] = [];
    const body: Statement[] = [];
    for (const [index, { clock, conditions }] of this.#counted.entries()) {
      const signal: Signal = { name: name(index), type: { kind: "uint", width: counterWidth }, role: "register", site };
      const happens = conditions.map(({ expr }) => expr).reduce(both, constant(1n, 1));
      registers.push({ signal, powerUp: 0n, ...clockOf(clock) });
      const value = binary("add", reference(signal), extend(happens, counterWidth, false));
      body.push({ kind: "assign", target: signal, value, site });
    }
    return { registers, body };
  }
}

/** To be spread into what follows a clock. */
export function clockOf(clock: ModuleClock): { readonly clock?: Signal } {
  return clock === "own" ? {} : { clock };
}

/** Names conditions, so that what means the same is counted once. */
export class Conditions {
  readonly #ids = new Map<Expr, number>();

  holds(expr: Expr): Condition {
    return { expr, key: this.#keyOf(expr) };
  }

  fails(expr: Expr): Condition {
    return this.holds(expr.op === "const" ? constant(~expr.value, 1) : not(expr));
  }

  equals(subject: Expr, value: bigint): Condition {
    const expr: Expr = { op: "eq", width: 1, a: subject, b: constant(value, subject.width) };
    return { expr, key: `${this.#keyOf(subject)}=${BigInt.asUintN(subject.width, value)}` };
  }

  /** None of these values. */
  differs(subject: Expr, values: readonly bigint[]): Condition {
    const each = values.map((value) => this.equals(subject, value));
    const expr = each.map((condition) => not(condition.expr)).reduce(both, constant(1n, 1));
    return { expr, key: `(${each.map(({ key }) => `!${key}`).join("&")})` };
  }

  /** Not all of these hold; without any, it always does. */
  notAll(exprs: readonly Expr[]): readonly Condition[] {
    const keys = [...new Map(exprs.map((expr) => [this.#keyOf(expr), expr]))].sort(([a], [b]) => (a < b ? -1 : 1));
    const [first, ...others] = keys;
    if (first === undefined) return [];
    if (others.length === 0) return [this.fails(first[1])];
    const all = others.reduce((expr, [, next]) => binary("and", expr, next), first[1]);
    return [{ expr: not(all), key: `!(${keys.map(([key]) => key).join("&")})` }];
  }

  #keyOf(expr: Expr): string {
    if (expr.op === "ref") return expr.signal.name;
    if (expr.op === "const") return `${expr.width}'${expr.value}`;
    if (expr.op === "not") return `!${this.#keyOf(expr.a)}`;
    const id = this.#ids.get(expr) ?? this.#ids.size;
    this.#ids.set(expr, id);
    return `#${id}`;
  }
}

function both(a: Expr, b: Expr): Expr {
  if (isConstant(a, 1n)) return b;
  if (isConstant(b, 1n)) return a;
  return binary("and", a, b);
}

export function isConstant(expr: Expr, value: bigint): boolean {
  return expr.op === "const" && expr.value === value;
}

function keyOf(clock: ModuleClock, conditions: readonly Condition[]): string {
  const at = clock === "own" ? "" : clock.name;
  return [at, ...new Set(conditions.map(({ key }) => key))].join(" ");
}
