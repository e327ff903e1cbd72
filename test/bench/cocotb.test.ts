import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { buildForCocotb, runCocotbTest } from "../../bench/cocotb/cocotb-side.ts";
import { firstDifference } from "../../bench/cocotb/compare.ts";
import { runOurTest } from "../../bench/cocotb/our-side.ts";
import { twins } from "../../bench/cocotb/twins.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { contentKey } from "../../sim/verilator/built-once.ts";
import { ensureCocotb } from "../../tools/index.ts";

interface KeptTranscript {
  readonly passed: boolean;
  readonly cycles: number;
  readonly lines: number;
  readonly transcript: string;
}

const kept = new URL("../../bench/results/sim.same-as-cocotb.json", import.meta.url);
const { result } = JSON.parse(readFileSync(kept, "utf8")) as {
  readonly result: { readonly detail: { readonly tests: Readonly<Record<string, KeptTranscript>> } };
};

describe("tests written twice, for cocotb and for us", () => {
  test("there are 20, each with its Python file and its transcript", () => {
    expect(new Set(twins.map(({ name }) => name)).size).toBe(20);
    expect(Object.keys(result.detail.tests).sort()).toEqual(twins.map(({ name }) => name).sort());
    for (const { name } of twins) {
      const python = readFileSync(new URL(`../../bench/cocotb/${name}.py`, import.meta.url), "utf8");
      expect(python).toContain(`async def ${name}(dut):`);
    }
  });

  test.each(twins.map((twin) => [twin.name, twin] as const))(
    "%s: sees here what cocotb saw when the figure was measured",
    async (name, twin) => {
      const { passed, cycles, lines, failure } = await runOurTest("embedded", twin);
      expect({ failure, passed, cycles, lines: lines.length, transcript: contentKey(lines) }).toEqual({
        failure: undefined,
        ...result.detail.tests[name],
      });
    },
  );

  test("one of them in cocotb itself: transcripts are equal, and a test that fails there is a record with its reason", async () => {
    const cocotb = await ensureCocotb({ install: "allowed" });
    const twin = twins.find(({ name }) => name === "fifo_random_pauses");
    if (twin === undefined) throw new Error("no such test");
    const simulation = await buildForCocotb(cocotb, elaborate(twin.module), "compile");
    const cocotbs = await runCocotbTest(simulation, { module: twin.name });
    expect(firstDifference(await runOurTest("embedded", twin), cocotbs)).toBeUndefined();
    // The light has other ports than this FIFO.
    const wrong = await runCocotbTest(simulation, { module: "traffic_light_phases" });
    expect(wrong).toMatchObject({ passed: false, failure: expect.stringContaining("walk") });
  }, 300_000);

  test("the first difference is found in outcome, lines and cycles", () => {
    const record = { passed: true, cycles: 9, lines: ["1: a", "2: b"] };
    expect(firstDifference(record, record)).toBeUndefined();
    expect(firstDifference(record, { ...record, cycles: 10 })).toBe("cycles: ours 9, cocotb's 10");
    expect(firstDifference(record, { ...record, lines: ["1: a", "3: b"] })).toBe(
      `line 2: ours "2: b", cocotb's "3: b"`,
    );
    expect(firstDifference(record, { ...record, lines: ["1: a"] })).toBe(`line 2: ours "2: b", cocotb's nothing`);
    expect(firstDifference(record, { ...record, passed: false, failure: "word 3" })).toBe(
      "outcome: ours passed, cocotb's failed (word 3)",
    );
  });
});
