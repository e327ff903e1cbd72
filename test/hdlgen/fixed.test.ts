/** Fixed point against exact fractions, exhaustively on small formats. */
import { describe, expect, it } from "vitest";
import {
  type Bool,
  constant,
  elaborate,
  type Fix,
  fix,
  fixConstant,
  input,
  module,
  nodes,
  output,
  type Rounding,
  ram,
  regs,
  sint,
  type UFix,
  ufix,
  uint,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { Rational } from "../support/rational.ts";

const roundings = ["floor", "ceil", "towardZero", "nearestEven", "nearestUp", "nearestAway"] as const;

/** The whole number that a fraction rounds to. */
function rounded(value: Rational, rounding: Rounding): bigint {
  const isNegative = value.compare(new Rational(0n)) < 0;
  switch (rounding) {
    case "floor":
      return value.floor();
    case "ceil":
      return value.ceil();
    case "towardZero":
      return isNegative ? value.ceil() : value.floor();
    case "nearestEven":
      return value.nearest((below, above) => (below % 2n === 0n ? below : above));
    case "nearestUp":
      return value.nearest((_, above) => above);
    case "nearestAway":
      return value.nearest((below, above) => (isNegative ? below : above));
  }
}

const clamped = (value: bigint, low: bigint, high: bigint): bigint => (value < low ? low : value > high ? high : value);

interface Result {
  readonly name: string;
  readonly value: Fix | UFix | Bool;
}

/** Every value of two inputs through a list of operators; `oracle` gives the bits of each result. */
function exhaustively<A extends Fix | UFix, B extends Fix | UFix>(
  formatA: { readonly type: ReturnType<typeof fix> | ReturnType<typeof ufix>; readonly signed: boolean },
  formatB: { readonly type: ReturnType<typeof fix> | ReturnType<typeof ufix>; readonly signed: boolean },
  operators: readonly {
    readonly name: string;
    readonly hardware: (a: A, b: B) => Fix | UFix | Bool;
    readonly oracle: (a: Rational, b: Rational) => Rational | boolean | { readonly bits: bigint };
  }[],
): number {
  const results: Result[] = [];
  const M = module(
    "m",
    (_: object) => ({ a: input(formatA.type as never), b: input(formatB.type as never) }),
    ({ a, b }) => {
      for (const [i, { name, hardware }] of operators.entries()) {
        const value = nodes({ [`y${i}`]: hardware(a as A, b as B) })[`y${i}`];
        if (value !== undefined) results.push({ name, value });
      }
      return {};
    },
  );
  const { top } = elaborate(M({}));
  const outputs = top.nodes.map(({ signal, value }) => ({ signal: { ...signal, role: "output" as const }, value }));
  const ports = [...top.ports, ...outputs.map(({ signal }) => ({ direction: "output" as const, signal }))];
  const open = { ...top, nodes: [], outputs, ports };
  const sim = openEmbedded({ top: open, modules: [open] }, { seed: 1 });
  const valuesOf = ({ type, signed }: typeof formatA): bigint[] => {
    const count = 2 ** type.width;
    return Array.from({ length: count }, (_, i) => BigInt(signed ? i - count / 2 : i));
  };
  let compared = 0;
  for (const a of valuesOf(formatA)) {
    sim.port("a").big = a;
    for (const b of valuesOf(formatB)) {
      sim.port("b").big = b;
      operators.forEach(({ name, oracle }, i) => {
        const result = results[i]?.value;
        const wanted = oracle(Rational.scaled(a, formatA.type.fracBits), Rational.scaled(b, formatB.type.fracBits));
        const found = sim.port(`y${i}`).big;
        const places = result !== undefined && "fracBits" in result ? result.fracBits : 0;
        const isRight =
          typeof wanted === "boolean"
            ? found === BigInt(wanted)
            : wanted instanceof Rational
              ? Rational.scaled(found, places).compare(wanted) === 0
              : found === wanted.bits;
        if (!isRight) expect.fail(`${name} of ${a} and ${b} gives ${found}`);
        compared++;
      });
    }
  }
  return compared;
}

const signed = (intBits: number, fracBits: number) => ({ type: fix(intBits, fracBits), signed: true });
const unsigned = (intBits: number, fracBits: number) => ({ type: ufix(intBits, fracBits), signed: false });
const one = unsigned(1, 0);

describe("resize", () => {
  const targets = [-1, 0, 1, 2, 4].flatMap((intBits) =>
    [-2, -1, 0, 1, 2, 3, 4].flatMap((fracBits) => (intBits + fracBits >= 1 ? [{ intBits, fracBits }] : [])),
  );
  const modes = targets.flatMap((target) =>
    roundings.flatMap((rounding) =>
      (["saturate", "wrap"] as const).map((overflow) => ({ ...target, rounding, overflow })),
    ),
  );

  it.each([
    ["fix(3, 3)", signed(3, 3)],
    ["fix(1, 4)", signed(1, 4)],
    ["fix(-1, 6)", signed(-1, 6)],
    ["fix(6, -2)", signed(6, -2)],
    ["fix(1, 0)", signed(1, 0)],
  ])("%s: every value, to every format, rounding and overflow", (_, format) => {
    const compared = exhaustively<Fix, UFix>(
      format,
      one,
      modes.map(({ intBits, fracBits, rounding, overflow }) => ({
        name: `resize(${intBits}, ${fracBits}, ${rounding}, ${overflow})`,
        hardware: (a) => a.resize(intBits, fracBits, { rounding, overflow }),
        oracle: (a) => {
          const width = intBits + fracBits;
          const whole = rounded(a.times(Rational.scaled(1n, -fracBits)), rounding);
          const half = 2n ** BigInt(width - 1);
          return { bits: overflow === "wrap" ? BigInt.asIntN(width, whole) : clamped(whole, -half, half - 1n) };
        },
      })),
    );
    expect(compared).toBe(2 * 2 ** format.type.width * modes.length);
  });

  it.each([
    ["ufix(3, 3)", unsigned(3, 3)],
    ["ufix(0, 5)", unsigned(0, 5)],
    ["ufix(-2, 6)", unsigned(-2, 6)],
    ["ufix(5, -1)", unsigned(5, -1)],
  ])("%s: every value, to every format, rounding and overflow", (_, format) => {
    exhaustively<UFix, UFix>(
      format,
      one,
      modes.map(({ intBits, fracBits, rounding, overflow }) => ({
        name: `resize(${intBits}, ${fracBits}, ${rounding}, ${overflow})`,
        hardware: (a) => a.resize(intBits, fracBits, { rounding, overflow }),
        oracle: (a) => {
          const width = intBits + fracBits;
          const whole = rounded(a.times(Rational.scaled(1n, -fracBits)), rounding);
          const most = 2n ** BigInt(width) - 1n;
          return { bits: overflow === "wrap" ? BigInt.asUintN(width, whole) : clamped(whole, 0n, most) };
        },
      })),
    );
  });
});

describe("exact operators", () => {
  const comparisons = [
    { name: "eq", hardware: (a: Fix, b: Fix) => a.eq(b), oracle: (a: Rational, b: Rational) => a.compare(b) === 0 },
    { name: "ne", hardware: (a: Fix, b: Fix) => a.ne(b), oracle: (a: Rational, b: Rational) => a.compare(b) !== 0 },
    { name: "lt", hardware: (a: Fix, b: Fix) => a.lt(b), oracle: (a: Rational, b: Rational) => a.compare(b) < 0 },
    { name: "le", hardware: (a: Fix, b: Fix) => a.le(b), oracle: (a: Rational, b: Rational) => a.compare(b) <= 0 },
    { name: "gt", hardware: (a: Fix, b: Fix) => a.gt(b), oracle: (a: Rational, b: Rational) => a.compare(b) > 0 },
    { name: "ge", hardware: (a: Fix, b: Fix) => a.ge(b), oracle: (a: Rational, b: Rational) => a.compare(b) >= 0 },
    {
      name: "min",
      hardware: (a: Fix, b: Fix) => a.min(b),
      oracle: (a: Rational, b: Rational) => (a.compare(b) < 0 ? a : b),
    },
    {
      name: "max",
      hardware: (a: Fix, b: Fix) => a.max(b),
      oracle: (a: Rational, b: Rational) => (a.compare(b) > 0 ? a : b),
    },
    { name: "add", hardware: (a: Fix, b: Fix) => a.add(b), oracle: (a: Rational, b: Rational) => a.plus(b) },
    { name: "sub", hardware: (a: Fix, b: Fix) => a.sub(b), oracle: (a: Rational, b: Rational) => a.minus(b) },
    { name: "mul", hardware: (a: Fix, b: Fix) => a.mul(b), oracle: (a: Rational, b: Rational) => a.times(b) },
    {
      name: "mux",
      hardware: (a: Fix, b: Fix) => a.lt(b).mux(a, b),
      oracle: (a: Rational, b: Rational) => (a.compare(b) < 0 ? a : b),
    },
  ];
  const formats = [
    [3, 2],
    [1, 4],
    [4, -1],
    [-1, 5],
  ] as const;

  it.each(formats)("fix(%i, %i) with every other format", (intBits, fracBits) => {
    for (const other of formats) {
      exhaustively<Fix, Fix>(signed(intBits, fracBits), signed(other[0], other[1]), [
        ...comparisons,
        { name: "neg", hardware: (a) => a.neg(), oracle: (a) => a.negated() },
        { name: "abs", hardware: (a) => a.abs(), oracle: (a) => (a.compare(new Rational(0n)) < 0 ? a.negated() : a) },
        { name: "isNegative", hardware: (a) => a.isNegative(), oracle: (a) => a.compare(new Rational(0n)) < 0 },
        { name: "shl", hardware: (a) => a.shl(3), oracle: (a) => a.times(new Rational(8n)) },
        { name: "shr", hardware: (a) => a.shr(2), oracle: (a) => a.times(new Rational(1n, 4n)) },
        { name: "bits", hardware: (a) => a.bits.asFix(fracBits), oracle: (a) => a },
      ]);
    }
  });
  it.each(formats)("ufix(%i, %i) with every other format", (intBits, fracBits) => {
    for (const other of formats) {
      exhaustively<UFix, UFix>(unsigned(intBits, fracBits), unsigned(other[0], other[1]), [
        ...(comparisons as never[]),
        { name: "toFix", hardware: (a) => a.toFix(), oracle: (a) => a },
        { name: "bits", hardware: (a) => a.bits.asUFix(fracBits), oracle: (a) => a },
      ]);
    }
  });
  it("numbers stand for values", () => {
    exhaustively<Fix, UFix>(signed(3, 3), one, [
      { name: "add 0.5", hardware: (a) => a.add(0.5), oracle: (a) => a.plus(new Rational(1n, 2n)) },
      { name: "sub -1.25", hardware: (a) => a.sub(-1.25), oracle: (a) => a.plus(new Rational(5n, 4n)) },
      { name: "mul 3", hardware: (a) => a.mul(3), oracle: (a) => a.times(new Rational(3n)) },
      { name: "mul -0.125", hardware: (a) => a.mul(-0.125), oracle: (a) => a.times(new Rational(-1n, 8n)) },
      { name: "lt 100", hardware: (a) => a.lt(100), oracle: () => true },
      { name: "ge 0", hardware: (a) => a.ge(0), oracle: (a) => a.compare(new Rational(0n)) >= 0 },
      {
        name: "mux literal",
        hardware: (a) => a.isNegative().mux(0, a),
        oracle: (a) => (a.compare(new Rational(0n)) < 0 ? new Rational(0n) : a),
      },
    ]);
  });
});

describe("formats of results", () => {
  const formatOf = (build: (a: Fix, u: UFix) => Fix | UFix): string => {
    let found = "";
    const M = module(
      "m",
      (_: object) => ({ a: input(fix(4, 8)), u: input(ufix(2, 6)) }),
      ({ a, u }) => {
        found = build(a, u).describe();
        return {};
      },
    );
    elaborate(M({}));
    return found;
  };
  it("grow as far as they must", () => {
    expect([
      formatOf((a) => a.add(a)),
      formatOf((a, u) => a.add(u.toFix())),
      formatOf((a) => a.add(0.5)),
      formatOf((a) => a.mul(a)),
      formatOf((a) => a.mul(3)),
      formatOf((a) => a.mul(0.25)),
      formatOf((_, u) => u.sub(u)),
      formatOf((a) => a.neg()),
      formatOf((a) => a.abs()),
      formatOf((a) => a.shl(2)),
      formatOf((a) => a.shr(2)),
      formatOf((a) => a.resize(4, 2, { rounding: "floor" })),
      formatOf((a) => a.resize(5, 2, { rounding: "nearestEven" })),
      formatOf((a) => a.resize(6, 10)),
    ]).toEqual([
      "Fix(5, 8)",
      "Fix(5, 8)",
      "Fix(5, 8)",
      "Fix(8, 16)",
      "Fix(7, 8)",
      "Fix(4, 10)",
      "Fix(3, 6)",
      "Fix(5, 8)",
      "UFix(4, 8)",
      "Fix(6, 6)",
      "Fix(2, 10)",
      "Fix(4, 2)",
      "Fix(5, 2)",
      "Fix(6, 10)",
    ]);
  });
});

describe("constants", () => {
  const bitsOf = ({ expr, width }: Fix | UFix): bigint =>
    expr.op === "const" ? BigInt.asIntN(width + 1, expr.value) : 0n;
  it("exact ones are their bits, others are refused", () => {
    expect(bitsOf(constant(ufix(2, 4), 3.9375))).toBe(63n);
    expect(bitsOf(constant(fix(3, 4), 1.5))).toBe(24n);
    expect(() => constant(fix(3, 4), 0.1)).toThrow("HDL176 constant: 0.1 is no multiple of 2^-4");
    expect(() => constant(fix(3, 4), 4)).toThrow("HDL104 constant: 4 does not fit fix(3,4) (-4…3.9375)");
  });
  it.each(roundings)("fixConstant %s: every sixteenth between two multiples", (rounding) => {
    for (let n = -40; n <= 40; n++) {
      const { expr } = fixConstant(fix(4, 2), n / 16, rounding);
      const wanted = rounded(new Rational(BigInt(n), 4n), rounding);
      expect(expr.op === "const" && BigInt.asIntN(6, expr.value), `${n}/16`).toBe(wanted);
    }
  });
});

describe("ports, registers and memories", () => {
  it("hold numbers; a wider format takes a narrower one exactly", () => {
    const M = module(
      "m",
      (_: object) => ({ at: input(uint(1)), x: input(fix(2, 3)), y: output(fix(4, 5)), z: output(sint(9)) }),
      ({ at, x }) => {
        const { held } = regs({ held: { type: fix(4, 5), reset: -1.5 } });
        const table = ram("lookup", ufix(1, 3), { depth: 2, collision: "dontCare", init: [0.125, 1.875] });
        held.next = x;
        return { y: held, z: table.read(at).toFix().resize(4, 5).bits };
      },
    );
    const sim = openEmbedded(elaborate(M({})), { seed: 1 });
    sim.reset();
    expect(sim.port("y").value).toBe(-1.5 * 32);
    sim.port("x").value = -9;
    sim.port("at").value = 1;
    sim.step();
    expect([sim.port("y").value, sim.port("z").value]).toEqual([(-9 / 8) * 32, 1.875 * 32]);
  });
});
