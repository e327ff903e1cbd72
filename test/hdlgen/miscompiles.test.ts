import { describe, expect, test } from "vitest";
import {
  bool,
  type Design,
  elaborate,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  sint,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { circuitOf, netlistProfile } from "../support/circuits/circuit.ts";
import { compareSynthesised, compareVerilated } from "../support/circuits/compare-batch.ts";
import { compareWithTruth } from "../support/circuits/compare-embedded.ts";
import { interpreterTruth } from "../support/circuits/interpreter-truth.ts";

/** Three circuits that another hardware language in TypeScript compiles wrongly, and what a device has cells for. */
const NestedDifference = module(
  "nested_difference",
  (_: object) => ({ a: input(uint(8)), b: input(uint(8)), c: input(uint(8)), y: output(uint(8)), z: output(sint(10)) }),
  ({ a, b, c }) => ({ y: a.subw(b.subw(c)), z: a.toSInt().sub(b.sub(c)).trunc(10) }),
);

const Delay = module(
  "delay",
  (p: { width: number }) => ({ d: input(uint(p.width)), q: output(uint(p.width)) }),
  ({ d }, { width }) => {
    const { held } = regs({ held: { type: uint(width), reset: 0, powerUp: 0 } });
    held.next = d;
    return { q: held };
  },
);
const TwoSizes = module(
  "two_sizes",
  (_: object) => ({ wide: input(uint(12)), narrow: input(uint(3)), wideQ: output(uint(12)), narrowQ: output(uint(3)) }),
  ({ wide, narrow }) => ({
    wideQ: instance("wide_delay", Delay({ width: 12 }), { d: wide }).q,
    narrowQ: instance("narrow_delay", Delay({ width: 3 }), { d: narrow }).q,
  }),
);

const SignedRegister = module(
  "signed_register",
  (_: object) => ({
    load: input(bool),
    d: input(sint(8)),
    amount: input(uint(3)),
    less: output(bool),
    shifted: output(sint(8)),
    quarter: output(sint(6)),
  }),
  ({ load, d, amount }) => {
    const { value } = regs({ value: { type: sint(8), reset: -5, powerUp: -5 } });
    when(load, () => {
      value.next = d;
    });
    return { less: value.lt(3), shifted: value.shrBy(amount), quarter: value.shr(2) };
  },
);

const MultiplyFromMemory = module(
  "multiply_from_memory",
  (_: object) => ({
    write: input(bool),
    to: input(uint(8)),
    d: input(uint(16)),
    x: input(sint(16)),
    y: output(sint(32)),
  }),
  ({ write, to, d, x }) => {
    const words = ram("words", uint(16), {
      depth: 256,
      collision: "readFirst",
      init: Array.from({ length: 256 }, (_, i) => (i * 40503) % 65536),
    });
    words.write(to, d, { enable: write });
    return { y: words.read(to).asSInt().mul(x) };
  },
);

const designs: readonly Design[] = [
  elaborate(NestedDifference({})),
  elaborate(TwoSizes({})),
  elaborate(SignedRegister({})),
  elaborate(MultiplyFromMemory({})),
];
const directed = designs.map((design, seed) => ({ seed, design, truth: () => interpreterTruth(design) }));

describe("what gateware-ts compiles wrongly", () => {
  test("a - (b - c) keeps its brackets: 10 - (7 - 2) is 5", () => {
    const sim = openEmbedded(elaborate(NestedDifference({})));
    for (const [port, value] of Object.entries({ a: 10, b: 7, c: 2 })) sim.port(port).value = value;
    expect([sim.port("y").value, sim.port("z").value]).toEqual([5, 5]);
  });

  test("two sizes of one module have each its own width", () => {
    const sim = openEmbedded(elaborate(TwoSizes({})));
    sim.port("wide").value = 0xabc;
    sim.port("narrow").value = 5;
    sim.step();
    expect([sim.port("wide_q").value, sim.port("narrow_q").value]).toEqual([0xabc, 5]);
  });

  test("a signed register is compared and shifted as a signed number", () => {
    const sim = openEmbedded(elaborate(SignedRegister({})));
    sim.port("amount").value = 1;
    expect([sim.port("less").value, sim.port("shifted").value, sim.port("quarter").value]).toEqual([1, -3, -2]);
  });

  test("the embedded engine equals the interpreter on them", () => {
    for (const { design, seed, truth } of directed) {
      expect(compareWithTruth(design, openEmbedded(design), truth(), { seed, cycles: 200 }), design.top.name).toBe(
        undefined,
      );
    }
  });

  test("so does Verilator", async () => {
    expect((await compareVerilated(directed.slice(0, 3), 200)).differences).toEqual([]);
  });
});

// Seeds name the circuits of a batch: those of the directed ones are taken.
const random = Array.from({ length: 3 }, (_, i) => circuitOf(directed.length + i, netlistProfile));

test.each([
  ["ice40", ["SB_LUT4", "SB_CARRY", "SB_DFFSR", "SB_RAM40_4K", "SB_MAC16"]],
  ["ecp5", ["LUT4", "CCU2C", "TRELLIS_FF", "DP16KD", "MULT18X18D"]],
] as const)(
  "after synthesis for %s they and random circuits equal the oracle",
  { timeout: 300_000 },
  async (family, wanted) => {
    const { differences, cells } = await compareSynthesised([...directed, ...random], family, 48);
    expect(differences.map(({ circuit, difference }) => ({ seed: circuit.seed, ...difference }))).toEqual([]);
    expect(wanted.filter((cell) => cells[cell] === undefined)).toEqual([]);
  },
);
