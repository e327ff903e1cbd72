import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runProcess } from "../../tools/index.ts";
import type { Verdict } from "../support/mutants/check-mutants.ts";
import { engineMutants } from "../support/mutants/engine-mutants.ts";
import { languageMutants } from "../support/mutants/language-mutants.ts";
import { staleEdits } from "../support/mutants/mutated-sources.ts";
import { printerMutants } from "../support/mutants/printer-mutants.ts";

/** The mutants are plain JavaScript that no test runner may touch: they run in a process of their own. */
async function verdictsOf(which: "engine" | "printer", mostCircuits: number): Promise<Verdict[]> {
  const script = fileURLToPath(new URL("../support/mutants/run-check.ts", import.meta.url));
  const { stdout } = await runProcess({
    name: "run-check.ts",
    command: process.execPath,
    args: ["--import", "tsx", script, which, String(mostCircuits)],
  });
  return JSON.parse(stdout) as Verdict[];
}

describe("mistakes put into the sources on purpose", () => {
  const all = [...engineMutants, ...languageMutants, ...printerMutants];

  test("each finds its text in the present sources, once; whoever changes that text changes the mutant", () => {
    expect(all.flatMap((mutant) => staleEdits(mutant))).toEqual([]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test("random circuits catch every one of the embedded engine and of the language", { timeout: 300_000 }, async () => {
    const verdicts = await verdictsOf("engine", 1000);
    expect(verdicts.map(({ id }) => id)).toEqual([...engineMutants, ...languageMutants].map(({ id }) => id));
    expect(verdicts.filter(({ how }) => how === undefined)).toEqual([]);
    // A difference in a value, not merely an engine that stops: all but a few.
    expect(verdicts.filter(({ how }) => how === "differs").length).toBeGreaterThan(verdicts.length * 0.9);
  });

  test("random circuits catch every one of the Verilog printer", { timeout: 300_000 }, async () => {
    const verdicts = await verdictsOf("printer", 1000);
    expect(verdicts.map(({ id }) => id)).toEqual(printerMutants.map(({ id }) => id));
    expect(verdicts.filter(({ how }) => how === undefined)).toEqual([]);
  });
});
