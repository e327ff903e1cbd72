import { describe, expect, test } from "vitest";
import { Dp16Kd, type Dp16KdPort, Mult18X18D } from "../../hdlgen/targets/ecp5.ts";
import { ecp5Cells } from "../../sim/netlist/ecp5-cells.ts";
import { compareCells } from "../support/cell-bench.ts";
import { Random } from "../support/random.ts";

/** The cells of netlists against the models that designs are simulated with; those are compared with others elsewhere. */
describe("the library's DP16KD", () => {
  const widths = [1, 2, 4, 9, 18] as const;
  const modes = ["NORMAL", "WRITETHROUGH", "READBEFOREWRITE"] as const;

  test.each([1, 2])("equals hdlgen's, every width, mode and output register, 600 vectors (seed %i)", async (seed) => {
    const random = new Random(seed);
    const port = (select: number): Dp16KdPort => ({
      width: random.pick(widths),
      writeMode: random.pick(modes),
      outputRegister: random.pick(["none", "used"] as const),
      select,
    });
    const init = Array.from({ length: 16 }, () => random.integer(0, 0x3_ffff));
    const cells = Array.from({ length: 8 }, (_, i) =>
      Dp16Kd({ a: port(5), b: port(2), clocks: "one", init: init.map((word) => word ^ i) }),
    );
    const { theirs } = await compareCells(
      cells,
      { "dp16kd.v": ecp5Cells["dp16kd.v"] ?? "" },
      {
        random,
        vectors: 600,
        chances: { RSTA: 0.05, RSTB: 0.05, CEA: 0.8, CEB: 0.8, OCEA: 0.8, OCEB: 0.8 },
        clocks: "together",
        adjust: (inputs) => {
          // Both ports in the same rows, seldom in the same one: what they do to each other there is undefined.
          inputs.ADA = BigInt(random.integer(0, 127));
          inputs.ADB = BigInt(random.integer(0, 127));
          if (inputs.ADA >> 4n === inputs.ADB >> 4n) inputs.ADB ^= 0x40n;
          if (random.chance(0.9)) inputs.CSA = 5n;
          if (random.chance(0.9)) inputs.CSB = 2n;
        },
      },
    );
    expect(theirs.verdict).toBe("same");
    expect(theirs.known).toBeGreaterThan(0.99);
  });
});

test("the library's MULT18X18D equals hdlgen's, every choice of registers, 1,000 vectors", async () => {
  const random = new Random(3);
  const places = ["inputs", "pipeline", "output"] as const;
  const choices = Array.from({ length: 7 }, (_, i) => places.filter((__, bit) => (((i + 1) >> bit) & 1) === 1));
  const { theirs } = await compareCells(
    choices.map((registers) => Mult18X18D({ registers })),
    { "mult18.v": ecp5Cells["mult18x18d.v"] ?? "" },
    {
      random,
      vectors: 1000,
      chances: { RST0: 0.05, CE0: 0.8 },
      first: { vectors: 1, values: { RST0: 1 } },
      adjust: (inputs) => Object.assign(inputs, { C: 0n, SOURCEA: 0n, SOURCEB: 0n }),
    },
  );
  expect(theirs.verdict).toBe("same");
  expect(theirs.known).toBeGreaterThan(0.99);
});
