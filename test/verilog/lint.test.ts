import { describe, expect, test } from "vitest";
import type { Design } from "../../hdlgen/ir.ts";
import { modelsFolder, printVerilog } from "../../hdlgen/verilog/index.ts";
import { findTool } from "../../tools/index.ts";
import { Random } from "../support/random.ts";
import { lint } from "../support/verilator-lint.ts";
import { everyOperator, randomDesign } from "./random-design.ts";
import * as ir from "./small-design.ts";

const memoryDesign = (collision: "readFirst" | "writeFirst" | "dontCare"): Design => {
  const input = (name: string, width: number) => ir.signal(name, ir.uint(width), "input");
  const [we, re] = [input("we", 1), input("re", 1)];
  const [wa, ra, lanes, data] = [input("wa", 8), input("ra", 8), input("lanes", 2), input("data", 16)];
  const q = ir.signal("words_q", ir.uint(16), "memoryRead");
  const out = ir.signal("q", ir.uint(16), "output");
  const lane = (i: number) => ir.extend(ir.slice(ir.ref(lanes), i, i), 8, true);
  return ir.designOf(
    ir.moduleOf(`memory_${collision}`, {
      clocked: true,
      ports: [
        ...[we, re, wa, ra, lanes, data].map((signal) => ({ direction: "input" as const, signal })),
        { direction: "output", signal: out },
      ],
      memories: [
        {
          name: "words",
          type: ir.uint(16),
          depth: 256,
          collision,
          reads: [{ address: ir.ref(ra), enable: ir.ref(re), data: q, site: ir.site }],
          writes: [
            {
              address: ir.ref(wa),
              data: ir.ref(data),
              enable: ir.ref(we),
              mask: ir.cat(lane(1), lane(0)),
              site: ir.site,
            },
          ],
          site: ir.site,
        },
      ],
      outputs: [{ signal: out, value: ir.ref(q) }],
    }),
  );
};

describe("Verilator -Wall has nothing to say, without a waiver", () => {
  test("every operator at widths 1, 2, 8, 32, 33 and 64", async () => {
    expect(await lint(everyOperator())).toBe("");
  });

  test("random modules (seeds 1…25)", async () => {
    for (let seed = 1; seed <= 25; seed++) {
      expect(await lint(randomDesign(new Random(seed))), `seed ${seed}`).toBe("");
    }
  });

  test.each(["readFirst", "writeFirst", "dontCare"] as const)("a %s memory with byte lanes", async (collision) => {
    expect(await lint(memoryDesign(collision))).toBe("");
  });
});

describe("yosys", () => {
  const run = async (designs: readonly Design[], script: string) => {
    const yosys = await findTool("yosys", { prefer: "wasm" });
    const files = Object.assign({}, ...designs.map((design) => printVerilog(design))) as Record<string, string>;
    const sources = Object.keys(files).filter((name) => name.endsWith(".v") && !name.startsWith(modelsFolder));
    return yosys.run({ args: ["-p", `read_verilog ${sources.join(" ")}; ${script}`], files, outputs: [] });
  };

  test("checks every operator and random modules (seeds 1…6) without a problem", async () => {
    const random = Array.from({ length: 6 }, (_, i) => randomDesign(new Random(i + 1), `random_${i + 1}`));
    const { stdout } = await run([everyOperator(), ...random], "hierarchy -check; proc; check -assert");
    expect(stdout).not.toMatch(/warning/i);
  });

  test.each([
    ["readFirst", "transparency 0, collision 0"],
    ["writeFirst", "transparency 1, collision 0"],
    ["dontCare", "transparency 0, collision 1"],
  ] as const)("infers a clocked %s memory with byte lanes", async (collision, expected) => {
    const { stdout } = await run(
      [memoryDesign(collision)],
      "proc; opt; memory -nomap; opt_clean; select -assert-count 1 t:$mem_v2; dump t:$mem_v2",
    );
    const parameter = (name: string) => new RegExp(`parameter \\\\RD_${name} 1'(\\d)`).exec(stdout)?.[1];
    expect(parameter("CLK_ENABLE")).toBe("1");
    expect(`transparency ${parameter("TRANSPARENCY_MASK")}, collision ${parameter("COLLISION_X_MASK")}`).toBe(expected);
  });
});
