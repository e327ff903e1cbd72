import { base, defineTest, defineTests, type Registrar } from "./define.ts";
import type { EachBody, HardwareBody, HardwareTestOptions, Tested } from "./options.ts";
import { benchFor, runBody, withEngine } from "./run.ts";

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

function definer(registrar: Registrar): HardwareTest {
  const single = <D extends Tested>(name: string, options: HardwareTestOptions<D>, body: HardwareBody<D>): void =>
    defineTest(registrar, name, options, (running) =>
      withEngine(running, (run) =>
        runBody(benchFor(run.recorded, options), run.recorded, (tb) => body(tb, run.context)),
      ),
    );
  const each =
    <T>(values: readonly T[]): EachHardwareTest<T> =>
    (name, options, body) => {
      const cases = values.map((value) => ({
        value,
        options: typeof options === "function" ? options(value) : options,
      }));
      defineTests(registrar, name, cases, (running, value) =>
        withEngine(running, (run) =>
          runBody(benchFor(run.recorded, running.options), run.recorded, (tb) => body(tb, value, run.context)),
        ),
      );
    };
  return Object.assign(single, { each });
}

export const hardwareTest: HardwareTest & { readonly only: HardwareTest; readonly skip: HardwareTest } = Object.assign(
  definer(base),
  { only: definer(base.only), skip: definer(base.skip) },
);
