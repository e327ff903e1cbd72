/** Runs a network on the simulated cores of one or more chips, in the network's own terms: channels in, neurons out. */
import type { ClusterBlock, SystemConfig } from "../../config/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Simulation } from "../simulation.ts";
import { type ChipLinks, DirectLinks } from "./chip-links.ts";
import { ClusterDriver } from "./cluster-driver.ts";
import type { RunTotals, TickSpikes, TickState } from "./network-run.ts";
import type { SpikePort, SpikeWordValue } from "./spike-port.ts";

/** Cycles without any word at the host before a run counts as hung. */
const quietLimit = 10_000_000;
const marker: SpikeWordValue = { marker: true, route: 0, index: 0 };

export interface ClusterRunOptions {
  /** Joins the chips. Default: as if by wires. */
  readonly links?: (chips: readonly ClusterDriver[]) => ChipLinks;
}

/** A network on simulated chips. Only spikes of the network's outputs come out: make all populations outputs to see all. */
export class ClusterRun {
  readonly system: SystemConfig;
  readonly chips: readonly ClusterDriver[];
  readonly #links: ChipLinks;
  readonly #simulation: Simulation;
  readonly #in: SpikePort;
  readonly #out: SpikePort;
  readonly #neuronAt = new Map<string, number>();
  readonly #isReported: readonly boolean[];
  readonly #membranes: Int32Array;
  readonly #refractory: Int32Array;
  readonly #output: SpikeWordValue[] = [];

  /** @param simulations of the clusters, in their order */
  constructor(system: SystemConfig, simulations: readonly Simulation[], { links }: ClusterRunOptions = {}) {
    this.system = system;
    this.chips = system.clusters.map(({ shape }, chip) => new ClusterDriver(at(simulations, chip), shape));
    this.#links = links?.(this.chips) ?? new DirectLinks(this.chips, system.links);
    const { simulation, hostIn, hostOut } = at(this.chips, system.hostChip);
    if (hostIn === undefined || hostOut === undefined) throw new RangeError(`chip ${system.hostChip} has no host`);
    this.#simulation = simulation;
    this.#in = hostIn;
    this.#out = hostOut;
    for (const [neuron, { chip, core, slot }] of system.places.entries()) {
      this.#neuronAt.set(`${chip} ${core} ${slot}`, neuron);
    }
    const { hostWanted } = at(system.clusters, system.hostChip);
    this.#isReported = reported(system, this.#neuronAt, hostWanted);
    this.#membranes = new Int32Array(system.places.length);
    this.#refractory = new Int32Array(system.places.length);
  }

  /** Of some neurons, those whose spikes come out. */
  observed(neurons: readonly number[]): number[] {
    return neurons.filter((neuron) => this.#isReported[neuron] === true);
  }

  /** Loads every chip over its own memory bus. @param images by chip */
  load(images: readonly (readonly ClusterBlock[])[]): void {
    for (const [chip, driver] of this.chips.entries()) driver.load(at(images, chip));
  }

  /** Zeroes the state of all chips together; returns the cycles that it took. */
  clear(): number {
    this.#rest("before a clear");
    const start = this.#simulation.cycle;
    for (const { clear } of this.chips) clear.value = 1;
    this.#links.step();
    for (const { clear } of this.chips) clear.value = 0;
    this.#output.length = 0;
    this.#rest("after a clear");
    return this.#simulation.cycle - start;
  }

  /**
   * Resets the state and runs one tick per entry of `input`, each a list of active host channels. The events of a tick
   * are sent while the one before runs. `observe` sees the state after every tick; without it nothing is read.
   */
  run(input: readonly (readonly number[])[], observe?: (state: TickState) => void): RunTotals {
    const start = this.#simulation.cycle;
    const clearCycles = this.clear();
    this.#send(this.#words(input[0]));
    for (let tick = 0; tick < input.length; tick++) {
      this.#send([marker]);
      this.#send(this.#words(input[tick + 1]));
      const spikes = this.#finish(tick);
      observe?.({ tick, spikes, ...this.state() });
    }
    return { ticks: input.length, cycles: this.#simulation.cycle - start, clearCycles };
  }

  /**
   * Resets the state and runs one tick per entry of `input`, as fast as the cores take their events. `observe` sees the
   * spikes of every tick; state can be seen after the last one only.
   */
  stream(input: readonly (readonly number[])[], observe?: (spikes: TickSpikes) => void): RunTotals {
    const clearCycles = this.clear();
    const start = this.#simulation.cycle;
    const words = input.flatMap((channels) => [...this.#words(channels), marker]);
    let sent = 0;
    let ended = 0;
    let quiet = 0;
    while (ended < input.length) {
      const word = words[sent];
      this.#in.valid.value = word === undefined ? 0 : 1;
      if (word !== undefined) this.#in.word = word;
      const collected = this.#output.length;
      const isTaken = this.#stepCollecting() && word !== undefined;
      if (isTaken) sent += 1;
      quiet = isTaken || this.#output.length > collected ? 0 : quiet + 1;
      if (quiet > quietLimit) throw this.#hung(`tick ${ended} does not end`);
      if (this.#output.at(-1)?.marker === true) {
        const spikes = this.#takeTick();
        observe?.({ tick: ended, spikes });
        ended += 1;
      }
    }
    this.#in.valid.value = 0;
    return { ticks: input.length, cycles: clearCycles + this.#simulation.cycle - start, clearCycles };
  }

  /** Every neuron's membrane and refractory counter, between ticks; valid until the next call. */
  state(): Pick<TickState, "membranes" | "refractory"> {
    const states = this.system.clusters.map(({ nodes }, chip) =>
      nodes.map(({ config }, core) => at(this.chips, chip).state(core, config.slots.length)),
    );
    for (const [neuron, { chip, core, slot }] of this.system.places.entries()) {
      const { membranes, refractory } = at(at(states, chip), core);
      this.#membranes[neuron] = membranes[slot] ?? 0;
      this.#refractory[neuron] = refractory[slot] ?? 0;
    }
    return { membranes: this.#membranes, refractory: this.#refractory };
  }

  /** Clamped sums of all cores since the last clear; each core counts to 65,535. */
  get saturations(): number {
    return this.chips.flatMap(({ saturations }) => saturations).reduce((sum, each) => sum + each, 0);
  }

  close(): void {
    for (const { simulation } of this.chips) simulation.close();
  }

  #rest(when: string): void {
    const isBusy = (): boolean => this.chips.some(({ busy }) => busy.value !== 0);
    for (let waited = 0; isBusy(); waited++) {
      if (waited > quietLimit) throw this.#hung(`the cores do not come to rest ${when}`);
      this.#links.step();
    }
  }

  #words(channels: readonly number[] = []): SpikeWordValue[] {
    const { channelRoute, channelIndex } = this.system;
    return channels.flatMap((channel) => {
      const [route, index] = [channelRoute[channel], channelIndex[channel]];
      if (route === undefined || index === undefined) {
        throw new RangeError(`channel ${channel} of ${channelRoute.length}`);
      }
      return route < 0 ? [] : [{ marker: false, route, index }];
    });
  }

  #send(words: readonly SpikeWordValue[]): void {
    for (const word of words) {
      this.#in.valid.value = 1;
      this.#in.word = word;
      for (let waited = 0; !this.#stepCollecting(); waited++) {
        if (waited > quietLimit) throw this.#hung("the cores take no word of the host");
      }
    }
    this.#in.valid.value = 0;
  }

  #finish(tick: number): number[] {
    for (let waited = 0; this.#output.at(-1)?.marker !== true; waited++) {
      if (waited > quietLimit) throw this.#hung(`tick ${tick} does not end`);
      if (this.chips.length === 1) {
        this.#out.ready.value = 0;
        this.#simulation.runUntil("host_out_valid", quietLimit);
      }
      this.#stepCollecting();
    }
    return this.#takeTick();
  }

  /** The neurons of the words before the marker that came last. */
  #takeTick(): number[] {
    const { senders } = this.system;
    const words = this.#output.splice(0);
    const neurons = words.slice(0, -1).map(({ route, index }) => {
      const sender = senders[route];
      // −1 would be the spike of somebody who is not there.
      if (sender?.kind !== "neurons") return -1;
      return this.#neuronAt.get(`${sender.chip} ${sender.core} ${index}`) ?? -1;
    });
    return neurons.sort((a, b) => a - b);
  }

  /** One cycle in which everything is taken that comes out; whether what is offered to the chips was taken. */
  #stepCollecting(): boolean {
    this.#out.ready.value = 1;
    const isTaken = this.#in.ready.value !== 0;
    if (this.#out.valid.value !== 0) this.#output.push(this.#out.word);
    this.#links.step();
    return isTaken;
  }

  #hung(found: string): SpikeforgeError {
    return new SpikeforgeError({ code: "SIM020", place: `cycle ${this.#simulation.cycle}`, found });
  }
}

/** By neuron: whether the host sees its spikes. */
function reported(
  { senders, places }: SystemConfig,
  neuronAt: ReadonlyMap<string, number>,
  hostWanted: Uint8Array,
): boolean[] {
  const result = new Array<boolean>(places.length).fill(false);
  for (const [route, sender] of senders.entries()) {
    if (sender.kind !== "neurons" || hostWanted[route] !== 1) continue;
    for (let i = 0; i < sender.size; i++) {
      const neuron = neuronAt.get(`${sender.chip} ${sender.core} ${sender.firstSlot + i}`);
      if (neuron !== undefined) result[neuron] = true;
    }
  }
  return result;
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`${index} of ${values.length}`);
  return value;
}
