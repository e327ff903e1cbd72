/** Runs a placed network on a simulated core, in the network's own terms: channels in, neurons out. */
import type { HardwareConfig } from "../../config/index.ts";
import type { Simulation } from "../simulation.ts";
import { CoreDriver, reportingAll } from "./core-driver.ts";

/** What is known of every neuron after a tick. */
export interface TickState {
  readonly tick: number;
  /** Neurons that fired, ascending. */
  readonly spikes: readonly number[];
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

/** A network on a simulated core, loaded and with every neuron's spikes observed. */
export class NetworkRun {
  readonly config: HardwareConfig;
  readonly driver: CoreDriver;
  readonly #neuronOfSlot: Int32Array;
  readonly #membranes: Int32Array;
  readonly #refractory: Int32Array;

  constructor(config: HardwareConfig, simulation: Simulation) {
    this.config = reportingAll(config);
    this.driver = new CoreDriver(simulation);
    this.#neuronOfSlot = new Int32Array(config.slots.length).fill(-1);
    config.slotOfNeuron.forEach((slot, neuron) => {
      this.#neuronOfSlot[slot] = neuron;
    });
    this.#membranes = new Int32Array(config.slotOfNeuron.length);
    this.#refractory = new Int32Array(config.slotOfNeuron.length);
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
      observe?.({ tick, ...this.#state(slots) });
    }
    return { ticks: input.length, cycles: simulation.cycle - start, clearCycles };
  }

  #words(channels: readonly number[] = []): number[] {
    return channels.map((channel) => {
      const word = this.config.channelWord[channel];
      if (word === undefined) throw new RangeError(`channel ${channel} of ${this.config.channelWord.length}`);
      return word;
    });
  }

  #state(slots: readonly number[]): Omit<TickState, "tick"> {
    const { membranes, refractory } = this.driver.state(this.config.slots.length);
    this.config.slotOfNeuron.forEach((slot, neuron) => {
      this.#membranes[neuron] = membranes[slot] ?? 0;
      this.#refractory[neuron] = refractory[slot] ?? 0;
    });
    // Populations are placed in order, so ascending slots are ascending neurons; -1 would be a padding slot that fired.
    const spikes = slots.map((slot) => this.#neuronOfSlot[slot] ?? -1);
    return { spikes, membranes: this.#membranes, refractory: this.#refractory };
  }
}
