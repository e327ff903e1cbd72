/** Networks on many cores and chips in the embedded engine, compared with the reference bit by bit. */
import { type CoreTarget, clusterImage, placeSystem, type SystemOptions } from "../../compile/index.ts";
import type { IntegerNetwork, SystemConfig } from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { Cluster } from "../../rtl/cluster.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { ClusterRun } from "../../sim/harness/cluster-run.ts";
import { lockstepNetwork, streamNetwork } from "../../sim/lockstep/network.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";

/** The same network with all populations as outputs, so that every spike can be compared. */
export function allReported(network: IntegerNetwork): IntegerNetwork {
  return { ...network, outputs: network.populations.map(({ name }) => name) };
}

/** Opens the chips of a system in engines of their own and loads them; `body` gets the run. */
export function withChips<T>(
  { clusters, ...rest }: SystemConfig,
  { fabric }: CoreTarget,
  body: (run: ClusterRun) => T,
): T {
  const simulations: Simulation[] = [];
  try {
    for (const [chip, { shape }] of clusters.entries()) {
      simulations.push(openEmbedded(elaborate(Cluster({ shape, fabric })), { seed: chip + 1 }));
    }
    const run = new ClusterRun({ clusters, ...rest }, simulations);
    run.load(clusters.map(clusterImage));
    return body(run);
  } finally {
    for (const simulation of simulations) simulation.close();
  }
}

export interface ManyCoresTotals {
  readonly ticks: number;
  readonly spikes: number;
  /** Of the stream alone, state reset left out. */
  readonly cycles: number;
}

/** Tick by tick with all state compared, then as a stream. Throws SIM125 at the first difference. */
export function runOnCores(
  network: IntegerNetwork,
  target: CoreTarget,
  options: SystemOptions,
  input: { readonly lockstep: readonly (readonly number[])[]; readonly stream: readonly (readonly number[])[] },
): ManyCoresTotals {
  const observed = allReported(network);
  const { system } = placeSystem(observed, target, options);
  return withChips(system, target, (run) => {
    const reference = new Reference(observed);
    let spikes = 0;
    const { ticks } = lockstepNetwork(run, reference, input.lockstep, {
      observe: (state) => {
        spikes += state.spikes.length;
      },
    });
    const streamed = streamNetwork(run, reference, input.stream);
    return { ticks: ticks + streamed.ticks, spikes, cycles: streamed.cycles - streamed.clearCycles };
  });
}
