/** What a module is made of: registers, wires, named nodes, `when`, state machines, resets. */
import { currentBuilder, type ModuleBuilder } from "./builder.ts";
import { diagnostic, fail } from "./errors.ts";
import * as ir from "./expr.ts";
import { reference } from "./expr.ts";
import type { Expr, IrType, Signal, Statement } from "./ir.ts";
import { verilogName } from "./names.ts";
import { captureSite, type Site } from "./site.ts";
import { type AnyFields, type AnyType, checkType, type LeafType, type Type } from "./types.ts";
import {
  type Bool,
  Bool as BoolClass,
  boolOf,
  type Constant,
  describe,
  type In,
  isClockValue,
  isLeaf,
  type Leaf,
  SInt,
  selected,
  UInt,
  Vec,
} from "./values.ts";

/** A register: reads as its present value; `next` is what it takes at the clock edge. Unassigned, it holds. */
export type Reg<T> = (T extends Leaf
  ? unknown
  : T extends Vec<infer E>
    ? Vec<Reg<E>>
    : { readonly [K in keyof T]: Reg<T[K]> }) &
  T & { set next(value: In<T>) };
/** A wire: reads as its value; must be assigned on every path. */
export type Wire<T> = (T extends Leaf
  ? unknown
  : T extends Vec<infer E>
    ? Vec<Wire<E>>
    : { readonly [K in keyof T]: Wire<T[K]> }) &
  T & { set value(value: In<T>) };

/** A type alone (no reset, unknown after power-up), a pair of type and reset value, or the options in full. */
export type RegisterFields = {
  readonly [name: string]: AnyType | readonly [AnyType, unknown] | AnyRegisterOptions;
};
export interface RegisterOptions<T> {
  readonly type: Type<T>;
  /** Value at synchronous reset. */
  readonly reset?: Constant<T> | undefined;
  /** Value after configuration of the device. */
  readonly powerUp?: Constant<T> | undefined;
}
interface AnyRegisterOptions {
  readonly type: AnyType;
  readonly reset?: unknown;
  readonly powerUp?: unknown;
}
/** The same field with values that its type has. */
type CheckedField<F> = F extends readonly [Type<infer T>, unknown]
  ? readonly [Type<T>, Constant<T>]
  : F extends { readonly type: Type<infer T> }
    ? RegisterOptions<T>
    : F;
type TypeOfField<F> =
  F extends Type<infer T>
    ? T
    : F extends readonly [Type<infer T>, unknown]
      ? T
      : F extends { readonly type: Type<infer T> }
        ? T
        : never;

/** Declares registers; their names come from the keys. */
export function regs<const F extends RegisterFields>(
  fields: F & { readonly [K in keyof F]: CheckedField<F[K]> },
): { readonly [K in keyof F]: Reg<TypeOfField<F[K]>> } {
  const builder = currentBuilder("regs");
  const site = captureSite();
  return mapEntries(fields, (key, field) => {
    const { type, reset, powerUp } = registerOptions(field);
    checkType(type, `${builder.name}.${key}`);
    const encoded = (value: unknown): readonly bigint[] | undefined =>
      builder.elaboration.attempt(() => type.encode(value, `${builder.name}.${key}`));
    const resets = reset === undefined ? undefined : encoded(reset);
    const powerUps = powerUp === undefined ? undefined : encoded(powerUp);
    const signals = type.leaves.map((leaf, i) => {
      const signal = builder.signal(leafName(key, leaf), leaf.type, "register", site);
      const resetValue = resets?.[i];
      const powerUpValue = powerUps?.[i];
      builder.register({
        signal,
        ...(resetValue === undefined
          ? {}
          : { reset: { value: mask(resetValue, leaf.type), when: builder.resetExpr(signal.name) } }),
        ...(powerUpValue === undefined ? {} : { powerUp: mask(powerUpValue, leaf.type) }),
      });
      return signal;
    });
    return assignable(builder, type, signals, "next", key);
  }) as never;
}

/** Registers `name0`, `name1`, … of one kind, as an array. */
export function regArray<const F extends RegisterFields[string]>(
  name: string,
  count: number,
  field: F & CheckedField<F>,
): Reg<TypeOfField<F>>[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `${name}${i}`;
    return (regs({ [key]: field } as never) as Record<string, unknown>)[key] as Reg<TypeOfField<F>>;
  });
}

const mask = (value: bigint, type: IrType): bigint => value & ir.maskOf(type.width);

function registerOptions(field: RegisterFields[string]): AnyRegisterOptions {
  if (Array.isArray(field)) return { type: field[0], reset: field[1] };
  if (typeof field !== "object" || field === null) return { type: field };
  return "leaves" in field ? { type: field as Type<unknown> } : (field as RegisterOptions<unknown>);
}

/** Declares wires, to be assigned under `when`. */
export function wires<const F extends AnyFields>(
  fields: F,
): { readonly [K in keyof F]: Wire<F[K] extends Type<infer T> ? T : never> } {
  const builder = currentBuilder("wires");
  const site = captureSite();
  return mapEntries(fields, (key, type) => {
    checkType(type, `${builder.name}.${key}`);
    const signals = type.leaves.map((leaf) => {
      const signal = builder.signal(leafName(key, leaf), leaf.type, "wire", site);
      builder.wires.push(signal);
      return signal;
    });
    return assignable(builder, type, signals, "value", key);
  }) as never;
}

/** Names intermediate values: each becomes a wire of that name in Verilog and in waveforms. */
export function nodes<const F extends { readonly [name: string]: unknown }>(fields: F): F {
  const builder = currentBuilder("nodes");
  const site = captureSite();
  return mapEntries(fields, (key, value) => nameValue(builder, [key], value, site)) as F;
}

/** Names one intermediate value, where the name is computed. */
export function node<T>(name: string, value: T): T {
  return nameValue(currentBuilder("node"), [name], value, captureSite()) as T;
}

function nameValue(builder: ModuleBuilder, path: readonly string[], value: unknown, site: Site): unknown {
  if (isLeaf(value)) {
    const signal = builder.signal(verilogName(path), value.irType, "node", site);
    builder.nodes.push({ signal, value: value.expr });
    return value.over(reference(signal));
  }
  if (value instanceof Vec) {
    return new Vec(value.map((element, i) => nameValue(builder, [...path, String(i)], element, site)));
  }
  if (isClockValue(value)) {
    return fail("HDL152", path.join("."), "a node that is a clock: a clock is no data", "give it on as it is");
  }
  if (typeof value !== "object" || value === null) {
    return fail(
      "HDL105",
      path.join("."),
      `${describe(value)} where a hardware value is expected`,
      "use constant(…) for a number",
    );
  }
  return mapEntries(value as Record<string, unknown>, (key, item) => nameValue(builder, [...path, key], item, site));
}

export function leafValue(kind: Leaf["kind"], expr: Expr): Leaf {
  if (kind !== "bool" && kind !== "uint" && kind !== "sint") throw new Error(`a value of kind ${kind}`);
  return kind === "bool" ? new BoolClass(expr) : kind === "uint" ? new UInt(expr) : new SInt(expr);
}

/** A value over signals, with a setter that assigns all of its leaves, and the same on every part of it. */
function assignable<T>(
  builder: ModuleBuilder,
  type: Type<T>,
  signals: readonly Signal[],
  property: "next" | "value",
  key: string,
): unknown {
  const place = `${builder.name}.${key}`;
  const assign: Assign = (first, exprs, site) => {
    if (currentBuilder(property) !== builder) {
      const found = "assigned from inside another module";
      builder.elaboration.report(diagnostic("HDL131", place, found, "pass it through a port", site));
    }
    exprs.forEach((expr, i) => {
      const signal = signals[first + i];
      if (signal === undefined) throw new Error("leaf count");
      builder.assign(signal, expr, site);
    });
  };
  return withSetters(type.wrap(signals.map(reference)), type, { builder, property, place, first: 0, assign });
}

/** Assigns leaves in order, from the `first` one on. */
type Assign = (first: number, exprs: readonly Expr[], site: Site) => void;

interface Target {
  readonly builder: ModuleBuilder;
  readonly property: "next" | "value";
  readonly place: string;
  /** The first leaf of the target that belongs to the value. */
  readonly first: number;
  readonly assign: Assign;
}

function withSetters<T>(value: T, type: Type<T>, target: Target): T {
  const { property, place, first, assign } = target;
  const isTaken = type.parts?.some(({ name }) => name === property);
  if (isTaken) fail("HDL178", place, `a field "${property}" in what is assigned by .${property}`, "rename the field");
  let at = first;
  const parts = type.parts?.map((part) => {
    const inner = { ...target, place: `${place}.${part.name}`, first: at };
    at += part.type.leaves.length;
    return withSetters<unknown>(part.of(value), part.type, inner);
  });
  const element = type.parts?.[0];
  const whole = value instanceof Vec && parts && element ? assignableVector(parts, element.type, target) : value;
  Object.defineProperty(whole, property, {
    set: (given: In<T>) => {
      const site = captureSite();
      const exprs = target.builder.elaboration.attempt(() => type.unwrap(given, place));
      // What does not fit is reported at the end; until then something stands there, so that nothing else is.
      assign(first, exprs ?? type.leaves.map((leaf) => ir.constant(0n, leaf.type.width)), site);
    },
  });
  return whole as T;
}

/** A vector whose element at a signal's index can be assigned: one case per element. */
function assignableVector(elements: readonly unknown[], type: AnyType, target: Target): Vec<unknown> {
  const { builder, first, assign } = target;
  return new Vec(elements, (index) => {
    const toSelected: Assign = (leaf, exprs, site) => {
      const possible = Math.min(elements.length, 2 ** index.width);
      const bodies = Array.from({ length: possible }, (): Statement[] => []);
      const cases = bodies.map((body, i) => ({ value: BigInt(i), label: String(i), body }));
      builder.add({ kind: "switch", subject: index.expr, cases, site });
      bodies.forEach((body, i) => {
        builder.inBlock(body, () => assign(first + i * type.leaves.length + leaf, exprs, site));
      });
    };
    const place = `${target.place}[…]`;
    return withSetters(selected(elements, index), type, { ...target, place, first: 0, assign: toSelected });
  });
}

export interface Else {
  elsewhen(cond: Bool, body: () => void): Else;
  otherwise(body: () => void): void;
}

/** Assignments in `body` happen when `cond` holds. Hardware, not control flow: `body` always runs, once. */
export function when(cond: Bool, body: () => void): Else {
  return conditional(currentBuilder("when"), cond, body);
}

function conditional(builder: ModuleBuilder, cond: Bool, body: () => void): Else {
  const then: Statement[] = [];
  const otherwise: Statement[] = [];
  builder.add({ kind: "if", cond: boolOf(cond).expr, then, else: otherwise, site: captureSite() });
  builder.inBlock(then, body);
  return {
    elsewhen(next, nextBody) {
      let chain: Else | undefined;
      builder.inBlock(otherwise, () => {
        chain = conditional(builder, next, nextBody);
      });
      if (chain === undefined) throw new Error("elsewhen");
      return chain;
    },
    otherwise(elseBody) {
      builder.inBlock(otherwise, elseBody);
    },
  };
}

/** The reset in force here, as a value. */
export function reset(): Bool {
  return new BoolClass(currentBuilder("reset").resetExpr(""));
}

/** Registers and instances declared in `body` are reset by this signal instead of the module's `rst`. */
export function withReset<T>(signal: Bool, body: () => T): T {
  let result: { value: T } | undefined;
  currentBuilder("withReset").withReset(boolOf(signal, "withReset").expr, () => {
    result = { value: body() };
  });
  if (result === undefined) throw new Error("withReset");
  return result.value;
}

const leafName = (key: string, leaf: LeafType): string => verilogName([key, ...leaf.path]);

function mapEntries<V>(fields: { readonly [key: string]: V }, map: (key: string, value: V) => unknown): unknown {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, map(key, value)]));
}
