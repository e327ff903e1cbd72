import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bool, clock, domain, elaborate, input, module, output, regs, uint } from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import {
  markAt,
  PinTraceFile,
  type ReplayOutcome,
  replay,
  replayProgram,
  tracedSimulation,
  tracePins,
} from "../../sim/netlist/index.ts";
import { ensureVerilator, withTemporaryFolder } from "../../tools/index.ts";
import { Random } from "../support/random.ts";

/** Counts while `up`, shows two bits of it and an input of one cycle ago. */
const Small = module(
  "small_top",
  (_: object) => ({
    clk_pin: input(clock),
    up: input(bool, { domain: "clk_pin" }),
    data: input(bool, { domain: "clk_pin" }),
    low__bit: output(bool),
    high: output(bool),
    held: output(bool),
  }),
  ({ clk_pin, up, data }) =>
    domain({ clock: clk_pin }, () => {
      const { count, last } = regs({
        count: { type: uint(4), powerUp: 0 },
        last: { type: bool, powerUp: false },
      });
      count.next = up.mux(count.addw(1), count);
      last.next = data;
      return { low__bit: count.bit(0), high: count.bit(3), held: last };
    }),
);
const design = elaborate(Small({}));
const pins = tracePins(design);
const verilog = printVerilog(design);
const cycles = 5000;

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

/** Runs the design with random inputs, and what was recorded on other Verilog of it. */
async function replayedOn(files: Readonly<Record<string, string>>, from = 0): Promise<ReplayOutcome> {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, "trace");
    record(path);
    return replay(await replayProgram({ top: "small_top", pins, files }), { pins, trace: path, from, seed: 1 });
  });
}

function record(path: string): { readonly edges: number } {
  const trace = new PinTraceFile(path);
  const simulation = tracedSimulation(openEmbedded(design, { seed: 1 }), pins, trace);
  const random = new Random(7);
  while (trace.cycles < cycles) {
    simulation.port("up").value = random.chance(0.5) ? 1 : 0;
    simulation.port("data").value = random.chance(0.5) ? 1 : 0;
    simulation.step(Math.min(random.integer(1, 3), cycles - trace.cycles));
  }
  trace.close();
  const edges = simulation.cycle;
  simulation.close();
  return { edges };
}

describe("pins of a simulation, replayed", () => {
  test("a trace has one clock and pins of one bit, in the order of the ports", () => {
    expect(pins).toEqual({ clock: "clk_pin", inputs: ["up", "data"], outputs: ["low__bit", "high", "held"] });
  });

  test("its records say how long the pins stayed", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "trace");
      const trace = new PinTraceFile(path);
      for (const [inputs, outputs] of [
        [1, 0],
        [1, 0],
        [1, 4],
        [0, 4],
      ] as const)
        trace.add(inputs, outputs);
      trace.close();
      const bytes = await readFile(path);
      const words = [...new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];
      expect(words).toEqual([2, 1, 0, 1, 1, 4, 1, 0, 4]);
      expect(record(path)).toEqual({ edges: cycles });
    });
  });

  test("its own Verilog does the same in every cycle", async () => {
    expect(await replayedOn(verilog)).toEqual({ cycles, seconds: expect.any(Number) });
  }, 120_000);

  test("the first cycle that differs is found, with every pin that does, and not before the cycle to begin with", async () => {
    const [[name, text] = ["", ""]] = Object.entries(verilog);
    const damaged = text
      .replace(/assign low__bit = (.*);/, "assign low__bit = $1 ^ (late > 1234);")
      .replace("endmodule", "  integer late = 0;\n  always @(posedge clk_pin) late <= late + 1;\nendmodule");
    expect(damaged).not.toBe(text);
    const { difference, cycles: equal } = await replayedOn({ [name]: damaged });
    expect([difference?.cycle, equal, difference?.pins.map((pin) => pin.name)]).toEqual([1235, 1235, ["low__bit"]]);
    expect((await replayedOn({ [name]: damaged }, 2000)).difference?.cycle).toBe(2000);
  }, 120_000);

  test("SIM413: a model that stops by itself", async () => {
    const [[name, text] = ["", ""]] = Object.entries(verilog);
    const stopping = text.replace(
      "endmodule",
      '  always @(posedge clk_pin) if (high) $fatal(1, "too high");\nendmodule',
    );
    await expect(replayedOn({ [name]: stopping })).rejects.toThrow(
      /^SIM413 replay: stopped before its end \(exit code -?\d+\)[\s\S]*too high[\s\S]* {4}an assertion of the design, or a cell's model, has stopped it$/,
    );
  }, 120_000);

  test("SIM411: a netlist with a cell that has no model", async () => {
    const [[name, text] = ["", ""]] = Object.entries(verilog);
    const strange = text.replace("endmodule", "  SB_STRANGE cell_of_nobody (.A(up));\nendmodule");
    await expect(replayedOn({ [name]: strange })).rejects.toThrow(
      /^SIM411 small_top: Verilator \S+ refuses the netlist \(exit code 1\)\n {4}%Error.*SB_STRANGE[\s\S]*\n {4}a cell without a model is named here; this rung cannot be made without it$/,
    );
  }, 120_000);

  test("SIM410: pins that a trace cannot hold", () => {
    const Wide = module(
      "wide_top",
      () => ({ a: input(uint(3)), q: output(uint(3)) }),
      ({ a }) => ({ q: a }),
    );
    expect(() => tracePins(elaborate(Wide({})))).toThrow(
      "SIM410 wide_top: 0 clocks, 1 inputs and 1 outputs, of which a, q are wider than a bit\n" +
        "    a trace holds one clock, and up to 32 inputs and outputs of one bit each",
    );
  });

  test("a cycle belongs to the last mark at or before it", () => {
    const marks = [
      { cycle: 3, what: "a" },
      { cycle: 3, what: "b" },
      { cycle: 9, what: "c" },
    ];
    expect([0, 3, 8, 9, 100].map((cycle) => markAt(marks, cycle))).toEqual([undefined, "b", "b", "c", "c"]);
  });
});
