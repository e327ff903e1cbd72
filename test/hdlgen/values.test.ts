import { describe, expect, it } from "vitest";
import {
  type Bool,
  bool,
  bundle,
  cat,
  constant,
  elaborate,
  input,
  module,
  nodes,
  oneHotMux,
  output,
  priorityMux,
  type SInt,
  sint,
  sum,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { Random } from "../support/random.ts";
import { randomBits } from "../support/random-circuit.ts";

const widths = [1, 2, 7, 8, 16, 31, 32, 33, 63, 64] as const;
const maximumWidth = 64;

interface Operands {
  readonly a: UInt;
  readonly b: UInt;
  readonly s: SInt;
  readonly t: SInt;
  readonly c: Bool;
  readonly d: Bool;
  readonly amount: UInt;
}

/** What the operands are in plain integers; `wa` is the width of a and s, `wb` that of b and t. */
interface Numbers {
  readonly a: bigint;
  readonly b: bigint;
  readonly s: bigint;
  readonly t: bigint;
  readonly c: boolean;
  readonly d: boolean;
  readonly amount: bigint;
  readonly wa: number;
  readonly wb: number;
}

interface Operator {
  readonly name: string;
  readonly hardware: (x: Operands) => Bool | UInt | SInt;
  readonly oracle: (x: Numbers) => bigint | boolean;
}

const bits = (value: bigint, high: number, low: number): bigint =>
  (value >> BigInt(low)) & (2n ** BigInt(high - low + 1) - 1n);
const clampU = (value: bigint, width: number): bigint =>
  value > 2n ** BigInt(width) - 1n ? 2n ** BigInt(width) - 1n : value;
function clampS(value: bigint, width: number): bigint {
  const half = 2n ** BigInt(width - 1);
  return value < -half ? -half : value > half - 1n ? half - 1n : value;
}
const U = BigInt.asUintN;
const S = BigInt.asIntN;
const ones = (value: bigint): number => value.toString(2).replaceAll("0", "").length;
function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
const lowestOne = (value: bigint): number => value.toString(2).length - 1 - value.toString(2).lastIndexOf("1");
const turned = (value: bigint, width: number, by: number): bigint => {
  const digits = value.toString(2).padStart(width, "0");
  const at = ((by % width) + width) % width;
  return BigInt(`0b${digits.slice(at)}${digits.slice(0, at)}`);
};
const big = (amount: bigint): bigint => (amount > 64n ? 64n : amount);

/** Every operator that is possible with operands of these widths. */
function operators(wa: number, wb: number): Operator[] {
  const wide = Math.max(wa, wb);
  const list: Operator[] = [];
  const add = (name: string, hardware: Operator["hardware"], oracle: Operator["oracle"]): void => {
    list.push({ name, hardware, oracle });
  };
  if (wide < maximumWidth) {
    add(
      "u.add",
      ({ a, b }) => a.add(b),
      ({ a, b }) => a + b,
    );
    add(
      "u.sub",
      ({ a, b }) => a.sub(b),
      ({ a, b }) => a - b,
    );
    add(
      "s.add",
      ({ s, t }) => s.add(t),
      ({ s, t }) => s + t,
    );
    add(
      "s.sub",
      ({ s, t }) => s.sub(t),
      ({ s, t }) => s - t,
    );
    add(
      "s.add literal",
      ({ s }) => s.add(-1),
      ({ s }) => s - 1n,
    );
    add(
      "s.neg",
      ({ s }) => s.neg(),
      ({ s }) => -s,
    );
    add(
      "u.toSInt",
      ({ a }) => a.toSInt(),
      ({ a }) => a,
    );
  }
  if (wa + wb <= maximumWidth) {
    add(
      "u.mul",
      ({ a, b }) => a.mul(b),
      ({ a, b }) => a * b,
    );
    add(
      "s.mul",
      ({ s, t }) => s.mul(t),
      ({ s, t }) => s * t,
    );
    add(
      "cat",
      ({ a, s, b }) => (2 * wa + wb <= 64 ? cat(a, s, b) : cat(s, b)),
      ({ a, s, b, wa, wb }) => {
        const low = (U(wa, s) << BigInt(wb)) | b;
        return 2 * wa + wb <= 64 ? (a << BigInt(wa + wb)) | low : low;
      },
    );
  }
  if (wb <= wa) {
    add(
      "u.addw",
      ({ a, b }) => a.addw(b),
      ({ a, b, wa }) => U(wa, a + b),
    );
    add(
      "u.subw",
      ({ a, b }) => a.subw(b),
      ({ a, b, wa }) => U(wa, a - b),
    );
    add(
      "s.addw",
      ({ s, t }) => s.addw(t),
      ({ s, t, wa }) => S(wa, s + t),
    );
    add(
      "s.subw",
      ({ s, t }) => s.subw(t),
      ({ s, t, wa }) => S(wa, s - t),
    );
  }
  add(
    "u.and",
    ({ a, b }) => a.and(b),
    ({ a, b }) => a & b,
  );
  add(
    "u.or",
    ({ a, b }) => a.or(b),
    ({ a, b }) => a | b,
  );
  add(
    "u.xor",
    ({ a, b }) => a.xor(b),
    ({ a, b }) => a ^ b,
  );
  add(
    "u.not",
    ({ a }) => a.not(),
    ({ a, wa }) => U(wa, ~a),
  );
  add(
    "s.not",
    ({ s }) => s.not(),
    ({ s }) => ~s,
  );
  add(
    "u.eq",
    ({ a, b }) => a.eq(b),
    ({ a, b }) => a === b,
  );
  add(
    "u.eq itself",
    ({ a }) => a.eq(a.xor(0)),
    () => true,
  );
  add(
    "u.ne",
    ({ a, b }) => a.ne(b),
    ({ a, b }) => a !== b,
  );
  add(
    "u.lt",
    ({ a, b }) => a.lt(b),
    ({ a, b }) => a < b,
  );
  add(
    "u.le",
    ({ a, b }) => a.le(b),
    ({ a, b }) => a <= b,
  );
  add(
    "u.gt",
    ({ a, b }) => a.gt(b),
    ({ a, b }) => a > b,
  );
  add(
    "u.ge",
    ({ a, b }) => a.ge(b),
    ({ a, b }) => a >= b,
  );
  add(
    "u.lt literal",
    ({ a }) => a.lt(3),
    ({ a }) => a < 3n,
  );
  add(
    "s.eq",
    ({ s, t }) => s.eq(t),
    ({ s, t }) => s === t,
  );
  add(
    "s.ne",
    ({ s, t }) => s.ne(t),
    ({ s, t }) => s !== t,
  );
  add(
    "s.lt",
    ({ s, t }) => s.lt(t),
    ({ s, t }) => s < t,
  );
  add(
    "s.le",
    ({ s, t }) => s.le(t),
    ({ s, t }) => s <= t,
  );
  add(
    "s.gt",
    ({ s, t }) => s.gt(t),
    ({ s, t }) => s > t,
  );
  add(
    "s.ge",
    ({ s, t }) => s.ge(t),
    ({ s, t }) => s >= t,
  );
  add(
    "s.ge literal",
    ({ s }) => s.ge(-2),
    ({ s }) => s >= -2n,
  );
  add(
    "s.isNegative",
    ({ s }) => s.isNegative(),
    ({ s }) => s < 0n,
  );
  for (const n of new Set([0, 1, wa - 1, wa, 64 - wa])) {
    if (n >= 0 && wa + n <= 64) {
      add(
        `u.shl ${n}`,
        ({ a }) => a.shl(n),
        ({ a }) => a << BigInt(n),
      );
      add(
        `s.shl ${n}`,
        ({ s }) => s.shl(n),
        ({ s }) => s << BigInt(n),
      );
    }
    if (n < 0) continue;
    add(
      `u.shr ${n}`,
      ({ a }) => a.shr(n),
      ({ a }) => a >> BigInt(n),
    );
    add(
      `s.shr ${n}`,
      ({ s }) => s.shr(n),
      ({ s }) => s >> BigInt(n),
    );
  }
  add(
    "u.shlBy",
    ({ a, amount }) => a.shlBy(amount),
    ({ a, amount, wa }) => U(wa, a << big(amount)),
  );
  add(
    "u.shrBy",
    ({ a, amount }) => a.shrBy(amount),
    ({ a, amount }) => a >> big(amount),
  );
  add(
    "s.shrBy",
    ({ s, amount }) => s.shrBy(amount),
    ({ s, amount }) => s >> big(amount),
  );
  add(
    "u.shrBy b",
    ({ a, b }) => a.shrBy(b),
    ({ a, b }) => a >> big(b),
  );
  add(
    "u.bitAt",
    ({ a, amount }) => a.bitAt(amount),
    ({ a, amount }) => bits(a, Number(amount), Number(amount)) === 1n,
  );
  for (const i of new Set([0, wa >> 1, wa - 1])) {
    add(
      `u.bit ${i}`,
      ({ a }) => a.bit(i),
      ({ a }) => bits(a, i, i) === 1n,
    );
    add(
      `s.bit ${i}`,
      ({ s }) => s.bit(i),
      ({ s, wa }) => bits(U(wa, s), i, i) === 1n,
    );
    add(
      `u.slice ${wa - 1}:${i}`,
      ({ a }) => a.slice(wa - 1, i),
      ({ a }) => bits(a, wa - 1, i),
    );
    add(
      `s.slice ${i}:0`,
      ({ s }) => s.slice(i, 0),
      ({ s, wa }) => bits(U(wa, s), i, 0),
    );
    add(
      `slice of slice ${i}`,
      ({ a }) => a.slice(wa - 1, i).slice(0, 0),
      ({ a }) => bits(a, i, i),
    );
  }
  for (const width of new Set([1, 2, wa >> 1, wa - 1, wa].filter((w) => w >= 1 && w <= wa))) {
    add(
      `u.trunc ${width}`,
      ({ a }) => a.trunc(width),
      ({ a }) => U(width, a),
    );
    add(
      `s.trunc ${width}`,
      ({ s }) => s.trunc(width),
      ({ s }) => S(width, s),
    );
  }
  for (const width of new Set([1, 2, wa >> 1, wa - 1, wa, Math.min(64, wa + 1)].filter((w) => w >= 1))) {
    add(
      `u.sat ${width}`,
      ({ a }) => a.sat(width),
      ({ a }) => clampU(a, width),
    );
    add(
      `s.sat ${width}`,
      ({ s }) => s.sat(width),
      ({ s }) => clampS(s, width),
    );
  }
  for (const width of new Set([wa, Math.min(64, wa + 1), 64])) {
    add(
      `u.extend ${width}`,
      ({ a }) => a.extend(width),
      ({ a }) => a,
    );
    add(
      `s.extend ${width}`,
      ({ s }) => s.extend(width),
      ({ s }) => s,
    );
    add(
      `s.extend.asUInt ${width}`,
      ({ s }) => s.extend(width).asUInt(),
      ({ s }) => U(width, s),
    );
  }
  add(
    "u.any",
    ({ a }) => a.any(),
    ({ a }) => a !== 0n,
  );
  add(
    "u.all",
    ({ a }) => a.all(),
    ({ a, wa }) => ones(a) === wa,
  );
  add(
    "u.parity",
    ({ a }) => a.parity(),
    ({ a }) => ones(a) % 2 === 1,
  );
  add(
    "u.asSInt",
    ({ a }) => a.asSInt(),
    ({ a, wa }) => S(wa, a),
  );
  add(
    "s.asUInt",
    ({ s }) => s.asUInt(),
    ({ s, wa }) => U(wa, s),
  );
  add(
    "c.and",
    ({ c, d }) => c.and(d),
    ({ c, d }) => c && d,
  );
  add(
    "c.or",
    ({ c, d }) => c.or(d),
    ({ c, d }) => c || d,
  );
  add(
    "c.xor",
    ({ c, d }) => c.xor(d),
    ({ c, d }) => c !== d,
  );
  add(
    "c.eq",
    ({ c, d }) => c.eq(d),
    ({ c, d }) => c === d,
  );
  add(
    "c.eq false",
    ({ c }) => c.eq(false),
    ({ c }) => !c,
  );
  add(
    "c.not",
    ({ c }) => c.not(),
    ({ c }) => !c,
  );
  add(
    "c.asUInt",
    ({ c }) => c.asUInt(),
    ({ c }) => BigInt(c),
  );
  add(
    "c.mux bool",
    ({ c, d }) => c.mux(d, true),
    ({ c, d }) => (c ? d : true),
  );
  add(
    "c.mux u",
    ({ c, a, b }) => c.mux(a, b),
    ({ c, a, b }) => (c ? a : b),
  );
  add(
    "c.mux s",
    ({ c, s, t }) => c.mux(s, t),
    ({ c, s, t }) => (c ? s : t),
  );
  add(
    "c.mux s literal",
    ({ c, s }) => c.mux(-5, s),
    ({ c, s }) => (c ? -5n : s),
  );
  add(
    "c.mux bundle",
    ({ c, s, t }) => c.mux({ x: s }, { x: t }).x,
    ({ c, s, t }) => (c ? s : t),
  );
  add(
    "u.min",
    ({ a, b }) => a.min(b),
    ({ a, b }) => smaller(a, b),
  );
  add(
    "u.max",
    ({ a, b }) => a.max(b),
    ({ a, b }) => -smaller(-a, -b),
  );
  add(
    "s.min",
    ({ s, t }) => s.min(t),
    ({ s, t }) => smaller(s, t),
  );
  add(
    "s.max literal",
    ({ s }) => s.max(-3),
    ({ s }) => -smaller(-s, 3n),
  );
  add(
    "s.and",
    ({ s, t }) => s.and(t),
    ({ s, t }) => s & t,
  );
  add(
    "s.or",
    ({ s, t }) => s.or(t),
    ({ s, t }) => s | t,
  );
  add(
    "s.xor literal",
    ({ s }) => s.xor(-1),
    ({ s }) => ~s,
  );
  add(
    "s.shlBy",
    ({ s, amount }) => s.shlBy(amount),
    ({ s, amount, wa }) => S(wa, s << big(amount)),
  );
  add(
    "s.bitAt",
    ({ s, amount }) => s.bitAt(amount),
    ({ s, amount }) => ((s >> big(amount)) & 1n) === 1n,
  );
  add(
    "s.any",
    ({ s }) => s.any(),
    ({ s }) => s !== 0n,
  );
  add(
    "s.all",
    ({ s }) => s.all(),
    ({ s }) => s === -1n,
  );
  add(
    "s.abs",
    ({ s }) => s.abs(),
    ({ s }) => (s < 0n ? -s : s),
  );
  add(
    "u.popCount",
    ({ a }) => a.popCount(),
    ({ a }) => BigInt(ones(a)),
  );
  add(
    "u.leadingZeros",
    ({ a }) => a.leadingZeros(),
    ({ a, wa }) => BigInt(wa - (a === 0n ? 0 : a.toString(2).length)),
  );
  add(
    "u.trailingZeros",
    ({ a }) => a.trailingZeros(),
    ({ a, wa }) => BigInt(a === 0n ? wa : lowestOne(a)),
  );
  add(
    "u.priorityEncode index",
    ({ a }) => a.priorityEncode().index,
    ({ a, wa }) => BigInt(a === 0n ? wa - 1 : lowestOne(a)),
  );
  add(
    "u.priorityEncode valid",
    ({ a }) => a.priorityEncode().valid,
    ({ a }) => a !== 0n,
  );
  add(
    "u.lowestSet",
    ({ a }) => a.lowestSet(),
    ({ a }) => (a === 0n ? 0n : 1n << BigInt(lowestOne(a))),
  );
  add(
    "u.isOneHot",
    ({ a }) => a.isOneHot(),
    ({ a }) => ones(a) === 1,
  );
  add(
    "u.isOneHot of one bit",
    ({ amount, a }) => amount.toOneHot(wa).or(a.lowestSet()).isOneHot(),
    ({ a, amount, wa }) => {
      const one = amount < BigInt(wa) ? 1n << amount : 0n;
      return ones(one | (a === 0n ? 0n : 1n << BigInt(lowestOne(a)))) === 1;
    },
  );
  add(
    "u.toOneHot",
    ({ amount }) => amount.toOneHot(wa),
    ({ amount, wa }) => U(wa, 1n << amount),
  );
  add(
    "u.toOneHot of a",
    ({ a }) => a.trunc(Math.min(6, wa)).toOneHot(),
    ({ a, wa }) => 1n << U(Math.min(6, wa), a),
  );
  add(
    "u.reverse",
    ({ a }) => a.reverse(),
    ({ a, wa }) => BigInt(`0b${[...a.toString(2).padStart(wa, "0")].reverse().join("")}`),
  );
  add(
    "u.rotateLeft by a signal",
    ({ a, amount }) => a.rotateLeft(amount),
    ({ a, amount, wa }) => turned(a, wa, Number(amount)),
  );
  add(
    "u.rotateRight by a signal",
    ({ a, amount }) => a.rotateRight(amount),
    ({ a, amount, wa }) => turned(a, wa, -Number(amount)),
  );
  add(
    "u.toBools",
    ({ a }) => cat(...a.toBools()),
    ({ a, wa }) => BigInt(`0b${[...a.toString(2).padStart(wa, "0")].reverse().join("")}`),
  );
  add(
    "c.ne",
    ({ c, d }) => c.ne(d),
    ({ c, d }) => c !== d,
  );
  add(
    "c.implies",
    ({ c, d }) => c.implies(d),
    ({ c, d }) => !c || d,
  );
  add(
    "c.replicate",
    ({ c }) => c.replicate(wa),
    ({ c, wa }) => (c ? U(wa, -1n) : 0n),
  );
  add(
    "u.replicate",
    ({ a }) => a.replicate(Math.floor(64 / wa)),
    ({ a, wa }) => Array.from({ length: Math.floor(64 / wa) }, () => a).reduce((all, one) => (all << BigInt(wa)) | one),
  );
  add(
    "priorityMux",
    ({ a, b, c, d }) =>
      priorityMux(
        [
          [c, a],
          [d, 3],
        ],
        b,
      ),
    ({ a, b, c, d }) => (c ? a : d ? 3n : b),
  );
  add(
    "oneHotMux",
    ({ s, t, c }) => oneHotMux(cat(c.not(), c), [s, t]),
    ({ s, t, c }) => (c ? s : t),
  );
  add(
    "oneHotMux of none",
    ({ a, b }) => oneHotMux(constant(uint(2), 0), [a, b]),
    () => 0n,
  );
  for (const n of new Set([0, 1, wa - 1, wa, wa + 2])) {
    add(
      `u.rotateLeft ${n}`,
      ({ a }) => a.rotateLeft(n),
      ({ a, wa }) => turned(a, wa, n),
    );
    add(
      `u.rotateRight ${n}`,
      ({ a }) => a.rotateRight(n),
      ({ a, wa }) => turned(a, wa, -n),
    );
  }
  if (wb <= wa) {
    add(
      "u.mulw",
      ({ a, b }) => a.mulw(b),
      ({ a, b, wa }) => U(wa, a * b),
    );
    add(
      "s.mulw",
      ({ s, t }) => s.mulw(t),
      ({ s, t, wa }) => S(wa, s * t),
    );
  }
  return list;
}

/** All ones, all zeros, ends of the signed range, and uniform bits. */
function randomOperand(random: Random, width: number): bigint {
  const corners = [0n, 1n, 2n ** BigInt(width) - 1n, 2n ** BigInt(width - 1), 2n ** BigInt(width - 1) - 1n];
  return U(width, random.chance(0.3) ? random.pick(corners) : randomBits(random, width));
}

function checkWidths(wa: number, wb: number, seed: number): number {
  const list = operators(wa, wb);
  const outputName = (i: number): string => `out${i}`;
  const Values = module(
    "values",
    (_: object) => ({
      a: input(uint(wa)),
      b: input(uint(wb)),
      s: input(sint(wa)),
      t: input(sint(wb)),
      c: input(bool),
      d: input(bool),
      amount: input(uint(7)),
    }),
    (io) => {
      nodes(Object.fromEntries(list.map(({ hardware }, i) => [outputName(i), hardware(io)])));
      return {};
    },
  );
  // Named nodes can be seen once they are outputs.
  const { top } = elaborate(Values({}));
  const outputs = top.nodes.map(({ signal, value }) => ({ signal: { ...signal, role: "output" as const }, value }));
  const ports = [...top.ports, ...outputs.map(({ signal }) => ({ direction: "output" as const, signal }))];
  const module_ = { ...top, nodes: [], outputs, ports };
  const sim = openEmbedded({ top: module_, modules: [module_] }, { seed });
  const random = new Random(seed);
  for (let round = 0; round < 40; round++) {
    const [rawA, rawS] = [randomOperand(random, wa), randomOperand(random, wa)];
    const rawB = wa === wb && random.chance(0.2) ? rawA : randomOperand(random, wb);
    const [rawT, amount] = [randomOperand(random, wb), BigInt(random.integer(0, 127))];
    const [c, d] = [random.chance(0.5), random.chance(0.5)];
    const numbers: Numbers = { a: rawA, b: rawB, s: S(wa, rawS), t: S(wb, rawT), c, d, amount, wa, wb };
    for (const key of ["a", "b", "s", "t", "amount"] as const) sim.port(key).big = numbers[key];
    for (const key of ["c", "d"] as const) sim.port(key).value = Number(numbers[key]);
    list.forEach(({ name, oracle }, i) => {
      const [found, expected] = [sim.port(outputName(i)).big, BigInt(oracle(numbers))];
      if (found !== expected) {
        const given = Object.entries(numbers).map(([key, value]) => `${key}=${value}`);
        expect.fail(`${name} gives ${found}, expected ${expected}; ${given.join(" ")}, seed ${seed}`);
      }
    });
  }
  return list.length;
}

describe("every operator equals plain integers", () => {
  it.each(widths)("%i bits with every other width", (wa) => {
    const counts = widths.map((wb) => checkWidths(wa, wb, 100 * wa + wb));
    expect(Math.min(...counts)).toBeGreaterThan(60);
  });
});

describe("sum", () => {
  it.each([1, 2, 3, 5, 8, 13])("of %i values is exact, of signed ones too", (count) => {
    const names = Array.from({ length: count }, (_, i) => `x${i}`);
    const M = module(
      "m",
      (_: object) => ({ ...Object.fromEntries(names.map((name) => [name, input(sint(5))])), y: output(sint(9)) }),
      (io) => {
        const values = names.map((name) => (io as Record<string, SInt>)[name] ?? constant(sint(1), 0));
        expect(sum(values).width).toBe(5 + Math.ceil(Math.log2(count)));
        return { y: sum(values) } as never;
      },
    );
    const sim = openEmbedded(elaborate(M({})), { seed: 1 });
    for (const value of [-16, 15, 1, -1]) {
      for (const name of names) sim.port(name).value = value;
      expect(sim.port("y").value).toBe(count * value);
    }
  });
  it("HDL106: of nothing", () => {
    expect(() => sum([] as UInt[])).toThrow("HDL106 sum: no values");
  });
});

describe("widths of results", () => {
  const widthOf = (build: (io: { a: UInt; b: UInt; s: SInt }) => { readonly width: number }): number => {
    let width = 0;
    const M = module(
      "m",
      (_: object) => ({ a: input(uint(8)), b: input(uint(5)), s: input(sint(8)) }),
      (io) => {
        ({ width } = build(io));
        return {};
      },
    );
    elaborate(M({}));
    return width;
  };
  it("exact operators grow, wrapping ones do not", () => {
    expect(widthOf(({ a, b }) => a.add(b))).toBe(9);
    expect(widthOf(({ a, b }) => b.sub(a))).toBe(9);
    expect(widthOf(({ a, b }) => a.mul(b))).toBe(13);
    expect(widthOf(({ s }) => s.mul(-128))).toBe(16);
    expect(widthOf(({ s }) => s.neg())).toBe(9);
    expect(widthOf(({ a, b }) => a.addw(b))).toBe(8);
    expect(widthOf(({ a }) => a.shl(3))).toBe(11);
    expect(widthOf(({ a }) => a.shr(3))).toBe(5);
    expect(widthOf(({ a }) => a.shr(9))).toBe(1);
    expect(widthOf(({ s }) => s.shr(9))).toBe(1);
    expect(widthOf(({ a }) => a.toSInt())).toBe(9);
  });
  it("a literal is as wide as its value", () => {
    expect(widthOf(({ b }) => b.add(255))).toBe(9);
    expect(widthOf(({ s }) => s.add(-128))).toBe(9);
    expect(widthOf(({ s }) => s.add(128))).toBe(10);
  });
});

describe("constants", () => {
  it("bundles of literals become their bits", () => {
    const type = bundle({ x: uint(3), y: sint(4), z: bool });
    const value = constant(type, { x: 5, y: -8, z: true });
    expect([value.x, value.y, value.z].map(({ expr }) => (expr.op === "const" ? expr.value : undefined))).toEqual([
      5n,
      8n,
      1n,
    ]);
  });
  it("the ends of a range fit, what lies beyond does not", () => {
    expect(() => [constant(uint(8), 255), constant(sint(8), -128), constant(uint(64), 2n ** 64n - 1n)]).not.toThrow();
    expect(() => constant(uint(8), 256)).toThrow("HDL104 constant: 256 does not fit uint(8) (0…255)");
    expect(() => constant(sint(8), -129)).toThrow("HDL104 constant: -129 does not fit sint(8) (-128…127)");
  });
});
