/** Drives a simulated core through its own ports: loads it, runs ticks, reads its state. Any engine. */
import { aerMarker, type BusSpace, type CoreShape, type HardwareConfig, type MemoryBlock } from "../../config/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { SignalHandle, Simulation } from "../simulation.ts";
import { StateMemory } from "./state-memory.ts";

/** What a core did in one tick. */
export interface CoreTick {
  readonly tick: number;
  /** Hardware slots that fired and are reported, ascending. */
  readonly slots: readonly number[];
}

/** Cycles that a tick may take at most before it counts as hung. */
const tickLimit = 10_000_000;
/** Cycles from one access of the bus to the next, at least. */
const accessCycles = 3;
/** Cycles until a read is answered: a slice of a weight word of 512 bits may be the last of 32. */
const longestAnswer = 64;

/**
 * One core in a simulation. A tick is started by `begin` and ended by `finish`; the events of the next tick may be sent
 * in between with `send`, as a real host would, so that `cycle` counts no idle time that the hardware would not have.
 */
export class CoreDriver {
  readonly simulation: Simulation;
  readonly #events: { valid: SignalHandle; ready: SignalHandle; payload: SignalHandle };
  readonly #spikes: { valid: SignalHandle; ready: SignalHandle; payload: SignalHandle };
  readonly #bus: Record<"write" | "read" | "space" | "address" | "data", SignalHandle>;
  readonly #answer: { valid: SignalHandle; data: SignalHandle };
  readonly #state: StateMemory;
  readonly #output: number[] = [];

  constructor(simulation: Simulation, shape: CoreShape) {
    const port = (name: string): SignalHandle => simulation.port(name);
    this.simulation = simulation;
    this.#events = { valid: port("events_valid"), ready: port("events_ready"), payload: port("events_payload") };
    this.#spikes = { valid: port("spikes_valid"), ready: port("spikes_ready"), payload: port("spikes_payload") };
    this.#bus = {
      write: port("bus_write"),
      read: port("bus_read"),
      space: port("bus_space"),
      address: port("bus_address"),
      data: port("bus_data"),
    };
    this.#answer = { valid: port("bus_data_valid"), data: port("bus_data_data") };
    this.#state = new StateMemory(simulation, shape);
    for (const name of ["events_valid", "spikes_ready", "bus_write", "bus_read", "clear"]) port(name).value = 0;
    simulation.reset();
  }

  /** Clamped sums since the last clear, at most 65,535. */
  get saturations(): number {
    return this.simulation.port("saturations").value;
  }

  /** Writes memory blocks over the bus, a word in every third cycle. */
  load(blocks: readonly MemoryBlock[]): void {
    const { write, space, address, data } = this.#bus;
    for (const block of blocks) {
      space.value = block.space;
      block.words.forEach((word, i) => {
        address.value = block.address + i;
        data.value = word;
        write.value = 1;
        this.simulation.step();
        write.value = 0;
        this.simulation.step(2);
      });
    }
    this.simulation.step(8);
  }

  /** Reads words back over the bus. */
  read(space: BusSpace, address: number, count: number): Uint16Array {
    const words = Uint16Array.from({ length: count }, (_, i) => {
      this.#bus.space.value = space;
      this.#bus.address.value = address + i;
      this.#bus.read.value = 1;
      const asked = this.simulation.cycle;
      this.simulation.step();
      this.#bus.read.value = 0;
      this.simulation.runUntil("bus_data_valid", longestAnswer);
      const word = this.#answer.data.value;
      this.simulation.step(Math.max(1, accessCycles - (this.simulation.cycle - asked)));
      return word;
    });
    // Another space may answer sooner than this one would once more: nobody must take that for its answer.
    this.simulation.step(longestAnswer);
    return words;
  }

  /**
   * Zeroes all state, as between two images; weights and parameters stay. Behind the last marker the core may still be
   * at the delays of the next tick: it comes to rest before. Returns the cycles that the clearing took.
   */
  clear(): number {
    this.rest("a clear");
    const busy = this.simulation.port("busy");
    const start = this.simulation.cycle;
    this.#pulse("clear");
    while (busy.value !== 0) this.simulation.step();
    return this.simulation.cycle - start;
  }

  /** Steps until the core is not busy: then the bus may be used. Throws SIM020, with what it was to rest for. */
  rest(purpose = "the bus is used"): void {
    const busy = this.simulation.port("busy");
    for (let waited = 0; busy.value !== 0; waited++) {
      if (waited > tickLimit) throw hung(`the core does not come to rest before ${purpose}`, this.simulation);
      this.simulation.step();
    }
  }

  /** Sends AER words, collecting what comes out meanwhile. */
  send(words: readonly number[]): void {
    const { valid, ready, payload } = this.#events;
    valid.value = 1;
    for (const word of words) {
      payload.value = word;
      for (let waited = 0; ready.value === 0; waited++) {
        if (waited > tickLimit) throw hung(`the core takes no event (word ${word})`, this.simulation);
        this.#stepCollecting();
      }
      this.#stepCollecting();
    }
    valid.value = 0;
  }

  /** Starts a tick: everything sent so far belongs to it. */
  begin(tick: number): void {
    this.send([aerMarker | (tick & 0x7fff)]);
  }

  /** Runs until the tick's marker has come out. */
  finish(): CoreTick {
    for (;;) {
      const end = this.#output.findIndex((word) => (word & aerMarker) !== 0);
      if (end >= 0) return this.#takeTick(end);
      this.#spikes.ready.value = 0;
      this.simulation.runUntil("spikes_valid", tickLimit);
      this.#stepCollecting();
    }
  }

  /**
   * Sends words as fast as the core takes them and takes what comes out at once, until `ticks` markers have come out.
   * `observe` sees every tick as its marker comes. Returns the cycles from the first word to the last marker.
   */
  stream(words: Iterable<number>, ticks: number, observe: (tick: CoreTick) => void): number {
    const { valid, ready, payload } = this.#events;
    const source = words[Symbol.iterator]();
    const start = this.simulation.cycle;
    let next = source.next();
    let ended = 0;
    let quiet = 0;
    while (ended < ticks) {
      valid.value = next.done === true ? 0 : 1;
      if (next.done !== true) payload.value = next.value;
      const taken = next.done !== true && ready.value !== 0;
      const words = this.#output.length;
      this.#stepCollecting();
      if (taken) next = source.next();
      quiet = taken || this.#output.length > words ? 0 : quiet + 1;
      if (quiet > tickLimit) throw hung(`the core neither takes events nor ends tick ${ended}`, this.simulation);
      if (((this.#output.at(-1) ?? 0) & aerMarker) !== 0) {
        observe(this.#takeTick(this.#output.length - 1));
        ended += 1;
      }
    }
    valid.value = 0;
    return this.simulation.cycle - start;
  }

  /** Membranes and refractory counters of the first slots, as they are between ticks. */
  state(slots: number): { membranes: Int32Array; refractory: Int32Array } {
    return this.#state.read(slots);
  }

  /** The tick whose marker stands at `end` of the output. */
  #takeTick(end: number): CoreTick {
    const words = this.#output.splice(0, end + 1);
    return { tick: (words[end] ?? 0) & 0x7fff, slots: words.slice(0, end).sort((a, b) => a - b) };
  }

  #pulse(name: string): void {
    this.simulation.port(name).value = 1;
    this.simulation.step();
    this.simulation.port(name).value = 0;
  }

  #stepCollecting(): void {
    const { valid, ready, payload } = this.#spikes;
    ready.value = 1;
    if (valid.value !== 0) this.#output.push(payload.value);
    this.simulation.step();
    ready.value = 0;
  }
}

function hung(found: string, simulation: Simulation): SpikeforgeError {
  return new SpikeforgeError({ code: "SIM020", place: `cycle ${simulation.cycle}`, found });
}

/** The same network with every neuron's spikes reported, so that all of them can be compared. */
export function reportingAll(config: HardwareConfig): HardwareConfig {
  return { ...config, groups: config.groups.map((group) => ({ ...group, report: true })) };
}
