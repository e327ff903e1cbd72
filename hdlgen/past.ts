/**
 * What was: registers that only properties read. They are no hardware, and the printer keeps them from synthesis.
 */
import { currentBuilder, type ModuleBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import { forEachSignal, operands, reference } from "./expr.ts";
import type { Expr, Signal } from "./ir.ts";
import { captureSite } from "./site.ts";
import { Bool, describe, isLeaf, Vec } from "./values.ts";

/**
 * The value that this one had `cycles` clock edges ago, for use in properties and nowhere else (HDL181). A property that
 * looks back n cycles rests until n cycles outside reset have passed.
 *
 * @throws HDL180 `cycles` is no whole number of at least 1
 */
export function past<T>(value: T, cycles = 1): T {
  const builder = currentBuilder("past");
  if (!Number.isSafeInteger(cycles) || cycles < 1) {
    fail("HDL180", builder.name, `past of ${cycles} cycles`, "look back a whole number of cycles, at least 1");
  }
  return earlier(builder, value, cycles) as T;
}

function earlier(builder: ModuleBuilder, value: unknown, cycles: number): unknown {
  if (isLeaf(value)) {
    let { expr } = value;
    const name = expr.op === "ref" ? expr.signal.name : "value";
    for (let cycle = 1; cycle <= cycles; cycle++) {
      expr = delay(builder, expr, value.irType, cycle === 1 ? `${name}_past` : `${name}_past${cycle}`);
    }
    return value.over(expr);
  }
  if (value instanceof Vec) return new Vec(value.map((element) => earlier(builder, element, cycles)));
  if (typeof value !== "object" || value === null) {
    return fail(
      "HDL105",
      `${builder.name}.past`,
      `${describe(value)} where a hardware value is expected`,
      "use past on what changes",
    );
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, earlier(builder, item, cycles)]));
}

function delay(builder: ModuleBuilder, expr: Expr, type: Signal["type"], wish: string): Expr {
  const { pasts } = builder;
  const key = `${builder.clocked().clock?.name ?? ""} ${pasts.keyOf(expr)}`;
  const known = pasts.delayed.get(key);
  if (known !== undefined) return reference(known);
  const signal = verificationRegister(builder, wish, type, expr);
  pasts.delayed.set(key, signal);
  pasts.cycles.set(signal, lookBack(builder, expr) + 1);
  return reference(signal);
}

function verificationRegister(
  builder: ModuleBuilder,
  wish: string,
  type: Signal["type"],
  next: Expr,
  reset?: { readonly reset?: { readonly value: bigint; readonly when: Expr }; readonly powerUp: bigint },
): Signal {
  const site = captureSite();
  const signal = builder.signal(builder.freeName(wish), type, "register", site);
  builder.register({ signal, verification: true, ...reset });
  // Whatever `when` encloses the call: what was is remembered in every cycle.
  builder.body.push({ kind: "assign", target: signal, value: next, site });
  return signal;
}

/** How many cycles an expression looks back. */
function lookBack({ pasts }: ModuleBuilder, expr: Expr): number {
  let most = 0;
  forEachSignal(expr, (signal) => {
    most = Math.max(most, pasts.cycles.get(signal) ?? 0);
  });
  return most;
}

/** Whether an expression may look back as far as it does; undefined when it does not look back. */
export function canLookBack(builder: ModuleBuilder, expr: Expr): Expr | undefined {
  const cycles = lookBack(builder, expr);
  if (cycles === 0) return undefined;
  const inReset = builder.inReset();
  const key = `${builder.clocked().clock?.name ?? ""} ${textOf(inReset)}`;
  const ages = builder.pasts.ages.get(key) ?? [];
  builder.pasts.ages.set(key, ages);
  const never = inReset.op === "const";
  const bit = { kind: "bool", width: 1 } as const;
  for (let age = ages.length; age < cycles; age++) {
    const before = ages[age - 1];
    const next: Expr = before === undefined ? { op: "const", width: 1, value: 1n } : reference(before);
    const start = { powerUp: 0n, ...(never ? {} : { reset: { value: 0n, when: inReset } }) };
    const wish = age === 0 ? "past_valid" : `past_valid${age + 1}`;
    ages.push(verificationRegister(builder, wish, bit, next, start));
  }
  const oldest = ages[cycles - 1];
  if (oldest === undefined) throw new Error("past_valid");
  return reference(oldest);
}

/** Resets are short expressions. */
function textOf(expr: Expr): string {
  if (expr.op === "ref") return expr.signal.name;
  if (expr.op === "const") return String(expr.value);
  return `${expr.op}(${operands(expr).map(textOf).join(",")})`;
}

/** Low in the cycle before, high in this one. For properties. */
export function rose(value: Bool): Bool {
  return value.and(past(value).not());
}

/** High in the cycle before, low in this one. For properties. */
export function fell(value: Bool): Bool {
  return past(value).and(value.not());
}

/** The same value as in the cycle before, in every part. For properties. */
export function stable(value: unknown): Bool {
  const pairs = pairsOf(value, past(value));
  return pairs
    .map(([now, before]) => new Bool({ op: "eq", width: 1, a: now, b: before }))
    .reduce((a, b) => a.and(b), new Bool({ op: "const", width: 1, value: 1n }));
}

/** Another value than in the cycle before, in some part. For properties. */
export function changed(value: unknown): Bool {
  return stable(value).not();
}

function pairsOf(now: unknown, before: unknown): (readonly [Expr, Expr])[] {
  if (isLeaf(now) && isLeaf(before)) return [[now.expr, before.expr]];
  const parts = (value: unknown): unknown[] =>
    value instanceof Vec ? value.map((element) => element) : Object.values(value as object);
  const others = parts(before);
  return parts(now).flatMap((part, i) => pairsOf(part, others[i]));
}
