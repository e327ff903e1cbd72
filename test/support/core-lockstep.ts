import { coreImage } from "../../compile/index.ts";
import type { HardwareConfig, IntegerNetwork } from "../../config/index.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { lockstepNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";

export interface LockstepResult {
  readonly spikes: number;
  readonly cycles: number;
}

/** Runs a network on a simulated core and on the reference, and compares every spike and all state after every tick. */
export function lockstep(
  network: IntegerNetwork,
  config: HardwareConfig,
  simulation: Simulation,
  input: readonly (readonly number[])[],
): LockstepResult {
  const run = new NetworkRun(config, simulation);
  run.driver.load(coreImage(run.config));
  const reference = new Reference(network);
  let spikes = 0;
  const { cycles } = lockstepNetwork(run, reference, input, {
    observe: (state) => {
      spikes += state.spikes.length;
    },
  });
  if (run.driver.saturations !== Math.min(65_535, reference.saturations)) {
    throw new Error(`${run.driver.saturations} saturations, expected ${reference.saturations}`);
  }
  return { spikes, cycles };
}
