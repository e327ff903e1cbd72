import { coreImage, place } from "../../compile/index.ts";
import type { Fabric, HardwareConfig, IntegerNetwork } from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { lockstepNetwork, streamNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { roomyTarget } from "./roomy-target.ts";

export interface LockstepResult {
  readonly spikes: number;
  /** Of the run tick by tick. */
  readonly cycles: number;
  /** Of the run in which ticks overlap. */
  readonly streamedCycles: number;
}

/**
 * Runs a network on a simulated core and on the reference: tick by tick, and compares every spike and all state after
 * every tick; then once more as fast as the core takes the events, and compares every spike, and all state at the end.
 */
export function lockstep(
  network: IntegerNetwork,
  config: HardwareConfig,
  simulation: Simulation,
  input: readonly (readonly number[])[],
): LockstepResult {
  const run = new NetworkRun(config, simulation);
  run.driver.load(coreImage(run.config));
  const reference = new Reference(network);
  const checkSaturations = (): void => {
    if (run.driver.saturations === Math.min(65_535, reference.saturations)) return;
    throw new Error(`${run.driver.saturations} saturations, expected ${reference.saturations}`);
  };
  let spikes = 0;
  const { cycles } = lockstepNetwork(run, reference, input, {
    observe: (state) => {
      spikes += state.spikes.length;
    },
  });
  checkSaturations();
  const streamed = streamNetwork(run, reference, input);
  checkSaturations();
  return { spikes, cycles, streamedCycles: streamed.cycles };
}

/** How a core is built for a network. */
export interface CoreOptions {
  readonly lanes: number;
  readonly updates?: number;
  readonly fabric?: Fabric;
  readonly rowMemory?: "block" | "distributed";
}

/** Places a network on a core of its own and runs both as `lockstep` does. */
export function lockstepOn(
  network: IntegerNetwork,
  { lanes, updates = 1, fabric = "ice40hx", rowMemory = "block" }: CoreOptions,
  input: readonly (readonly number[])[],
  seed: number,
): LockstepResult {
  try {
    const config = place(network, { ...roomyTarget(lanes, updates), fabric });
    const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric, rowMemory })), { seed });
    return lockstep(network, config, simulation, input);
  } catch (error) {
    const core = `${lanes} lanes, ${updates} per cycle, ${fabric}, weights ${network.weightBits} b ${network.weightSign}`;
    throw new Error(`seed ${seed}, ${core}`, { cause: error });
  }
}
