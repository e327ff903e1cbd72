import { describe, expect, it } from "vitest";
import type { Design, Expr, Signal } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { evaluateExpr } from "../support/expr-oracle.ts";
import { Random } from "../support/random.ts";
import { RandomExpressions, randomBits } from "../support/random-circuit.ts";

const site = { location: "/operators.ts:1:1" };
const widths = [1, 2, 3, 8, 16, 31, 32, 33, 63, 64] as const;

function signal(name: string, width: number, role: Signal["role"]): Signal {
  return { name, type: { kind: "uint", width }, role, site };
}

/** A module without state: each value is an output. */
function combinational(inputs: readonly Signal[], values: readonly Expr[]): Design {
  const outputs = values.map((value, index) => ({ signal: signal(`out${index}`, value.width, "output"), value }));
  const top = {
    name: "operators",
    baseName: "operators",
    parameters: "",
    ports: [
      ...inputs.map((each) => ({ direction: "input" as const, signal: each })),
      ...outputs.map((each) => ({ direction: "output" as const, signal: each.signal })),
    ],
    clocked: false,
    nodes: [],
    wires: [],
    registers: [],
    memories: [],
    instances: [],
    body: [],
    outputs,
    properties: [],
    site,
  };
  return { top, modules: [top] };
}

function compare(
  inputs: readonly Signal[],
  values: readonly Expr[],
  vectors: readonly (readonly bigint[])[],
  note: string,
) {
  const sim = openEmbedded(combinational(inputs, values));
  const handles = inputs.map(({ name }) => sim.port(name));
  const outputs = values.map((_, index) => sim.port(`out${index}`));
  for (const vector of vectors) {
    for (const [index, handle] of handles.entries()) handle.big = vector[index] ?? 0n;
    const lookUp = (each: Signal) => vector[inputs.indexOf(each)] ?? 0n;
    for (const [index, value] of values.entries()) {
      const expected = evaluateExpr(value, lookUp);
      if (outputs[index]?.big !== expected) {
        expect(outputs[index]?.big, `${value.op} of ${value.width} bits at ${vector.join(", ")}; ${note}`).toBe(
          expected,
        );
      }
    }
  }
}

/** Every operator on operands of one width, shift amounts included that are too large. */
function allOperators(width: number, a: Expr, b: Expr, bit: Expr, amount: Expr): Expr[] {
  const constants = [0n, 1n, 2n ** BigInt(width - 1), 2n ** BigInt(width) - 1n];
  const binary = (other: Expr): Expr[] => [
    ...(["add", "sub", "mul", "and", "or", "xor"] as const).map((op): Expr => ({ op, width, a, b: other })),
    ...(["eq", "ne"] as const).map((op): Expr => ({ op, width: 1, a, b: other })),
    ...(["lt", "le"] as const).flatMap((op): Expr[] => [
      { op, width: 1, signed: false, a, b: other },
      { op, width: 1, signed: true, a, b: other },
      { op, width: 1, signed: true, a: other, b: a },
    ]),
    ...(["shl", "shr", "asr"] as const).map((op): Expr => ({ op, width, a, amount: other })),
    { op: "mux", width, cond: bit, whenTrue: a, whenFalse: other },
  ];
  const slices = [0, 1, width >> 1, width - 1].flatMap((low): Expr[] =>
    low >= width
      ? []
      : [
          { op: "slice", width: width - low, a, low },
          { op: "slice", width: 1, a, low },
        ],
  );
  const wider = [width, width + 1, 32, 33, 64].filter((each) => each >= width && each <= 64);
  return [
    ...binary(b),
    ...constants.flatMap((value) => binary({ op: "const", width, value })),
    ...(["shl", "shr", "asr"] as const).map((op): Expr => ({ op, width, a, amount })),
    { op: "not", width, a },
    ...(["reduceAnd", "reduceOr", "reduceXor"] as const).map((op): Expr => ({ op, width: 1, a })),
    ...slices,
    ...wider.flatMap((each): Expr[] => [
      { op: "extend", width: each, a, signed: false },
      { op: "extend", width: each, a, signed: true },
    ]),
    ...(width < 64 ? [{ op: "cat", width: width + 1, parts: [bit, a] } as const] : []),
    ...(width <= 21 ? [{ op: "cat", width: 3 * width + 1, parts: [a, bit, b, a] } as const] : []),
  ];
}

describe("operators", () => {
  it.each(widths)("each one on operands of %i bits equals the oracle", (width) => {
    const random = new Random(width);
    const inputs = [
      signal("a", width, "input"),
      signal("b", width, "input"),
      signal("bit", 1, "input"),
      signal("amount", 7, "input"),
    ];
    const [a, b, bit, amount] = inputs.map((each): Expr => ({ op: "ref", width: each.type.width, signal: each }));
    if (a === undefined || b === undefined || bit === undefined || amount === undefined) throw new Error("inputs");
    const vectors = Array.from({ length: 60 }, () => inputs.map(({ type }) => randomBits(random, type.width)));
    compare(inputs, allOperators(width, a, b, bit, amount), vectors, "");
  });

  it("random expressions with shared parts equal the oracle (seed in the message)", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const inputs = Array.from({ length: 6 }, (_, index) => signal(`in${index}`, random.pick(widths), "input"));
      const expressions = new RandomExpressions(random);
      for (const each of inputs) expressions.add(each);
      const values = Array.from({ length: 12 }, () => expressions.of(random.pick(widths), 5));
      const vectors = Array.from({ length: 10 }, () => inputs.map(({ type }) => randomBits(random, type.width)));
      compare(inputs, values, vectors, `seed ${seed}`);
    }
  });

  it("a chain of 20,000 operators neither exhausts the stack nor takes exponential time", () => {
    const input = signal("a", 32, "input");
    let value: Expr = { op: "ref", width: 32, signal: input };
    const one: Expr = { op: "const", width: 32, value: 1n };
    for (let index = 0; index < 10_000; index++)
      value = { op: "xor", width: 32, a: { op: "add", width: 32, a: value, b: one }, b: value };
    const sim = openEmbedded(combinational([input], [value]));
    sim.port("a").value = 0;
    let expected = 0;
    for (let index = 0; index < 10_000; index++) expected = ((expected + 1) ^ expected) >>> 0;
    expect(sim.port("out0").value).toBe(expected);
  });
});
