import type { RunnerTestCase } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { testbench } from "../harness/bench.ts";
import { RecordedSimulation } from "../replay/index.ts";
import type { EngineName } from "../simulation.ts";
import { explainFailure } from "./failure.ts";
import { isModule, type OpenDesigns } from "./open-designs.ts";
import type { HardwareBody, HardwareTestbench, HardwareTestOptions, Tested } from "./options.ts";
import { chooseSeed } from "./seed.ts";
import type { Settings } from "./settings.ts";
import { testNames } from "./test-names.ts";

export interface Running<D extends Tested> {
  readonly engine: EngineName;
  /** What the name of the test ends with to say the engine. */
  readonly suffix: string;
  readonly options: HardwareTestOptions<D>;
  readonly settings: Settings;
  readonly designs: OpenDesigns;
  readonly task: RunnerTestCase;
}

/** Opens the engine, runs the body, closes the engine; what fails in the body is explained. */
export async function runBody<D extends Tested>(running: Running<D>, body: HardwareBody<D>): Promise<void> {
  const { engine, options, settings, designs, task } = running;
  const names = testNames(task, running.suffix);
  const seed = chooseSeed(names.name, options.seed, settings);
  const design = designs.design(options.dut);
  const opening = { seed, ...(options.clocks === undefined ? {} : { clocks: options.clocks }) };
  const recorded = new RecordedSimulation(await designs.open(design, engine, opening, task.context.signal));
  try {
    const tb = benchFor(recorded, options);
    try {
      refusePromise(body(tb, { engine, seed, test: task.context }));
    } catch (error) {
      throw finished(tb, error);
    }
    tb.finish();
  } catch (error) {
    throw await explainFailure(error, { ...running, names, seed, opening, recorded });
  } finally {
    recorded.close();
  }
}

function benchFor<D extends Tested>(
  recorded: RecordedSimulation,
  { dut, limit }: HardwareTestOptions<D>,
): HardwareTestbench<D> {
  const options = limit === undefined ? {} : { limit };
  const tb = isModule(dut) ? testbench(recorded, { ...options, module: dut }) : testbench(recorded, options);
  return tb as HardwareTestbench<D>;
}

/** Ends the processes of a body that has failed. What they throw meanwhile is reported with the failure, not in its place. */
function finished(tb: { finish(): void }, error: unknown): unknown {
  try {
    tb.finish();
  } catch (further) {
    // Processes that never started and triggers that nobody waited for follow from the failure.
    if (!(further instanceof SpikeforgeError)) throw further;
  }
  return error;
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
