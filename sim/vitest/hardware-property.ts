import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Snapshot } from "../simulation.ts";
import { base, defineTest, type Registrar } from "./define.ts";
import type { HardwareContext, HardwareTestbench, HardwareTestOptions, Tested } from "./options.ts";
import { benchFor, type Run, runBody, withEngine } from "./run.ts";

export interface HardwarePropertyOptions<D extends Tested> extends HardwareTestOptions<D> {
  /** How many inputs are tried. Default 100. */
  readonly runs?: number;
  /** What happens once, before all runs; each of them begins in the state that it leaves. Default: `tb.reset()`. */
  readonly prepare?: (tb: HardwareTestbench<D>, context: HardwareContext) => void;
}

/** An arbitrary of fast-check. */
export interface ArbitraryOf<T> {
  generate(random: never, bias: number | undefined): { readonly value: T };
}

type Arbitraries<V extends readonly unknown[]> = { readonly [K in keyof V]: ArbitraryOf<V[K]> };

/**
 * Defines a test of hardware for all inputs that fast-check draws from the arbitraries. The design is opened and prepared
 * once; each run, and each attempt to make a failing input smaller, begins with the restored state and a testbench of its
 * own. A failure shows the smallest input that was found, with the report of its run.
 *
 * `fc.pre` leaves an input out. @throws SIM163 without fast-check, SIM164 for a body that does not fail again
 */
export type HardwareProperty = <D extends Tested, const V extends readonly [unknown, ...unknown[]]>(
  name: string,
  options: HardwarePropertyOptions<D>,
  arbitraries: Arbitraries<V>,
  body: (tb: HardwareTestbench<D>, ...values: V) => void,
) => void;

function definer(registrar: Registrar): HardwareProperty {
  return (name, options, arbitraries, body) =>
    defineTest(registrar, name, options, (running) =>
      withEngine(running, async (run) => {
        const fc = await loadFastCheck();
        runBody(benchFor(run.recorded, options), run.recorded, (tb) => (options.prepare ?? reset)(tb, run.context));
        const prepared = run.recorded.snapshot();
        const attempt = (values: readonly unknown[]): void =>
          runFrom(prepared, run, (tb) => body(tb, ...(values as never)));
        const property = fc.property(...(arbitraries as unknown as [never]), (...values: unknown[]) => attempt(values));
        const { path } = run.settings;
        const found = fc.check(property, {
          seed: run.seed,
          numRuns: options.runs ?? 100,
          ...(path === undefined ? {} : { path, endOnFailure: true }),
        });
        if (!found.failed) return;
        const { counterexample } = found;
        if (counterexample === null) throw new Error(fc.defaultReportMessage(found));
        run.notes = [
          `counterexample: ${(counterexample as readonly unknown[]).map((value) => fc.stringify(value)).join(", ")}`,
          `found in run ${found.numRuns}${found.numShrinks === 0 ? "" : `, made smaller ${times(found.numShrinks)}`}`,
        ];
        run.environment = { SPIKEFORGE_PATH: found.counterexamplePath ?? "" };
        // Once more, so that the recorded run is that of the counterexample and not of the last attempt.
        attempt(counterexample);
        throw notAgain();
      }),
    );
}

export const hardwareProperty: HardwareProperty & { readonly only: HardwareProperty; readonly skip: HardwareProperty } =
  Object.assign(definer(base), { only: definer(base.only), skip: definer(base.skip) });

const reset = (tb: { reset(): void }): void => tb.reset();
const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

function runFrom<D extends Tested>(state: Snapshot, run: Run<D>, body: (tb: HardwareTestbench<D>) => void): void {
  run.recorded.restore(state);
  runBody(benchFor(run.recorded, run.options), run.recorded, body);
}

async function loadFastCheck(): Promise<typeof import("fast-check")> {
  try {
    return await import("fast-check");
  } catch (cause) {
    throw new SpikeforgeError(
      {
        code: "SIM163",
        place: "hardwareProperty",
        found: "fast-check cannot be loaded",
        mend: "npm install --save-dev fast-check",
      },
      { cause },
    );
  }
}

function notAgain(): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM164",
    place: "hardwareProperty",
    found: "the body failed for this input, and then did not fail for it again",
    mend: "let nothing outlive a run of the body: variables outside it, Math.random, the time of day",
  });
}
