import { describe, expect, it, test } from "vitest";
import { elaborate, input, instance, module, output, regs, uint } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { compileEmbedded, KeptUnits } from "../../sim/embedded/index.ts";
import { haveSameGraph } from "../../sim/embedded/same-graph.ts";
import {
  type Circuit,
  circuitOf,
  cuts,
  describeDifference,
  differenceOf,
  openCut,
} from "../support/circuits/circuit.ts";
import { copyOf, edited } from "../support/circuits/edit.ts";
import { interpreterTruth } from "../support/circuits/interpreter-truth.ts";
import { Random } from "../support/random.ts";

/** Every module a unit of its own. */
const apart = { unitBudget: 0 } as const;

interface Numbers {
  readonly step: number;
  readonly start: number;
}

const Counter = module(
  "counter",
  (_: Numbers) => ({ by: input(uint(8)), count: output(uint(8)) }),
  ({ by }, { step }) => {
    const { count } = regs({ count: [uint(8), 0] });
    count.next = count.addw(by).addw(step);
    return { count };
  },
);

const Counters = module(
  "counters",
  (_: Numbers) => ({ by: input(uint(8)), sum: output(uint(8)) }),
  ({ by }, numbers) => {
    const { sum } = regs({ sum: [uint(8), 0] });
    const child = Counter({ step: numbers.step, start: 0 });
    const counters = Array.from({ length: 32 }, (_, index) => instance(`counter${index}`, child, { by }));
    sum.next = counters
      .map(({ count }) => count)
      .reduce((all, each) => all.addw(each))
      .addw(numbers.start);
    return { sum };
  },
);

const counters = (step: number, start: number): Design => elaborate(Counters({ step, start }));

function sumAfter(design: Design, cycles: number, kept: KeptUnits): number {
  const sim = compileEmbedded(design, apart, kept).open();
  sim.reset();
  sim.port("by").value = 3;
  sim.step(cycles);
  return sim.port("sum").value;
}

/** 32 counters that count from 0, one edge behind. */
const expectedSum = (step: number, start: number, cycles: number): number =>
  (32 * (cycles - 1) * (3 + step) + start) % 256;

describe("the code of units", () => {
  it("is compiled once for a design that is elaborated again", () => {
    const kept = new KeptUnits();
    expect(compileEmbedded(counters(11, 5), apart, kept).compiledUnits).toBe(2);
    expect(compileEmbedded(counters(11, 5), apart, kept).compiledUnits).toBe(0);
    expect(compileEmbedded(counters(11, 5), apart).compiledUnits).toBe(2);
  });

  it("is compiled for the edited one of two units only: for the child of 32 instances, or for their parent", () => {
    const kept = new KeptUnits();
    compileEmbedded(counters(21, 5), apart, kept);
    expect(compileEmbedded(counters(22, 5), apart, kept).compiledUnits).toBe(1);
    expect(compileEmbedded(counters(22, 6), apart, kept).compiledUnits).toBe(1);
    for (const [step, start] of [
      [21, 5],
      [22, 5],
      [22, 6],
      [21, 6],
    ] as const) {
      expect(sumAfter(counters(step, start), 9, kept)).toBe(expectedSum(step, start, 9));
    }
  });

  it("is compiled again where what is visible of the design differs", () => {
    const kept = new KeptUnits();
    compileEmbedded(counters(31, 5), apart, kept);
    expect(compileEmbedded(counters(31, 5), { ...apart, visible: "nets" }, kept).compiledUnits).toBe(2);
  });

  it("is dropped where many others were compiled since", () => {
    const kept = new KeptUnits(8);
    compileEmbedded(counters(41, 5), apart, kept);
    for (let start = 0; start < 8; start++) compileEmbedded(counters(42, 100 + start), apart, kept);
    expect(compileEmbedded(counters(41, 5), apart, kept).compiledUnits).toBe(2);
  });
});

const circuits = 100;
const editsEach = 3;

test(`units: ${circuits} random circuits, compiled after others that differ in one place, equal the interpreter`, () => {
  let reused = 0;
  const kept = new KeptUnits();
  for (let seed = 1; seed <= circuits; seed++) {
    const original = circuitOf(seed);
    const random = new Random(seed);
    const versions = [original.design, ...Array.from({ length: editsEach }, () => edited(original.design, random))];
    for (const design of [...versions, copyOf(original.design), ...versions.toReversed()]) {
      if (design === undefined) continue;
      // Cuts 1 and 2 make units of parts of it.
      const circuit: Circuit = { ...original, design, seed: 1 + (seed % 2), truth: () => interpreterTruth(design) };
      const before = compileEmbedded(design, cuts[circuit.seed], kept).compiledUnits;
      if (before < design.modules.length) reused++;
      const difference = differenceOf(
        circuit,
        8,
        openCut((each, cut) => compileEmbedded(each, cut, kept)),
      );
      if (difference !== undefined) expect.fail(describeDifference({ ...circuit, seed }, difference));
    }
  }
  expect(reused).toBeGreaterThan(circuits);
});

describe("graphs of objects", () => {
  const none = new Set<string>();

  it("are the same where primitives and sharing are", () => {
    const [one, other] = [{ width: 8 }, { width: 8 }];
    expect(haveSameGraph({ a: one, b: one }, { a: other, b: other }, none)).toBe(true);
    expect(haveSameGraph({ a: one, b: one }, { a: { width: 8 }, b: other }, none)).toBe(false);
    expect(haveSameGraph({ a: { width: 8 }, b: other }, { a: one, b: one }, none)).toBe(false);
    expect(haveSameGraph([1n, "x"], [1n, "x"], none)).toBe(true);
    expect(haveSameGraph([1n], [1n, 2n], none)).toBe(false);
    expect(haveSameGraph({ a: 1 }, { a: 1, b: undefined }, none)).toBe(false);
  });

  it("differ where something keeps its content out of sight", () => {
    expect(haveSameGraph(new Map([[1, 2]]), new Map([[1, 3]]), none)).toBe(false);
  });
});
