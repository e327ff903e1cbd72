import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import type { Expr, IrType } from "../ir.ts";
import type { Site } from "../site.ts";
import { combine } from "./combine.ts";
import { type Aligned, describe, HardwareValue } from "./hardware-value.ts";
import type { In, Integer } from "./literal.ts";
import { Bool, UInt } from "./scalars.ts";

/** What an enumeration is: its labels and the bits that stand for them. */
export interface Encoding {
  readonly name: string;
  readonly labels: readonly string[];
  /** The bits of each label, in the order of `labels`. */
  readonly codes: readonly bigint[];
  /** Every label is one bit, so that testing for it reads that bit alone. */
  readonly isOneHot: boolean;
  readonly canonical: string;
  readonly irType: IrType;
}

/** The one kind of value among the choices of a `select`; literals take their type from it. */
type Chosen<C> = Exclude<C, Integer | boolean | string>;
type Single<T, U = T> = [T] extends [never] ? never : T extends U ? ([U] extends [T] ? T : never) : never;

/** A value of an enumeration with name N and labels L. Labels stand for values; other enumerations do not mix with it. */
export class Enum<N extends string, L extends string> extends HardwareValue {
  readonly kind = "enum";
  /** @internal */
  readonly encoding: Encoding;
  /** For `tsc` alone: labels may neither be added nor left out, so that no enumeration passes for another. */
  declare protected readonly identity: (label: L) => [N, L];

  /** @internal */
  constructor(encoding: Encoding, expr: Expr) {
    super(expr);
    this.encoding = encoding;
  }

  /** It has this label now. With one-hot encoding, the label's bit is set. */
  is(label: L): Bool {
    const code = codeOf(this.encoding, label, this.encoding.name);
    if (!this.encoding.isOneHot) return new Bool(ir.compare("eq", this.expr, ir.constant(code, this.width)));
    return new Bool(ir.slice(this.expr, code.toString(2).length - 1, 1));
  }
  /** It has one of these labels now. */
  isOneOf(...labels: readonly [L, ...L[]]): Bool {
    return labels.map((label) => this.is(label)).reduce((a, b) => a.or(b));
  }
  eq(b: Enum<N, L> | L): Bool {
    return new Bool(ir.compare("eq", this.expr, enumBits(this.encoding, b)));
  }
  ne(b: Enum<N, L> | L): Bool {
    return new Bool(ir.compare("ne", this.expr, enumBits(this.encoding, b)));
  }
  /**
   * One value per label: `op.select({ add: a.addw(b), sub: a.subw(b), clear: 0 })`. Every label must be there, at least
   * one with a value that is no literal; bits that are no label give the last one's value.
   */
  select<const C extends { readonly [K in L]: unknown }>(
    choices: C & { readonly [K in keyof C]: K extends L ? In<Single<Chosen<C[L]>>> : never },
  ): Single<Chosen<C[L]>> {
    const given: Readonly<Record<string, unknown>> = choices;
    checkLabels(this.encoding, Object.keys(given), "select");
    const { labels } = this.encoding;
    const values = labels.map((label) => given[label]);
    return combine(values, "select", (exprs) =>
      exprs.reduceRight((rest, expr, i) => ir.mux(this.is(labels[i] as L).expr, expr, rest)),
    );
  }
  /** The bits that stand for the label. */
  asUInt(): UInt {
    return new UInt(this.expr);
  }

  override get irType(): IrType {
    return this.encoding.irType;
  }
  override over(expr: Expr): Enum<N, L> {
    return new Enum(this.encoding, expr);
  }
  override align(values: readonly unknown[]): Aligned {
    return { exprs: values.map((value) => enumBits(this.encoding, value)), wrap: (expr) => this.over(expr) };
  }
  override describe(): string {
    return `${this.encoding.name}(${this.encoding.labels.join(", ")})`;
  }
}

/** The bits of a value or label of an enumeration. */
export function enumBits(encoding: Encoding, value: unknown, place = "value", site?: Site): Expr {
  if (value instanceof Enum && value.encoding.canonical === encoding.canonical) return value.expr;
  if (typeof value === "string") return ir.constant(codeOf(encoding, value, place, site), encoding.irType.width);
  const mend = `use a label: ${encoding.labels.join(", ")}`;
  return fail("HDL105", place, `${describe(value)} where a value of ${encoding.name} is expected`, mend, site);
}

/** The bits of a label; HDL113 for one that is not there. */
export function codeOf(encoding: Encoding, label: string, place: string, site?: Site): bigint {
  const code = encoding.codes[encoding.labels.indexOf(label)];
  if (code !== undefined) return code;
  return fail("HDL113", place, `no label "${label}"`, `there are ${encoding.labels.join(", ")}`, site);
}

/** Exactly the labels of an enumeration; where there is a default, some of them. */
export function checkLabels(
  encoding: Encoding,
  given: readonly string[],
  place: string,
  required: "all" | "some" = "all",
): void {
  for (const label of given) codeOf(encoding, label, place);
  const missing = required === "some" ? [] : encoding.labels.filter((label) => !given.includes(label));
  if (missing.length > 0) fail("HDL175", place, `nothing for ${missing.join(", ")}`, "give every label");
}
