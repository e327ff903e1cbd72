/** A network on the simulated cores of one or more chips in lockstep with the reference model. */
import type { ClusterRun } from "../harness/cluster-run.ts";
import { firstMismatch } from "../harness/compare.ts";
import type { TickState } from "../harness/network-run.ts";
import type { Reference } from "../reference/index.ts";
import { type NetworkLockstepTotals, networkDifference } from "./network.ts";

/**
 * Runs one tick per entry of `input`, each a list of active host channels, on the cores and on the reference, both from
 * their reset state, and compares every spike that comes out, membrane and refractory counter after every tick. Throws
 * SIM125 with the first difference.
 */
export function lockstepClusters(
  run: ClusterRun,
  reference: Reference,
  input: readonly (readonly number[])[],
  observe?: (state: TickState) => void,
): NetworkLockstepTotals {
  reference.reset();
  const before = reference.synapticOperations;
  const totals = run.run(input, (state) => {
    const spikes = run.observed(reference.tick(input[state.tick] ?? []).spikes);
    const mismatch = firstMismatch(state, { spikes, membranes: reference.v, refractory: reference.r });
    if (mismatch !== undefined) throw networkDifference(mismatch, reference.network);
    observe?.(state);
  });
  return { ...totals, synapticOperations: reference.synapticOperations - before };
}

/**
 * The same as a stream, in which ticks overlap: compares the spikes of every tick, and all membranes and refractory
 * counters after the last. Throws SIM125 with the first difference.
 */
export function streamClusters(
  run: ClusterRun,
  reference: Reference,
  input: readonly (readonly number[])[],
): NetworkLockstepTotals {
  reference.reset();
  const before = reference.synapticOperations;
  const compare = (found: TickState, spikes: readonly number[]): void => {
    const mismatch = firstMismatch(found, { spikes, membranes: reference.v, refractory: reference.r });
    if (mismatch !== undefined) throw networkDifference(mismatch, reference.network);
  };
  let last: readonly number[] = [];
  const totals = run.stream(input, ({ tick, spikes }) => {
    last = run.observed(reference.tick(input[tick] ?? []).spikes);
    compare({ tick, spikes, membranes: reference.v, refractory: reference.r }, last);
  });
  compare({ tick: input.length - 1, spikes: last, ...run.state() }, last);
  return { ...totals, synapticOperations: reference.synapticOperations - before };
}
