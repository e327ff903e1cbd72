import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Ram40, Spram256Ka } from "../../../hdlgen/targets/ice40.ts";
import { Mac16, type Mac16Settings } from "../../../hdlgen/targets/ice40-mac16.ts";
import { compareCells } from "../../support/cell-bench.ts";
import { Random } from "../../support/random.ts";

/** The simulation models of yosys, as it ships them; ports with default values are not Verilog-2005. */
const yosysCells = `\`define NO_ICE40_DEFAULT_ASSIGNMENTS\n${readFileSync(
  join(dirname(createRequire(import.meta.url).resolve("@yowasp/yosys")), "share", "ice40", "cells_sim.v"),
  "utf8",
)}`;

function randomSettings(random: Random): Mac16Settings {
  const registers = ["A", "B", "C", "D", "top 8x8", "bottom 8x8", "16x16 middle", "16x16 product"] as const;
  const multiplier = random.pick(["16x16", "two 8x8"] as const);
  const carry = () => random.pick(["zero", "one", "chain", "chain input"] as const);
  const output = () => random.pick(["sum", "register", "8x8", "16x16"] as const);
  const addend = () => random.pick(["register", "input"] as const);
  return {
    multiplier,
    a: random.pick(["signed", "unsigned"] as const),
    b: random.pick(["signed", "unsigned"] as const),
    registers: registers.filter(() => random.chance(0.5)),
    top: {
      output: output(),
      operand: random.pick(["A", "8x8", "16x16", "sign of bottom"] as const),
      addend: addend(),
      carry: carry(),
    },
    bottom: {
      output: output(),
      operand: random.pick(["B", "8x8", "16x16", "SIGNEXTIN"] as const),
      addend: addend(),
      carry: carry(),
    },
  };
}

describe("SB_MAC16", () => {
  test.each([1, 2, 3, 4])(
    "equals yosys' model on 12 random settings, 400 random vectors each (seed %i)",
    async (seed) => {
      const random = new Random(seed);
      const cells = Array.from({ length: 12 }, () => Mac16(randomSettings(random)));
      const rare = Object.fromEntries(
        ["IRSTTOP", "IRSTBOT", "ORSTTOP", "ORSTBOT"].map((name) => [name, 0.04] as const),
      );
      const resets = { IRSTTOP: 1, IRSTBOT: 1, ORSTTOP: 1, ORSTBOT: 1 };
      const result = await compareCells(
        cells,
        { "cells_sim.v": yosysCells },
        {
          random,
          vectors: 400,
          chances: { ...rare, CE: 0.8, AHOLD: 0.2, BHOLD: 0.2, CHOLD: 0.2, DHOLD: 0.2, OHOLDTOP: 0.2, OHOLDBOT: 0.2 },
          first: { vectors: 2, values: resets },
        },
      );
      expect(result.theirs.verdict).toBe("same");
      expect(result.printed).toEqual({ verdict: "same", known: 1, warnings: "" });
      expect(result.theirs.known).toBe(1);
    },
  );
});

describe("SB_SPRAM256KA", () => {
  test("equals yosys' model where that knows the value, 3,000 random vectors on a few addresses", async () => {
    const random = new Random(5);
    const result = await compareCells(
      [Spram256Ka({})],
      { "cells_sim.v": yosysCells },
      {
        random,
        vectors: 3000,
        chances: { STANDBY: 0.05, SLEEP: 0.05, POWEROFF: 1, CHIPSELECT: 0.9 },
        adjust: (inputs) => {
          inputs.ADDRESS = BigInt(random.integer(0, 7));
        },
      },
    );
    expect(result.theirs.verdict).toBe("same");
    // What is unknown there is random here, and differs from engine to engine.
    expect(result.printed.warnings).toBe("");
    expect(result.theirs.known).toBeGreaterThan(0.3);
  });
});

describe("SB_RAM40_4K", () => {
  test("equals yosys' model but for words that are read while they are written, 3,000 random vectors on a few addresses", async () => {
    const random = new Random(6);
    const result = await compareCells(
      [Ram40({})],
      { "cells_sim.v": yosysCells },
      {
        random,
        vectors: 3000,
        clocks: "together",
        chances: { RCLKE: 0.8, RE: 0.8, WCLKE: 0.8, WE: 0.5 },
        first: { vectors: 2, values: { RCLKE: 1, RE: 1 } },
        adjust: (inputs) => {
          const read = random.integer(0, 7);
          inputs.RADDR = BigInt(read);
          inputs.WADDR = BigInt((read + random.integer(1, 7)) % 8);
        },
      },
    );
    expect(result.theirs.verdict).toBe("same");
    expect(result.printed).toMatchObject({ verdict: "same", warnings: "" });
    // All but the output before the first clock edge.
    for (const { known } of [result.printed, result.theirs]) expect(known).toBeGreaterThan(0.999);
  });
});
