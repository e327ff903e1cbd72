/** Circuits on a core, compared with the reference in every spike. */
import { type CoreTarget, coreImage, place, quantise } from "../../compile/index.ts";
import type { Circuit } from "../../examples/circuits/activity.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { lockstepNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";

/**
 * Runs the first ticks of a circuit on one core in the embedded engine and on the reference; throws SIM125 at the first
 * spike, membrane or refractory counter that differs. Returns the spikes that were compared.
 */
export function runOnCore({ network, input }: Circuit, target: CoreTarget, ticks: number): number {
  const integers = quantise(network);
  const config = place(integers, target);
  const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric: target.fabric })), { seed: 1 });
  try {
    const run = new NetworkRun(config, simulation);
    run.driver.load(coreImage(run.config));
    let spikes = 0;
    lockstepNetwork(run, new Reference(integers), input.slice(0, ticks), {
      observe: (state) => {
        spikes += state.spikes.length;
      },
    });
    return spikes;
  } finally {
    simulation.close();
  }
}
