/** One test on one engine: opened, used, closed; what fails is explained. */
import type { RunnerTestCase } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { testbench } from "../harness/index.ts";
import { RecordedSimulation } from "../replay/index.ts";
import type { EngineName, OpenOptions } from "../simulation.ts";
import { isModule, type OpenDesigns } from "./open-designs.ts";
import type { HardwareContext, HardwareTestbench, HardwareTestOptions, Tested } from "./options.ts";
import { type Opened, openFromPowerUp } from "./power-up.ts";
import { chooseSeed } from "./seed.ts";
import type { Settings } from "./settings.ts";
import { type TestNames, testNames } from "./test-names.ts";
import { showUserLine, withoutRecords } from "./user-stack.ts";

export interface Running<D extends Tested> {
  readonly engine: EngineName;
  /** What the name of the test ends with to say the engine. */
  readonly suffix: string;
  readonly options: HardwareTestOptions<D>;
  readonly settings: Settings;
  readonly designs: OpenDesigns;
  readonly task: RunnerTestCase;
  /** Frames of the stack that defined the test. */
  readonly definedAt: readonly string[];
}

/** A test whose engine is open. */
export interface Run<D extends Tested> extends Running<D> {
  readonly names: TestNames;
  readonly seed: number;
  readonly opening: OpenOptions;
  readonly recorded: RecordedSimulation;
  readonly context: HardwareContext;
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** What else a failure report begins with. */
  notes: readonly string[];
  /** Variables that running it again needs beside the seed. */
  environment: Readonly<Record<string, string>>;
}

/** Opens the engine, uses it and closes it; what `use` throws is thrown with the report of the failure. */
export async function withEngine<D extends Tested>(
  running: Running<D>,
  use: (run: Run<D>) => void | Promise<void>,
): Promise<void> {
  const { engine, options, settings, designs, task } = running;
  const startedAt = performance.now();
  const names = testNames(task, running.suffix);
  const seed = chooseSeed(names.name, options.seed, settings);
  const opening = { seed, ...(options.clocks === undefined ? {} : { clocks: options.clocks }) };
  const opened = await openEngines(running, opening);
  const recorded = new RecordedSimulation(opened.simulation);
  const context = { engine, seed, test: task.context };
  const run: Run<D> = { ...running, names, seed, opening, recorded, context, startedAt, notes: [], environment: {} };
  const softBefore = task.result?.errors?.length ?? 0;
  try {
    try {
      await use(run);
      opened.finish();
    } finally {
      // Before the report of a failure repeats the last cycles.
      designs.collect(opened.first);
    }
    const soft = task.result?.errors?.slice(softBefore) ?? [];
    if (soft.length > 0) await (await import("./failure.ts")).explainSoft(soft, run);
  } catch (error) {
    // Loaded when it is needed, since most runs only wait for what they load.
    const { explainFailure } = await import("./failure.ts");
    throw await explainFailure(error, run);
  } finally {
    opened.close();
  }
}

async function openEngines<D extends Tested>(
  { engine, options, settings, designs, task, definedAt }: Running<D>,
  opening: OpenOptions & { readonly seed: number },
): Promise<Opened> {
  try {
    const { coverage, powerUp } = settings;
    const design = designs.design(options.dut);
    const { signal } = task.context;
    return await openFromPowerUp(options.powerUp ?? powerUp, opening, (each) =>
      coverage === undefined
        ? designs.open(design, engine, each, signal)
        : designs.openCovered(coverage, design, engine, each, signal),
    );
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const shown = withoutRecords(error);
    showUserLine(shown, definedAt);
    throw shown;
  }
}

export function benchFor<D extends Tested>(
  recorded: RecordedSimulation,
  { dut, limit }: HardwareTestOptions<D>,
): HardwareTestbench<D> {
  const options = limit === undefined ? {} : { limit };
  const tb = isModule(dut) ? testbench(recorded, { ...options, module: dut }) : testbench(recorded, options);
  return tb as HardwareTestbench<D>;
}

interface BenchToEnd {
  finish(): void;
}

/** Frames of an error: the user's stand below those of the library, where the ten that Node keeps may not reach. */
const deepestStack = 50;

/** Runs a body, makes the checks that it has left for its end, and ends its processes. */
export function runBody<T extends BenchToEnd>(tb: T, recorded: RecordedSimulation, body: (tb: T) => void): void {
  recorded.dueAtEnd.length = 0;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = deepestStack;
  try {
    refusePromise(body(tb));
    for (const check of recorded.dueAtEnd) check();
  } catch (error) {
    try {
      tb.finish();
    } catch (further) {
      // Processes that never started and triggers that nobody waited for follow from the failure.
      if (!(further instanceof SpikeforgeError)) throw further;
    }
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  tb.finish();
}

function refusePromise(result: unknown): void {
  if (typeof result !== "object" || result === null || !("then" in result)) return;
  // What it rejects with is beside the point.
  Promise.resolve(result).catch(() => {});
  throw new SpikeforgeError({
    code: "SIM162",
    place: "hardwareTest",
    found: "the body returned a promise",
    mend: "leave out async and await: time moves in tb.step() and its like, which return when it has",
  });
}
