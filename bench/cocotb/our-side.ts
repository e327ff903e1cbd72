/** Runs a test of this folder on one of our engines. */
import type { Ports } from "../../hdlgen/index.ts";
import { openTestbench } from "../../sim/harness/index.ts";
import type { EngineName } from "../../sim/simulation.ts";
import type { TestRecord } from "./support/record.ts";
import { Transcript } from "./support/transcript.ts";
import type { Twin } from "./support/twin.ts";

/** Runs one test in a simulation of its own. A test that fails is a record, too. */
export async function runOurTest<P extends Ports>(
  engine: EngineName,
  { module, body, clocks }: Twin<P>,
): Promise<TestRecord> {
  const tb = await openTestbench(engine, module, clocks === undefined ? {} : { clocks });
  const log = new Transcript();
  let failure: string | undefined;
  try {
    body(tb, log);
    tb.finish();
  } catch (error) {
    failure = String(error);
  }
  const { cycle } = tb;
  tb.sim.close();
  return {
    passed: failure === undefined,
    cycles: cycle,
    lines: log.lines,
    ...(failure === undefined ? {} : { failure }),
  };
}
