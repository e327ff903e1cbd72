/** Simulation of a compiled network's core on either engine, compared with the reference as it runs. */
import { coreImage } from "../compile/index.ts";
import { busSpaces } from "../config/index.ts";
import type { Design } from "../hdlgen/index.ts";
import { openEmbedded } from "../sim/embedded/index.ts";
import type { Mismatch } from "../sim/harness/compare.ts";
import {
  NetworkRun,
  type NetworkRunOptions,
  type RunTotals,
  type TickSpikes,
  type TickState,
} from "../sim/harness/network-run.ts";
import { lockstepNetwork, type NetworkLockstepTotals, streamNetwork } from "../sim/lockstep/index.ts";
import { Reference } from "../sim/reference/index.ts";
import type { EngineName, OpenOptions, Simulation } from "../sim/simulation.ts";
import { openVerilator } from "../sim/verilator/index.ts";
import { type CompiledNetwork, coreDesign } from "./compile-network.ts";
import type { InputTicks } from "./events.ts";
import { coreLearning, type LearningControl, referenceLearning } from "./learning-control.ts";

/** What can run a network: the hardware on one of the engines, or the software model. */
export type RunnerName = EngineName | "reference";

export interface RunOutcome extends RunTotals {
  /** Synaptic operations: events × existing synapses. */
  readonly synapticOperations: number;
  /** The first difference between hardware and reference; absent when all is equal. */
  readonly mismatch?: Mismatch;
}

/** Something that runs inputs on a network and shows every tick. */
export interface Runner {
  readonly name: RunnerName;
  /** Resets the state and runs one tick per entry; `observe` sees every neuron after every tick. */
  run(input: InputTicks, observe?: (state: TickState) => void): RunOutcome;
  /**
   * Resets the state and runs one tick per entry as fast as the core takes their events: ticks overlap, and only the
   * spikes of the network's outputs come out, as on a board. These are compared in every tick, all state after the last.
   */
  stream(input: InputTicks, observe?: (spikes: TickSpikes) => void): RunOutcome;
  close(): void;
}

/** A runner of one core, or of the reference: what it learns can be steered and seen. Runs begin with what was learned before. */
export type LearningRunner = Runner & LearningControl;

/** Opens an engine on a design; `clocks` says when they tick, `visible` what can be read by name. */
export function openEngine(
  engine: EngineName,
  design: Design,
  seed: number,
  { clocks = {}, visible = "state" }: Omit<OpenOptions, "seed"> = {},
): Promise<Simulation> {
  const options = { seed, clocks, visible };
  return engine === "embedded" ? Promise.resolve(openEmbedded(design, options)) : openVerilator(design, options);
}

/**
 * Prepares a runner: elaborates the core, opens the engine, loads the network over the core's bus. A hardware runner
 * compares every spike, membrane and refractory counter of every tick with the reference. The reference takes no
 * cycles.
 */
export async function openRunner(name: RunnerName, compiled: CompiledNetwork, seed = 1): Promise<LearningRunner> {
  const reference = new Reference(compiled.network);
  if (name === "reference") return referenceRunner(reference);
  const simulation = await openEngine(name, coreDesign(compiled), seed);
  let loaded = { observed: "all" as Observed, run: new NetworkRun(compiled.config, simulation) };
  const { driver } = loaded.run;
  driver.load(coreImage(loaded.run.config));
  driver.clear();
  const runOf = (observed: Observed): NetworkRun => {
    if (loaded.observed === observed) return loaded.run;
    loaded = { observed, run: new NetworkRun(compiled.config, simulation, { observed, driver }) };
    // Whose spikes come out stands in the group words. What was learned stays.
    driver.rest();
    driver.load(
      coreImage(loaded.run.config).filter(({ space, address }) => space === busSpaces.groups && address === 0),
    );
    return loaded.run;
  };
  return {
    name,
    run: (input, observe) => lockstepOutcome(runOf("all"), reference, input, observe),
    stream: (input, observe) => streamOutcome(runOf("outputs"), reference, input, observe),
    ...coreLearning(() => loaded.run, reference),
    close: () => simulation.close(),
  };
}

type Observed = NonNullable<NetworkRunOptions["observed"]>;

/** Tick by tick, with the first difference in the outcome instead of an error. */
export function lockstepOutcome(
  run: Parameters<typeof lockstepNetwork>[0],
  reference: Reference,
  input: InputTicks,
  observe: ((state: TickState) => void) | undefined,
): RunOutcome {
  return withFirstMismatch((onMismatch) =>
    lockstepNetwork(run, reference, input, { onMismatch, ...(observe && { observe }) }),
  );
}

/** The same as a stream, in which ticks overlap. */
export function streamOutcome(
  run: Parameters<typeof streamNetwork>[0],
  reference: Reference,
  input: InputTicks,
  observe: ((spikes: TickSpikes) => void) | undefined,
): RunOutcome {
  return withFirstMismatch((onMismatch) =>
    streamNetwork(run, reference, input, { onMismatch, ...(observe && { observe }) }),
  );
}

function withFirstMismatch(run: (onMismatch: (first: Mismatch) => void) => NetworkLockstepTotals): RunOutcome {
  let mismatch: Mismatch | undefined;
  const totals = run((first) => {
    mismatch = first;
  });
  return { ...totals, ...(mismatch === undefined ? {} : { mismatch }) };
}

function referenceRunner(reference: Reference): LearningRunner {
  const { outputs, populations } = reference.network;
  const isOutput = (neuron: number): boolean =>
    populations.some(({ name, first, size }) => outputs.includes(name) && neuron >= first && neuron < first + size);
  return {
    name: "reference",
    run: (input, observe) => runReference(reference, input, observe),
    stream: (input, observe) =>
      runReference(reference, input, ({ tick, spikes }) => observe?.({ tick, spikes: spikes.filter(isOutput) })),
    ...referenceLearning(reference),
    close() {},
  };
}

function runReference(
  reference: Reference,
  input: InputTicks,
  observe: ((state: TickState) => void) | undefined,
): RunOutcome {
  reference.reset();
  const before = reference.synapticOperations;
  for (const [tick, channels] of input.entries()) {
    const { spikes } = reference.tick(channels);
    observe?.({ tick, spikes, membranes: reference.v, refractory: reference.r });
  }
  return {
    ticks: input.length,
    cycles: 0,
    clearCycles: 0,
    synapticOperations: reference.synapticOperations - before,
  };
}
