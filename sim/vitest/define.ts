/** Makes tests of vitest out of hardware tests: one for each engine, with the compiled designs of their file. */
import { test } from "vitest";
import { OpenDesigns } from "./open-designs.ts";
import type { HardwareTestOptions, Tested } from "./options.ts";
import type { Running } from "./run.ts";
import { chooseEngines, settingsOf } from "./settings.ts";
import { userFrames } from "./user-stack.ts";

/** Compiled designs live as long as the tests of their file. */
export const base = test.extend<{ $file: { readonly designs: OpenDesigns } }>({
  designs: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are wanted
    async ({}, use) => {
      const designs = new OpenDesigns();
      await use(designs);
      designs.finish();
    },
    { scope: "file" },
  ],
});

/** `test`, or a variant of it. */
export type Registrar = Pick<typeof base, "for"> & ((...parameters: Parameters<typeof base>) => void);

/** Compiling a model for Verilator takes longer than tests may by default. */
const verilatorTimeout = 300_000;

export function defineTest<D extends Tested>(
  registrar: Registrar,
  name: string,
  options: HardwareTestOptions<D>,
  run: (running: Running<D>) => Promise<void>,
): void {
  const settings = settingsOf();
  const definedAt = userFrames();
  const { engines, skipped } = chooseEngines(options.engines, settings);
  if (skipped !== undefined) test.skip(`${name} (${skipped})`);
  for (const engine of engines) {
    const suffix = engines.length > 1 ? ` [${engine}]` : "";
    registrar(name + suffix, limits(engine, [options]), async ({ designs, task }) => {
      await run({ engine, suffix, options, settings, designs, task, definedAt });
    });
  }
}

/** A test for each case; vitest puts the cases into the name. */
export function defineTests<D extends Tested, T>(
  registrar: Registrar,
  name: string,
  cases: readonly { readonly value: T; readonly options: HardwareTestOptions<D> }[],
  run: (running: Running<D>, value: T) => Promise<void>,
): void {
  const settings = settingsOf();
  const definedAt = userFrames();
  const chosen = cases.map((each) => ({ ...each, choice: chooseEngines(each.options.engines, settings) }));
  for (const { choice } of chosen) if (choice.skipped !== undefined) test.skip(`${name} (${choice.skipped})`);
  const hasSeveral = chosen.some(({ choice }) => choice.engines.length > 1);
  for (const engine of new Set(chosen.flatMap(({ choice }) => choice.engines))) {
    const suffix = hasSeveral ? ` [${engine}]` : "";
    const optionsOf = new Map(
      chosen.flatMap(({ value, options, choice }) => (choice.engines.includes(engine) ? [[value, options]] : [])),
    );
    const register = registrar.for([...optionsOf.keys()]);
    register(name + suffix, limits(engine, [...optionsOf.values()]), async (value, { designs, task }) => {
      const options = optionsOf.get(value);
      if (options === undefined) throw new Error("a case that was not given");
      await run({ engine, suffix, options, settings, designs, task, definedAt }, value);
    });
  }
}

/** How long a test may take: what the longest of its cases asks for. */
function limits(engine: string, options: readonly { readonly timeout?: number }[]): { timeout?: number } {
  const own = options.flatMap(({ timeout }) => (timeout === undefined ? [] : [timeout]));
  if (own.length > 0) return { timeout: Math.max(...own) };
  return engine === "verilator" ? { timeout: verilatorTimeout } : {};
}
