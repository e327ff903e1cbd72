/**
 * The operators of hdlgen: for each one which operands give a result of some type, how it is written, and what it
 * means in integers. A meaning never looks at bits where a number will do.
 */
import type * as hdlgen from "../../../hdlgen/index.ts";
import type { Bool, SInt, UInt } from "../../../hdlgen/index.ts";
import type { Random } from "../random.ts";
import { bool, type LeafType, sint, uint } from "./recipe.ts";

export type Value = Bool | UInt | SInt;

interface Drawn {
  readonly of: readonly LeafType[];
  readonly numbers?: readonly [number, number];
}

export interface Operator {
  /** Operand types for a result of `type`; undefined where there are none. */
  readonly draw: (type: LeafType, random: Random) => Drawn | undefined;
  readonly write: (numbers: readonly [number, number], hdl: typeof hdlgen) => (...operands: never[]) => Value;
  readonly mean: (about: Meaning) => (...values: bigint[]) => bigint;
  /** The last operand may be a plain number. */
  readonly literals?: "allowed";
}

interface Meaning {
  readonly type: LeafType;
  readonly of: readonly LeafType[];
  readonly numbers: readonly [number, number];
}

const classes = [
  [1, 1],
  [2, 8],
  [9, 16],
  [17, 31],
  [32, 32],
  [33, 48],
  [49, 63],
  [64, 64],
] as const;

/** Every class of widths alike, 1…64. */
export function anyWidth(random: Random, low = 1, high = 64): number {
  const [from, to] = random.pick(classes.filter(([from, to]) => to >= low && from <= high));
  return random.integer(Math.max(from, low), Math.min(to, high));
}

const power = (exponent: number): bigint => 2n ** BigInt(exponent);
const truth = (condition: boolean): bigint => (condition ? 1n : 0n);

/** The bits of a value as a whole number, 0 or more. */
const bitsOf = ({ width }: LeafType, value: bigint): bigint => (value < 0n ? value + power(width) : value);

/** The value of that type with the low bits of a number. */
export function wrap({ kind, width }: LeafType, value: bigint): bigint {
  const modulus = power(width);
  const rest = ((value % modulus) + modulus) % modulus;
  return kind === "sint" && rest >= modulus / 2n ? rest - modulus : rest;
}

function clamp({ kind, width }: LeafType, value: bigint): bigint {
  const high = kind === "sint" ? power(width - 1) - 1n : power(width) - 1n;
  const low = kind === "sint" ? -high - 1n : 0n;
  return value < low ? low : value > high ? high : value;
}

/** Rounds down, also below zero. */
const floorDivide = (value: bigint, divisor: bigint): bigint =>
  value >= 0n ? value / divisor : -((-value + divisor - 1n) / divisor);

const first = ({ of: [type] }: Meaning): LeafType => type ?? bool;

/** A pair of which one is as wide as `width` and the other no wider. */
function pair(kind: "uint" | "sint", width: number, random: Random): readonly LeafType[] {
  const narrow = random.chance(0.6) ? width : anyWidth(random, 1, width);
  const widths = random.chance(0.5) ? [width, narrow] : [narrow, width];
  return widths.map((each) => ({ kind, width: each }));
}

const boolOperator = (write: (a: Bool, b: Bool) => Value, mean: (a: bigint, b: bigint) => bigint): Operator => ({
  draw: ({ kind }) => (kind === "bool" ? { of: [bool, bool] } : undefined),
  write: () => write,
  mean:
    () =>
    (a = 0n, b = 0n) =>
      mean(a, b),
  literals: "allowed",
});

type Number = UInt | SInt;

/** One operand type and its class, for what unsigned and signed values share. */
const both = <O extends Record<string, (kind: "uint" | "sint") => Operator>>(operators: O) =>
  Object.fromEntries(
    Object.entries(operators).flatMap(([name, make]) => [
      [`uint.${name}`, make("uint")],
      [`sint.${name}`, make("sint")],
    ]),
  ) as { readonly [K in keyof O & string as `uint.${K}` | `sint.${K}`]: Operator };

const comparison =
  (write: (a: UInt, b: UInt) => Bool, mean: (a: bigint, b: bigint) => boolean) =>
  (kind: "uint" | "sint"): Operator => ({
    draw: (type, random) => (type.kind === "bool" ? { of: pair(kind, anyWidth(random), random) } : undefined),
    write: () => write,
    mean:
      () =>
      (a = 0n, b = 0n) =>
        truth(mean(a, b)),
    literals: "allowed",
  });

/** Modulo the width of the left operand, which the right one may not exceed. */
const wrapping =
  (write: (a: UInt, b: UInt) => Number, mean: (a: bigint, b: bigint) => bigint) =>
  (kind: "uint" | "sint"): Operator => ({
    draw: (type, random) => {
      if (type.kind !== kind) return undefined;
      return { of: [type, { kind, width: random.chance(0.6) ? type.width : anyWidth(random, 1, type.width) }] };
    },
    write: () => write,
    mean:
      ({ type }) =>
      (a = 0n, b = 0n) =>
        wrap(type, mean(a, b)),
    literals: "allowed",
  });

/** One bit wider than the wider operand. */
const growing = (
  from: "uint" | "sint",
  to: "uint" | "sint",
  write: (a: UInt, b: UInt) => Number,
  mean: (a: bigint, b: bigint) => bigint,
): Operator => ({
  draw: ({ kind, width }, random) => (kind === to && width > 1 ? { of: pair(from, width - 1, random) } : undefined),
  write: () => write,
  mean:
    () =>
    (a = 0n, b = 0n) =>
      mean(a, b),
  literals: "allowed",
});

const bitwise = (write: (a: UInt, b: UInt) => UInt, mean: (a: bigint, b: bigint) => bigint): Operator => ({
  draw: ({ kind, width }, random) => (kind === "uint" ? { of: pair("uint", width, random) } : undefined),
  write: () => write,
  mean:
    () =>
    (a = 0n, b = 0n) =>
      mean(a, b),
  literals: "allowed",
});

const reduction = (write: (a: UInt) => Bool, mean: (bits: bigint, width: number) => boolean): Operator => ({
  draw: ({ kind }, random) => (kind === "bool" ? { of: [uint(anyWidth(random))] } : undefined),
  write: () => write,
  mean: (about) => {
    const { width } = first(about);
    return (a = 0n) => truth(mean(a, width));
  },
});

/** Mostly small, at times beyond any width. */
const amountWidth = (random: Random): number => random.pick([1, 2, 3, 4, 5, 6, 7, 8, 16, 31, 32, 33, 64]);

const shiftBy =
  (kind: "uint" | "sint") =>
  (
    write: (a: UInt, amount: UInt) => Number,
    mean: (a: bigint, amount: number, type: LeafType) => bigint,
  ): Operator => ({
    draw: (type, random) => (type.kind === kind ? { of: [type, uint(amountWidth(random))] } : undefined),
    write: () => write,
    mean:
      ({ type }) =>
      (a = 0n, amount = 0n) =>
        mean(a, amount > 64n ? 64 : Number(amount), type),
  });

const populationCount = (bits: bigint): number => bits.toString(2).replaceAll("0", "").length;

const catalogue = {
  "bool.and": boolOperator(
    (a, b) => a.and(b),
    (a, b) => a * b,
  ),
  "bool.or": boolOperator(
    (a, b) => a.or(b),
    (a, b) => a + b - a * b,
  ),
  "bool.xor": boolOperator(
    (a, b) => a.xor(b),
    (a, b) => a + b - 2n * a * b,
  ),
  "bool.eq": boolOperator(
    (a, b) => a.eq(b),
    (a, b) => truth(a === b),
  ),
  "bool.not": {
    draw: ({ kind }) => (kind === "bool" ? { of: [bool] } : undefined),
    write: () => (a: Bool) => a.not(),
    mean:
      () =>
      (a = 0n) =>
        1n - a,
  },
  "bool.asUInt": {
    draw: ({ kind, width }) => (kind === "uint" && width === 1 ? { of: [bool] } : undefined),
    write: () => (a: Bool) => a.asUInt(),
    mean:
      () =>
      (a = 0n) =>
        a,
  },
  mux: {
    draw: (type, random) => {
      if (type.kind === "bool") return { of: [bool, bool, bool] };
      return { of: [bool, ...pair(type.kind, type.width, random)] };
    },
    write: () => (condition: Bool, a: Value, b: Value) => condition.mux(a, b as never),
    mean:
      () =>
      (condition, a = 0n, b = 0n) =>
        condition === 1n ? a : b,
    literals: "allowed",
  },

  "uint.add": growing(
    "uint",
    "uint",
    (a, b) => a.add(b),
    (a, b) => a + b,
  ),
  "uint.sub": growing(
    "uint",
    "sint",
    (a, b) => a.sub(b),
    (a, b) => a - b,
  ),
  "sint.add": growing(
    "sint",
    "sint",
    (a, b) => a.add(b),
    (a, b) => a + b,
  ),
  "sint.sub": growing(
    "sint",
    "sint",
    (a, b) => a.sub(b),
    (a, b) => a - b,
  ),
  "sint.neg": {
    draw: ({ kind, width }) => (kind === "sint" && width > 1 ? { of: [sint(width - 1)] } : undefined),
    write: () => (a: SInt) => a.neg(),
    mean:
      () =>
      (a = 0n) =>
        -a,
  },
  "uint.and": bitwise(
    (a, b) => a.and(b),
    (a, b) => a & b,
  ),
  "uint.or": bitwise(
    (a, b) => a.or(b),
    (a, b) => a | b,
  ),
  "uint.xor": bitwise(
    (a, b) => a.xor(b),
    (a, b) => a ^ b,
  ),
  "uint.not": {
    draw: (type) => (type.kind === "uint" ? { of: [type] } : undefined),
    write: () => (a: UInt) => a.not(),
    mean:
      ({ type }) =>
      (a = 0n) =>
        power(type.width) - 1n - a,
  },
  "sint.not": {
    draw: (type) => (type.kind === "sint" ? { of: [type] } : undefined),
    write: () => (a: SInt) => a.not(),
    mean:
      () =>
      (a = 0n) =>
        -1n - a,
  },
  "sint.isNegative": {
    draw: ({ kind }, random) => (kind === "bool" ? { of: [sint(anyWidth(random))] } : undefined),
    write: () => (a: SInt) => a.isNegative(),
    mean:
      () =>
      (a = 0n) =>
        truth(a < 0n),
  },
  /** The bits of signed values compared as whole numbers: how they were declared must not matter. */
  "sint.asUInt.lt": {
    draw: ({ kind }, random) => {
      const of = sint(anyWidth(random));
      return kind === "bool" ? { of: [of, of] } : undefined;
    },
    write: () => (a: SInt, b: SInt) => a.asUInt().lt(b.asUInt()),
    mean:
      (about) =>
      (a = 0n, b = 0n) =>
        truth(bitsOf(first(about), a) < bitsOf(first(about), b)),
  },
  "uint.any": reduction(
    (a) => a.any(),
    (bits) => bits !== 0n,
  ),
  "uint.all": reduction(
    (a) => a.all(),
    (bits, width) => bits === power(width) - 1n,
  ),
  "uint.parity": reduction(
    (a) => a.parity(),
    (bits) => populationCount(bits) % 2 === 1,
  ),
  "uint.shlBy": shiftBy("uint")(
    (a, amount) => a.shlBy(amount),
    (a, amount, type) => wrap(type, a * power(amount)),
  ),
  "uint.shrBy": shiftBy("uint")(
    (a, amount) => a.shrBy(amount),
    (a, amount) => a / power(amount),
  ),
  "sint.shrBy": shiftBy("sint")(
    (a, amount) => (a as unknown as SInt).shrBy(amount),
    (a, amount) => floorDivide(a, power(amount)),
  ),
  "uint.bitAt": {
    draw: ({ kind }, random) =>
      kind === "bool" ? { of: [uint(anyWidth(random)), uint(amountWidth(random))] } : undefined,
    write: () => (a: UInt, index: UInt) => a.bitAt(index),
    mean:
      () =>
      (a = 0n, index = 0n) =>
        index > 64n ? 0n : (a / power(Number(index))) % 2n,
  },
  "uint.asSInt": {
    draw: ({ kind, width }) => (kind === "sint" ? { of: [uint(width)] } : undefined),
    write: () => (a: UInt) => a.asSInt(),
    mean:
      ({ type }) =>
      (a = 0n) =>
        wrap(type, a),
  },
  "uint.toSInt": {
    draw: ({ kind, width }) => (kind === "sint" && width > 1 ? { of: [uint(width - 1)] } : undefined),
    write: () => (a: UInt) => a.toSInt(),
    mean:
      () =>
      (a = 0n) =>
        a,
  },
  "sint.asUInt": {
    draw: ({ kind, width }) => (kind === "uint" ? { of: [sint(width)] } : undefined),
    write: () => (a: SInt) => a.asUInt(),
    mean:
      ({ type }) =>
      (a = 0n) =>
        wrap(type, a),
  },
  cat: {
    draw: ({ kind, width }, random) => {
      if (kind !== "uint") return undefined;
      const of: LeafType[] = [];
      for (let left = width; left > 0; ) {
        const wished = random.chance(0.4) ? random.pick([8, 16, 31, 32, 33]) : random.integer(1, left);
        const part = of.length === 3 || wished > left ? left : wished;
        of.push(part === 1 && random.chance(0.5) ? bool : { kind: random.pick(["uint", "sint"]), width: part });
        left -= part;
      }
      return { of };
    },
    write:
      (_, hdl) =>
      (...parts: Value[]) =>
        hdl.cat(...parts),
    mean:
      ({ of }) =>
      (...parts) => {
        let sum = 0n;
        for (const [i, type] of of.entries()) sum = sum * power(type.width) + bitsOf(type, parts[i] ?? 0n);
        return sum;
      },
  },
  ...both({
    addw: wrapping(
      (a, b) => a.addw(b),
      (a, b) => a + b,
    ),
    subw: wrapping(
      (a, b) => a.subw(b),
      (a, b) => a - b,
    ),
    eq: comparison(
      (a, b) => a.eq(b),
      (a, b) => a === b,
    ),
    ne: comparison(
      (a, b) => a.ne(b),
      (a, b) => a !== b,
    ),
    lt: comparison(
      (a, b) => a.lt(b),
      (a, b) => a < b,
    ),
    le: comparison(
      (a, b) => a.le(b),
      (a, b) => a <= b,
    ),
    gt: comparison(
      (a, b) => a.gt(b),
      (a, b) => a > b,
    ),
    ge: comparison(
      (a, b) => a.ge(b),
      (a, b) => a >= b,
    ),
    mul: (kind) => ({
      draw: (type, random) => {
        if (type.kind !== kind || type.width < 2) return undefined;
        const left = random.integer(1, type.width - 1);
        return {
          of: [
            { kind, width: left },
            { kind, width: type.width - left },
          ],
        };
      },
      write: () => (a: UInt, b: UInt) => a.mul(b),
      mean:
        () =>
        (a = 0n, b = 0n) =>
          a * b,
      literals: "allowed",
    }),
    shl: (kind) => ({
      draw: (type, random) => {
        if (type.kind !== kind || type.width < 2) return undefined;
        const distance = random.integer(0, type.width - 1);
        return { of: [{ kind, width: type.width - distance }], numbers: [distance, 0] };
      },
      write:
        ([distance]) =>
        (a: UInt) =>
          a.shl(distance),
      mean: ({ numbers: [distance] }) => {
        const factor = power(distance);
        return (a = 0n) => a * factor;
      },
    }),
    shr: (kind) => ({
      draw: (type, random) => {
        if (type.kind !== kind) return undefined;
        // Once in a while by more than there is: one bit is left.
        if (type.width === 1 && random.chance(0.2)) {
          const width = anyWidth(random);
          return { of: [{ kind, width }], numbers: [width + random.integer(0, 80), 0] };
        }
        const width = anyWidth(random, type.width, 64);
        return { of: [{ kind, width }], numbers: [width - type.width, 0] };
      },
      write:
        ([distance]) =>
        (a: UInt) =>
          a.shr(distance),
      mean: ({ numbers: [distance] }) => {
        const divisor = power(distance);
        return (a = 0n) => floorDivide(a, divisor);
      },
    }),
    bit: (kind) => ({
      draw: (type, random) => {
        if (type.kind !== "bool") return undefined;
        const width = anyWidth(random);
        return { of: [{ kind, width }], numbers: [random.pick([0, width - 1, random.integer(0, width - 1)]), 0] };
      },
      write:
        ([index]) =>
        (a: UInt) =>
          a.bit(index),
      mean: (about) => {
        const divisor = power(about.numbers[0]);
        return (a = 0n) => (bitsOf(first(about), a) / divisor) % 2n;
      },
    }),
    slice: (kind) => ({
      draw: (type, random) => {
        if (type.kind !== "uint") return undefined;
        const width = anyWidth(random, type.width, 64);
        const low = random.integer(0, width - type.width);
        return { of: [{ kind, width }], numbers: [low + type.width - 1, low] };
      },
      write:
        ([high, low]) =>
        (a: UInt) =>
          a.slice(high, low),
      mean: (about) => {
        const [high, low] = about.numbers;
        const [divisor, modulus] = [power(low), power(high - low + 1)];
        return (a = 0n) => (bitsOf(first(about), a) / divisor) % modulus;
      },
    }),
    trunc: (kind) => ({
      draw: (type, random) =>
        type.kind === kind
          ? { of: [{ kind, width: anyWidth(random, type.width) }], numbers: [type.width, 0] }
          : undefined,
      write:
        ([width]) =>
        (a: UInt) =>
          a.trunc(width),
      mean:
        ({ type }) =>
        (a = 0n) =>
          wrap(type, a),
    }),
    sat: (kind) => ({
      draw: (type, random) =>
        type.kind === kind
          ? { of: [{ kind, width: anyWidth(random, random.chance(0.8) ? type.width : 1) }], numbers: [type.width, 0] }
          : undefined,
      write:
        ([width]) =>
        (a: UInt) =>
          a.sat(width),
      mean:
        ({ type }) =>
        (a = 0n) =>
          clamp(type, a),
    }),
    extend: (kind) => ({
      draw: (type, random) =>
        type.kind === kind
          ? { of: [{ kind, width: anyWidth(random, 1, type.width) }], numbers: [type.width, 0] }
          : undefined,
      write:
        ([width]) =>
        (a: UInt) =>
          a.extend(width),
      mean:
        () =>
        (a = 0n) =>
          a,
    }),
  }),
} satisfies Record<string, Operator>;

export type OperatorName = keyof typeof catalogue;
export const operators: { readonly [K in OperatorName]: Operator } = catalogue;
export const operatorNames = Object.keys(catalogue) as readonly OperatorName[];
