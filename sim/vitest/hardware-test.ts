import { test } from "vitest";
import { OpenDesigns } from "./open-designs.ts";
import type { EachBody, HardwareBody, HardwareTestOptions, Tested } from "./options.ts";
import { runBody } from "./run-body.ts";
import { chooseEngines, settingsOf } from "./settings.ts";

/** Defines tests of hardware. */
export interface HardwareTest {
  /**
   * A test of a module or design. The engine is opened before the body and closed after it, and the processes of the
   * testbench end with it; the body is synchronous (SIM162). It runs once on each engine that was chosen: by the run
   * (`SPIKEFORGE_ENGINE`), the project (`provide`) or the test.
   *
   * What fails in the body is reported with the cycle, a waveform of the last cycles and how to run it again.
   *
   * @throws SIM160 for settings that cannot be understood, SIM161 for a test without an engine
   */
  <D extends Tested>(name: string, options: HardwareTestOptions<D>, body: HardwareBody<D>): void;
  /** One test for each case, named as vitest's `each` does it: `%s`, `%i`, `$field`. The options may follow the case. */
  each<T>(cases: readonly T[]): EachHardwareTest<T>;
}

export type EachHardwareTest<T> = <D extends Tested>(
  name: string,
  options: HardwareTestOptions<D> | ((value: T) => HardwareTestOptions<D>),
  body: EachBody<D, T>,
) => void;

/** Compiled designs live as long as the tests of their file. */
const base = test.extend<{ $file: { readonly designs: OpenDesigns } }>({
  designs: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are wanted
    async ({}, use) => {
      await use(new OpenDesigns());
    },
    { scope: "file" },
  ],
});

/** `test`, or a variant of it. */
type Registrar = Pick<typeof base, "for"> & ((...parameters: Parameters<typeof base>) => void);

/** Compiling a model for Verilator takes longer than tests may by default. */
const verilatorTimeout = 300_000;

function definer(registrar: Registrar): HardwareTest {
  const single = <D extends Tested>(name: string, options: HardwareTestOptions<D>, body: HardwareBody<D>): void => {
    const settings = settingsOf();
    const { engines, skipped } = chooseEngines(options.engines, settings);
    if (skipped !== undefined) test.skip(`${name} (${skipped})`);
    for (const engine of engines) {
      const suffix = engines.length > 1 ? ` [${engine}]` : "";
      registrar(name + suffix, limits(engine, [options]), async ({ designs, task }) => {
        await runBody({ engine, suffix, options, settings, designs, task }, body);
      });
    }
  };
  const each =
    <T>(cases: readonly T[]): EachHardwareTest<T> =>
    (name, options, body) => {
      const settings = settingsOf();
      const all = cases.map((value) => {
        const own = typeof options === "function" ? options(value) : options;
        return { value, own, choice: chooseEngines(own.engines, settings) };
      });
      for (const { choice } of all) if (choice.skipped !== undefined) test.skip(`${name} (${choice.skipped})`);
      const several = all.some(({ choice }) => choice.engines.length > 1);
      for (const engine of new Set(all.flatMap(({ choice }) => choice.engines))) {
        const suffix = several ? ` [${engine}]` : "";
        const here = all.filter(({ choice }) => choice.engines.includes(engine));
        const ownOf = new Map(here.map(({ value, own }) => [value, own]));
        const register = registrar.for(here.map(({ value }) => value));
        register(name + suffix, limits(engine, [...ownOf.values()]), async (value, { designs, task }) => {
          const own = ownOf.get(value);
          if (own === undefined) throw new Error("a case that was not given");
          await runBody({ engine, suffix, options: own, settings, designs, task }, (tb, more) => body(tb, value, more));
        });
      }
    };
  return Object.assign(single, { each });
}

/** How long a test may take: what the longest of its cases asks for. */
function limits(engine: string, options: readonly { readonly timeout?: number }[]): { timeout?: number } {
  const own = options.flatMap(({ timeout }) => (timeout === undefined ? [] : [timeout]));
  if (own.length > 0) return { timeout: Math.max(...own) };
  return engine === "verilator" ? { timeout: verilatorTimeout } : {};
}

export const hardwareTest: HardwareTest & { readonly only: HardwareTest; readonly skip: HardwareTest } = Object.assign(
  definer(base),
  { only: definer(base.only), skip: definer(base.skip) },
);
