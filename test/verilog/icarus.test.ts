import { describe, expect, test } from "vitest";
import { bool, elaborate, input, module, output, ram, regs, sint, uint, when } from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { Lfsr } from "../../rtl/cells/lfsr.ts";
import { RoundRobinArbiter } from "../../rtl/cells/round-robin-arbiter.ts";
import { ensureIcarus, runIcarus, withTemporaryFolder } from "../../tools/index.ts";
import { compareDesign } from "../support/cell-bench.ts";
import { circuitOf, comparable } from "../support/circuits/circuit.ts";
import { Random } from "../support/random.ts";
import { writeFiles, yosysSays } from "../support/verilog-tools.ts";

/** A table with contents from a file, read by a pointer, and what is read added up. */
const Table = module(
  "table_sum",
  (_: object) => ({ write: input(bool), at: input(uint(6)), data: input(sint(9)), sum: output(sint(20)) }),
  ({ write, at, data }) => {
    const { sum, pointer } = regs({ sum: [sint(20), 0], pointer: [uint(6), 0] });
    const init = Array.from({ length: 64 }, (_, i) => 5 * i - 150);
    const words = ram("words", sint(9), { depth: 64, collision: "readFirst", init });
    words.write(at, data, { enable: write });
    pointer.next = pointer.addw(1);
    when(write.not(), () => {
      sum.next = sum.addw(words.read(pointer));
    });
    return { sum };
  },
);

describe("Icarus Verilog and the embedded engine give the same outputs", () => {
  const same = { verdict: "same", known: 1, warnings: "" };

  test.each([
    ["a table with contents from a file", () => elaborate(Table({}))],
    ["a shift register", () => elaborate(Lfsr({ width: 16, form: "galois" }))],
    ["an arbiter", () => elaborate(RoundRobinArbiter({ count: 5 }))],
  ] as const)("%s, 1,000 cycles", async (_, design) => {
    const options = { random: new Random(1), vectors: 1000, chances: { rst: 0.02 }, state: "same" } as const;
    expect(await compareDesign(design(), options)).toEqual(same);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("random circuit %i, 100 cycles", async (seed) => {
    const options = { random: new Random(seed), vectors: 100, chances: { rst: 0.05 }, state: "same" } as const;
    const { verdict, known } = await compareDesign(circuitOf(seed, comparable).design, options);
    expect({ verdict, known }).toEqual({ verdict: "same", known: 1 });
  });
});

test("contents are found by yosys beside the Verilog, and by a simulator in the folder that the text names", async () => {
  const design = elaborate(Table({}));
  const printed = { name: "table", top: "table_sum", files: printVerilog(design) };
  expect(Object.keys(printed.files)).toEqual(["table_sum.v", "table_sum_words.hex"]);
  expect(await yosysSays([printed])).toEqual({ table: [] });
  const icarus = await ensureIcarus({ install: "allowed" });
  await withTemporaryFolder(async (folder) => {
    const text = 'module t; table_sum dut(); initial #1 $display("%0d", dut.words[60]); endmodule\n';
    const inFolder = Object.entries(printVerilog(design, { imageFolder: "out/" })).map(([name, file]) => [
      `out/${name}`,
      file,
    ]);
    await writeFiles(folder, { ...Object.fromEntries(inFolder), "t.v": text });
    const args = ["-g2005", "-s", "t", "-o", "t.vvp", "t.v", "out/table_sum.v"];
    expect((await runIcarus(icarus, "iverilog", { args, cwd: folder })).exitCode).toBe(0);
    expect((await runIcarus(icarus, "vvp", { args: ["-n", "t.vvp"], cwd: folder })).stdout).toBe("150\n");
  });
});
