/** Drives the cores of one simulated chip through its ports: loads them, reads their state. Any engine. */
import type { ClusterBlock, ClusterShape } from "../../config/index.ts";
import type { SignalHandle, Simulation } from "../simulation.ts";
import { SpikePort } from "./spike-port.ts";
import { StateMemory } from "./state-memory.ts";

export class ClusterDriver {
  readonly simulation: Simulation;
  /** Where the host is; absent on other chips. */
  readonly hostIn: SpikePort | undefined;
  readonly hostOut: SpikePort | undefined;
  /** By number of the link. */
  readonly links: readonly { readonly in: SpikePort; readonly out: SpikePort }[];
  readonly clear: SignalHandle;
  readonly busy: SignalHandle;
  readonly #saturations: readonly SignalHandle[];
  readonly #bus: Record<"write" | "unit" | "space" | "address" | "data", SignalHandle>;
  readonly #states: readonly StateMemory[];

  constructor(simulation: Simulation, { host, links, columns, rows, core }: ClusterShape) {
    const port = (name: string): SignalHandle => simulation.port(name);
    const cores = Array.from({ length: columns * rows }, (_, i) => i);
    this.simulation = simulation;
    this.hostIn = host ? new SpikePort(simulation, "host_in") : undefined;
    this.hostOut = host ? new SpikePort(simulation, "host_out") : undefined;
    this.links = Array.from({ length: links }, (_, link) => ({
      in: new SpikePort(simulation, `link_in${link}`),
      out: new SpikePort(simulation, `link_out${link}`),
    }));
    this.clear = port("clear");
    this.busy = port("busy");
    this.#saturations = cores.map((i) => port(`saturations_${i}`));
    this.#bus = {
      write: port("bus_write"),
      unit: port("bus_unit"),
      space: port("bus_space"),
      address: port("bus_address"),
      data: port("bus_data"),
    };
    this.#states = cores.map((i) => new StateMemory(coreOf(simulation, i), core));
    for (const quiet of [this.clear, this.#bus.write, port("bus_read")]) quiet.value = 0;
    for (const source of [this.hostIn, ...this.links.map((link) => link.in)]) if (source) source.valid.value = 0;
    for (const sink of [this.hostOut, ...this.links.map((link) => link.out)]) if (sink) sink.ready.value = 0;
    simulation.reset();
  }

  /** Clamped sums since the last clear by core, at most 65,535 each. */
  get saturations(): number[] {
    return this.#saturations.map(({ value }) => value);
  }

  /** Writes blocks over the memory bus, a word in every third cycle, while all cores rest. */
  load(blocks: readonly ClusterBlock[]): void {
    const { write, unit, space, address, data } = this.#bus;
    for (const block of blocks) {
      unit.value = block.unit;
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

  /** Membranes and refractory counters of a core's first slots, as they are between ticks. */
  state(core: number, slots: number): { membranes: Int32Array; refractory: Int32Array } {
    const state = this.#states[core];
    if (state === undefined) throw new RangeError(`core ${core} of ${this.#states.length}`);
    return state.read(slots);
  }
}

/** A simulation of which one core's memories are seen as a core alone would name them. */
function coreOf(simulation: Simulation, core: number): Simulation {
  const path = `core${core}.`;
  const memories = simulation.names.memories.flatMap((name) =>
    name.startsWith(path) ? [name.slice(path.length)] : [],
  );
  return Object.create(simulation, {
    names: { value: { ...simulation.names, memories } },
    memory: { value: (name: string) => simulation.memory(path + name) },
  }) as Simulation;
}
