/** A network on simulated hardware in lockstep with the reference model. */
import type { IntegerNetwork } from "../../config/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { firstMismatch, type Mismatch } from "../harness/compare.ts";
import type { NetworkRun, RunTotals, TickSpikes, TickState } from "../harness/network-run.ts";
import type { Reference } from "../reference/index.ts";

export interface NetworkLockstepOptions<Seen = TickState> {
  /** Sees every neuron after every tick, or in a stream the spikes that came out. */
  readonly observe?: (tick: Seen) => void;
  /** Takes the first difference instead of an error; the run then goes on. */
  readonly onMismatch?: (mismatch: Mismatch) => void;
}

export interface NetworkLockstepTotals extends RunTotals {
  /** Synaptic operations: events × existing synapses. */
  readonly synapticOperations: number;
}

/**
 * Runs one tick per entry of `input`, each a list of active host channels, on the hardware (a core, or the cores of several
 * chips: a `NetworkRun` or a `ClusterRun`) and on the reference, both from
 * their reset state, and compares every spike that comes out, membrane and refractory counter after every tick. Throws SIM125 with the
 * first difference; the core then stands after that tick.
 */
export function lockstepNetwork(
  run: Pick<NetworkRun, "run" | "observed">,
  reference: Reference,
  input: readonly (readonly number[])[],
  { observe, onMismatch }: NetworkLockstepOptions = {},
): NetworkLockstepTotals {
  reference.reset();
  const before = reference.synapticOperations;
  let hasDiffered = false;
  const totals = run.run(input, (state) => {
    const spikes = run.observed(reference.tick(input[state.tick] ?? []).spikes);
    if (!hasDiffered) {
      const mismatch = firstMismatch(state, { spikes, membranes: reference.v, refractory: reference.r });
      hasDiffered = mismatch !== undefined;
      if (mismatch !== undefined) {
        if (onMismatch === undefined) throw networkDifference(mismatch, reference.network);
        onMismatch(mismatch);
      }
    }
    observe?.(state);
  });
  return { ...totals, synapticOperations: reference.synapticOperations - before };
}

/**
 * Runs one tick per entry of `input` on the core as fast as it takes their events, so that ticks overlap, and on the
 * reference, both from their reset state; compares the spikes that come out in every tick, and every membrane and
 * refractory counter after the last. Throws SIM125 with the first difference; the core then
 * stands in the middle of later ticks.
 */
export function streamNetwork(
  run: Pick<NetworkRun, "stream" | "observed" | "state">,
  reference: Reference,
  input: readonly (readonly number[])[],
  { observe, onMismatch }: NetworkLockstepOptions<TickSpikes> = {},
): NetworkLockstepTotals {
  reference.reset();
  const before = reference.synapticOperations;
  let hasDiffered = false;
  const compare = (found: TickState, spikes: readonly number[]): void => {
    if (hasDiffered) return;
    const mismatch = firstMismatch(found, { spikes, membranes: reference.v, refractory: reference.r });
    if (mismatch === undefined) return;
    if (onMismatch === undefined) throw networkDifference(mismatch, reference.network);
    hasDiffered = true;
    onMismatch(mismatch);
  };
  let last: readonly number[] = [];
  const totals = run.stream(input, ({ tick, spikes }) => {
    last = run.observed(reference.tick(input[tick] ?? []).spikes);
    compare({ tick, spikes, membranes: reference.v, refractory: reference.r }, last);
    observe?.({ tick, spikes });
  });
  compare({ tick: input.length - 1, spikes: last, ...run.state() }, last);
  return { ...totals, synapticOperations: reference.synapticOperations - before };
}

/** The first difference as an error, in the network's own names. */
export function networkDifference(
  { tick, neuron, what, found, expected }: Mismatch,
  { populations }: IntegerNetwork,
): SpikeforgeError {
  const population = populations.find(({ first, size }) => neuron >= first && neuron < first + size);
  const place = population === undefined ? `neuron ${neuron}` : `${population.name}[${neuron - population.first}]`;
  const values = {
    spike: `${spikesText(found)} on the core, ${spikesText(expected)} in the reference`,
    membrane: `a membrane of ${found} on the core, ${expected} in the reference`,
    refractory: `${found} refractory ticks left on the core, ${expected} in the reference`,
  };
  return new SpikeforgeError({
    code: "SIM125",
    place,
    found: `tick ${tick}: ${values[what]}`,
    mend: "everything before was equal: look at what this tick reads, its events, weights and parameters",
  });
}

function spikesText(count: number): string {
  return count === 0 ? "no spike" : count === 1 ? "a spike" : `${count} spikes`;
}
