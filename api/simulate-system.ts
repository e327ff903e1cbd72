/** Simulation of a network's cores and chips on either engine, compared with the reference as they run. */
import { clusterImage } from "../compile/index.ts";
import { elaborate } from "../hdlgen/index.ts";
import { Cluster } from "../rtl/cluster.ts";
import { ClusterRun } from "../sim/harness/cluster-run.ts";
import { firstMismatch, type Mismatch } from "../sim/harness/compare.ts";
import type { RunTotals, TickSpikes, TickState } from "../sim/harness/network-run.ts";
import { Reference } from "../sim/reference/index.ts";
import type { EngineName, Simulation } from "../sim/simulation.ts";
import type { CompiledSystem } from "./compile-system.ts";
import type { InputTicks } from "./events.ts";
import { openEngine, type Runner, type RunOutcome } from "./simulate.ts";

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
      run: (input, observe) => compareTicks(run, reference, input, observe),
      stream: (input, observe) => compareStream(run, reference, input, observe),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Tick by tick: the spikes that come out, and all state after each of them. */
function compareTicks(
  run: ClusterRun,
  reference: Reference,
  input: InputTicks,
  observe: ((state: TickState) => void) | undefined,
): RunOutcome {
  const comparison = new Comparison(run, reference, input);
  const totals = run.run(input, (state) => {
    comparison.compare(state, comparison.step(state.tick));
    observe?.(state);
  });
  return comparison.outcome(totals);
}

/** Ticks overlap, so that there is state to compare after the last one only. */
function compareStream(
  run: ClusterRun,
  reference: Reference,
  input: InputTicks,
  observe: ((spikes: TickSpikes) => void) | undefined,
): RunOutcome {
  const comparison = new Comparison(run, reference, input);
  let last: readonly number[] = [];
  const totals = run.stream(input, ({ tick, spikes }) => {
    last = comparison.step(tick);
    comparison.compare({ tick, spikes, membranes: reference.v, refractory: reference.r }, last);
    observe?.({ tick, spikes });
  });
  comparison.compare({ tick: input.length - 1, spikes: last, ...run.state() }, last);
  return comparison.outcome(totals);
}

/** The reference beside a run, and the first difference between them. */
class Comparison {
  readonly #run: ClusterRun;
  readonly #reference: Reference;
  readonly #input: InputTicks;
  readonly #operationsBefore: number;
  #mismatch: Mismatch | undefined;

  constructor(run: ClusterRun, reference: Reference, input: InputTicks) {
    reference.reset();
    this.#run = run;
    this.#reference = reference;
    this.#input = input;
    this.#operationsBefore = reference.synapticOperations;
  }

  /** Runs a tick of the reference; of its spikes those that the host sees. */
  step(tick: number): readonly number[] {
    return this.#run.observed(this.#reference.tick(this.#input[tick] ?? []).spikes);
  }

  compare(found: TickState, spikes: readonly number[]): void {
    const { v: membranes, r: refractory } = this.#reference;
    this.#mismatch ??= firstMismatch(found, { spikes, membranes, refractory });
  }

  outcome(totals: RunTotals): RunOutcome {
    const synapticOperations = this.#reference.synapticOperations - this.#operationsBefore;
    return {
      ...totals,
      synapticOperations,
      ...(this.#mismatch === undefined ? {} : { mismatch: this.#mismatch }),
    };
  }
}
