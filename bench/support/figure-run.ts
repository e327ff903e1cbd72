import { type CoreTarget, coreImage, place } from "../../compile/index.ts";
import type { IntegerNetwork } from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import type { InputTicks } from "../../index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { streamNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";

/** What a core did with an input that came as fast as it was taken. */
export interface FigureRun {
  readonly ticks: number;
  /** From the first event to the last marker, output layer and drain included. */
  readonly cycles: number;
  /** Events × existing synapses; padding does not count. */
  readonly synapticOperations: number;
  readonly sopPerCycle: number;
}

/**
 * Streams an input through the simulated core of a network, which sends out what the network's outputs fire; these spikes
 * in every tick, and all state after the last, must equal the reference's.
 */
export function figureRun(network: IntegerNetwork, target: CoreTarget, input: InputTicks): FigureRun {
  const config = place(network, target);
  const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric: target.fabric })));
  try {
    const run = new NetworkRun(config, simulation, { observed: "outputs" });
    run.driver.load(coreImage(run.config));
    const { ticks, cycles, clearCycles, synapticOperations } = streamNetwork(run, new Reference(network), input);
    const busy = cycles - clearCycles;
    return { ticks, cycles: busy, synapticOperations, sopPerCycle: synapticOperations / busy };
  } finally {
    simulation.close();
  }
}
