/** Runs a placed network on a simulated core, in the network's own terms: channels in, neurons out. */
import { aerMarker, type HardwareConfig } from "../../config/index.ts";
import type { Simulation } from "../simulation.ts";
import { CoreDriver, reportingAll } from "./core-driver.ts";
import { LearnedState } from "./learned-state.ts";

export interface TickSpikes {
  readonly tick: number;
  /** Neurons that fired, ascending. */
  readonly spikes: readonly number[];
}

/** What is known of every neuron after a tick. */
export interface TickState extends TickSpikes {
  /** By neuron, in membrane LSB; valid until the next tick. */
  readonly membranes: Int32Array;
  /** Remaining refractory ticks by neuron; valid until the next tick. */
  readonly refractory: Int32Array;
}

export interface RunTotals {
  readonly ticks: number;
  /** All clock cycles from the first event to the last marker, state reset included. */
  readonly cycles: number;
  /** Of these, the sweep that reset the state. */
  readonly clearCycles: number;
}

export interface NetworkRunOptions {
  /**
   * Whose spikes come out: `all` neurons', so that all can be compared, or those of the network's `outputs`, as on a board.
   * Spikes that come out cost cycles.
   */
  readonly observed?: "all" | "outputs";
  /** The driver of a core that another run has loaded: then only the words of its groups have to be loaded again. */
  readonly driver?: CoreDriver;
}

/** A network on a simulated core. What `driver` has to load is `coreImage(config)` of this configuration. */
export class NetworkRun {
  readonly config: HardwareConfig;
  readonly driver: CoreDriver;
  /** What it has learned, between ticks. */
  readonly learned: LearnedState;
  readonly #neuronOfSlot: Int32Array;
  readonly #isReported: readonly boolean[];
  readonly #membranes: Int32Array;
  readonly #refractory: Int32Array;

  constructor(config: HardwareConfig, simulation: Simulation, { observed = "all", driver }: NetworkRunOptions = {}) {
    this.config = observed === "all" ? reportingAll(config) : config;
    this.driver = driver ?? new CoreDriver(simulation, config.shape);
    this.learned = new LearnedState(config, this.driver);
    this.#neuronOfSlot = new Int32Array(config.slots.length).fill(-1);
    config.slotOfNeuron.forEach((slot, neuron) => {
      this.#neuronOfSlot[slot] = neuron;
    });
    const { updates } = config.shape;
    this.#isReported = this.config.groups.flatMap(({ rows, report }) =>
      new Array<boolean>(rows * updates).fill(report),
    );
    this.#membranes = new Int32Array(config.slotOfNeuron.length);
    this.#refractory = new Int32Array(config.slotOfNeuron.length);
  }

  /** Of some neurons, those whose spikes come out. */
  observed(neurons: readonly number[]): number[] {
    return neurons.filter((neuron) => this.#isReported[this.config.slotOfNeuron[neuron] ?? -1] === true);
  }

  /**
   * Resets the state and runs one tick per entry of `input`, each a list of active host channels. The events of a tick
   * are sent while the one before runs, as a host does. `observe` sees the state after every tick; without it nothing is
   * read.
   */
  run(input: readonly (readonly number[])[], observe?: (state: TickState) => void): RunTotals {
    const { simulation } = this.driver;
    const start = simulation.cycle;
    const clearCycles = this.driver.clear();
    this.driver.send(this.#words(input[0]));
    for (let tick = 0; tick < input.length; tick++) {
      this.driver.begin(tick);
      this.driver.send(this.#words(input[tick + 1]));
      const { slots } = this.driver.finish();
      observe?.({ tick, spikes: this.#neurons(slots), ...this.state() });
    }
    return { ticks: input.length, cycles: simulation.cycle - start, clearCycles };
  }

  /**
   * Resets the state and runs one tick per entry of `input`, as fast as the core takes their events, so that ticks overlap
   * where nothing stands against it. `observe` sees the spikes of every tick; state can be seen after the last one only.
   * The cycles are those of the state reset and from the first event to the last marker.
   */
  stream(input: readonly (readonly number[])[], observe?: (spikes: TickSpikes) => void): RunTotals {
    const clearCycles = this.driver.clear();
    let tick = 0;
    const cycles = this.driver.stream(this.#events(input), input.length, ({ slots }) => {
      observe?.({ tick, spikes: this.#neurons(slots) });
      tick += 1;
    });
    return { ticks: input.length, cycles: clearCycles + cycles, clearCycles };
  }

  /** Every neuron's membrane and refractory counter, between ticks; valid until the next call. */
  state(): Pick<TickState, "membranes" | "refractory"> {
    const { membranes, refractory } = this.driver.state(this.config.slots.length);
    this.config.slotOfNeuron.forEach((slot, neuron) => {
      this.#membranes[neuron] = membranes[slot] ?? 0;
      this.#refractory[neuron] = refractory[slot] ?? 0;
    });
    return { membranes: this.#membranes, refractory: this.#refractory };
  }

  /** Events and marker of one tick after the other. */
  *#events(input: readonly (readonly number[])[]): Generator<number> {
    for (const [tick, channels] of input.entries()) {
      yield* this.#words(channels);
      yield aerMarker | (tick & 0x7fff);
    }
  }

  #words(channels: readonly number[] = []): number[] {
    return channels.map((channel) => {
      const word = this.config.channelWord[channel];
      if (word === undefined) throw new RangeError(`channel ${channel} of ${this.config.channelWord.length}`);
      return word;
    });
  }

  /** Populations are placed in order, so ascending slots are ascending neurons; -1 would be a padding slot that fired. */
  #neurons(slots: readonly number[]): number[] {
    return slots.map((slot) => this.#neuronOfSlot[slot] ?? -1);
  }
}
