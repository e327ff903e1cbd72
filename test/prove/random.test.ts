import { afterAll, expect, test } from "vitest";
import {
  bool,
  clock,
  type Design,
  domain,
  elaborate,
  formal,
  input,
  module,
  output,
  past,
  regs,
  synchronise,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { openProver } from "../../sim/prove/index.ts";
import { Random } from "../support/random.ts";

const prover = await openProver();
afterAll(() => prover.close());

function expression(random: Random, pool: readonly UInt[], depth: number): UInt {
  if (depth === 0) return random.pick(pool);
  const operand = (): UInt => expression(random, pool, depth - 1);
  switch (random.integer(0, 6)) {
    case 0:
      return operand().addw(operand());
    case 1:
      return operand().xor(operand());
    case 2:
      return operand().lt(operand()).mux(operand(), operand());
    case 3:
      return operand().subw(random.integer(0, 7));
    case 4:
      return operand().not();
    case 5:
      return operand().shrBy(operand().trunc(2));
    default:
      return operand().mul(operand()).trunc(3);
  }
}

/** Two registers of three bits that feed on each other and on the input, and an assertion that may or may not hold. */
function randomDesign(random: Random): Design {
  const Circuit = module(
    "circuit",
    (_: object) => ({ x: input(uint(2)), y: output(uint(3)) }),
    ({ x }) => {
      const { a, b } = regs({ a: [uint(3), random.integer(0, 7)], b: [uint(3), random.integer(0, 7)] });
      const pool = [a, b, x.extend(3)];
      a.next = expression(random, pool, 2);
      when(expression(random, pool, 1).bit(0), () => {
        b.next = expression(random, pool, 2);
        if (random.integer(0, 2) === 0) formal.assert(a.ne(random.integer(0, 7)), "not under its condition");
      });
      formal.assert(expression(random, pool, 1).ne(random.integer(0, 7)), "not this value");
      formal.assert(past(a).xor(b).ne(random.integer(0, 7)).or(a.bit(1)), "not this one after that");
      return { y: a };
    },
  );
  return elaborate(Circuit({}));
}

/** The same in two clock domains, of which one sees a bit of the other's register late. */
function randomDomains(random: Random): Design {
  const Circuit = module(
    "domains",
    (_: object) => ({
      left: input(clock),
      leftRst: input(bool, { domain: "left" }),
      right: input(clock),
      rightRst: input(bool, { domain: "right" }),
      x: input(uint(2), { domain: "right" }),
      y: output(uint(3), { domain: "right" }),
    }),
    ({ left, leftRst, right, rightRst, x }) => {
      const { a } = domain({ clock: left, reset: leftRst }, () => {
        const own = regs({ a: [uint(3), random.integer(0, 7)] });
        own.a.next = own.a.addw(random.integer(1, 3));
        formal.assert(past(own.a).ne(random.integer(0, 7)), "left looks back");
        return own;
      });
      const { b } = domain({ clock: right, reset: rightRst }, () => {
        const seen = synchronise("seen", a.bit(0), { reset: false });
        const own = regs({ b: [uint(3), random.integer(0, 7)] });
        const pool = [own.b, x.extend(3)];
        own.b.next = seen.mux(expression(random, pool, 1), expression(random, pool, 1));
        formal.assert(own.b.ne(random.integer(0, 7)).or(seen), "right sees left");
        return own;
      });
      return { y: b };
    },
  );
  return elaborate(Circuit({}));
}

/**
 * The first cycle in which any sequence of edges and inputs makes an assertion fail; undefined when none does. Each of
 * the clocks has one edge in reset before.
 */
function firstFailure(
  design: Design,
  clocks: readonly string[],
  resets: readonly string[],
  last: number,
): number | undefined {
  let first: number | undefined;
  const sim = openEmbedded(design);
  for (const reset of resets) sim.port(reset).value = 1;
  for (const each of clocks) sim.edge(each);
  for (const reset of resets) sim.port(reset).value = 0;
  const visit = (cycle: number): void => {
    if (cycle > last || (first !== undefined && cycle >= first)) return;
    const before = sim.snapshot();
    for (let choice = 0; choice < 4 * clocks.length; choice++) {
      sim.restore(before);
      sim.port("x").value = choice & 3;
      try {
        sim.edge(clocks[choice >> 2] ?? "");
      } catch {
        first = cycle;
        return;
      }
      visit(cycle + 1);
    }
  };
  visit(clocks.length);
  return first;
}

test.each([
  { name: "one clock", circuits: 25, draw: randomDesign, clocks: ["clk"], resets: ["rst"], last: 4 },
  {
    name: "two clocks",
    circuits: 15,
    draw: randomDomains,
    clocks: ["left", "right"],
    resets: ["left_rst", "right_rst"],
    last: 6,
  },
])(
  "$circuits random circuits of $name: a proof fails in the first cycle in which any edges and inputs make the engine fail (seed 7114)",
  async ({ circuits, draw, clocks, resets, last }) => {
    const random = new Random(7_114);
    let failed = 0;
    for (let i = 0; i < circuits; i++) {
      const design = draw(random);
      const truth = firstFailure(design, clocks, resets, last);
      const further = clocks.length === 1 ? {} : { resets };
      const proof = await prover.prove(design, { mode: "bmc", depth: last, ...further });
      expect([i, proof.status, proof.status === "failed" ? proof.failure.cycle : undefined]).toEqual([
        i,
        truth === undefined ? "proved" : "failed",
        truth,
      ]);
      const forever = await prover.prove(design, { mode: "induction", depth: 2, ...further });
      if (truth !== undefined) expect([i, forever.status]).not.toEqual([i, "proved"]);
      if (proof.status === "failed") failed++;
    }
    // Both answers are put to the test.
    expect(failed).toBeGreaterThan(4);
    expect(circuits - failed).toBeGreaterThan(2);
  },
);
