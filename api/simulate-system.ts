/** Simulation of a network's cores and chips on either engine, compared with the reference as they run. */
import { clusterImage } from "../compile/index.ts";
import { elaborate } from "../hdlgen/index.ts";
import { Cluster } from "../rtl/cluster.ts";
import { ClusterRun } from "../sim/harness/cluster-run.ts";
import { Reference } from "../sim/reference/index.ts";
import type { EngineName, Simulation } from "../sim/simulation.ts";
import type { CompiledSystem } from "./compile-system.ts";
import { lockstepOutcome, openEngine, type Runner, streamOutcome } from "./simulate.ts";

/**
 * Prepares a runner of all cores and chips: elaborates the chips, opens an engine for each, loads them over their buses and
 * joins their links word by word. Both paces compare the spikes of the network's outputs in every tick, which are all that
 * the host sees; `run` compares every membrane and refractory counter after every tick too, `stream` after the last. Cycles
 * are those of the host's chip.
 *
 * @param seed of the first chip's power-up state; each further chip has the next one
 */
export async function openSystemRunner(name: EngineName, compiled: CompiledSystem, seed = 1): Promise<Runner> {
  const { system, network, fabric } = compiled;
  const chips: Simulation[] = [];
  const close = (): void => {
    for (const simulation of chips) simulation.close();
  };
  try {
    for (const [chip, { shape }] of system.clusters.entries()) {
      chips.push(await openEngine(name, elaborate(Cluster({ shape, fabric })), seed + chip));
    }
    const run = new ClusterRun(system, chips);
    run.load(system.clusters.map(clusterImage));
    const reference = new Reference(network);
    return {
      name,
      run: (input, observe) => lockstepOutcome(run, reference, input, observe),
      stream: (input, observe) => streamOutcome(run, reference, input, observe),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
