/** The second side of a lockstep run, whatever it is. */
import type { IrType } from "../../hdlgen/ir.ts";
import { signalsByPath, signalTree } from "../signal-tree.ts";
import type { SignalCell, Simulation } from "../simulation.ts";

/** A value that can be read at any time; `value` is for up to 53 bits. */
export interface Reader {
  readonly value: number;
  readonly big: bigint;
  /** Where the bits lie, and what they mean, of a signal of an engine. */
  readonly cell?: SignalCell | undefined;
  readonly type?: IrType;
}

export interface SideMemory {
  readonly depth: number;
  /** All words; valid until the next edge. */
  words(): ArrayLike<number | bigint>;
  set(address: number, value: number | bigint): void;
}

export interface Side {
  /** What it is, for reports. */
  readonly label: string;
  /** Everything that it can be compared by. */
  readonly names: readonly string[];
  /** What becomes of names that the first side does not have, when nobody chooses: designs differ, models are mistaken. */
  readonly unpaired: "left out" | "refused";
  /** Its own name for a name of the first side. */
  nameOf(name: string): string;
  reader(name: string, type: IrType): Reader | undefined;
  memory(name: string): SideMemory | undefined;
  /** A function that drives the input; undefined where there is none. */
  input(name: string, type: IrType): ((value: number | bigint) => void) | undefined;
  step(cycles: number): void;
  /** One edge of this clock, beside the schedule. */
  edge(clock: string, isMain: boolean): void;
  /** The edge that the schedule has next, of whichever clock. */
  stepEdge(isMain: boolean): void;
  /** Keeps the present state; the function goes back to it. Undefined: cannot. */
  mark(): (() => void) | undefined;
  close(): void;
}

/** Widest word that `toArray` gives. */
const widestArrayWord = 32;

/** Another simulation, whose ports, registers and memories may have other names. */
export class SimulationSide implements Side {
  readonly simulation: Simulation;
  readonly label: string;
  readonly unpaired = "left out";
  readonly #map: Readonly<Record<string, string>>;
  readonly #signals: ReadonlyMap<string, IrType>;
  readonly #inputs: ReadonlySet<string>;

  constructor(simulation: Simulation, map: Readonly<Record<string, string>>) {
    this.simulation = simulation;
    this.label = simulation.engine;
    this.#map = map;
    const tree = signalTree(simulation.design);
    const signals = [...signalsByPath(tree).values()];
    this.#inputs = new Set(tree.signals.filter(({ kind }) => kind === "input").map(({ name }) => name));
    const nets = new Set(simulation.names.nets);
    const outputs = new Set(tree.signals.filter(({ kind }) => kind === "output").map(({ name }) => name));
    const readable = signals.filter(({ path, isState }) => isState || nets.has(path) || outputs.has(path));
    this.#signals = new Map(readable.map(({ path, type }) => [path, type]));
  }

  get names(): readonly string[] {
    return [...this.#signals.keys(), ...this.simulation.names.memories];
  }

  nameOf(name: string): string {
    return this.#map[name] ?? name;
  }

  reader(name: string): Reader | undefined {
    const own = this.nameOf(name);
    const type = this.#signals.get(own);
    if (type === undefined) return undefined;
    const handle = this.simulation.signal(own);
    return {
      get value() {
        return handle.value;
      },
      get big() {
        return handle.big;
      },
      cell: handle.cell,
      type,
    };
  }

  memory(name: string): SideMemory | undefined {
    const own = this.nameOf(name);
    return this.simulation.names.memories.includes(own) ? memoryOf(this.simulation, own) : undefined;
  }

  input(name: string): ((value: number | bigint) => void) | undefined {
    const own = this.nameOf(name);
    if (!this.#inputs.has(own)) return undefined;
    const handle = this.simulation.port(own);
    return (value) => {
      if (typeof value === "bigint") handle.big = value;
      else handle.value = value;
    };
  }

  step(cycles: number): void {
    this.simulation.step(cycles);
  }

  edge(clock: string): void {
    this.simulation.edge(this.nameOf(clock));
  }

  stepEdge(): void {
    this.simulation.stepEdge();
  }

  mark(): () => void {
    const snapshot = this.simulation.snapshot();
    return () => this.simulation.restore(snapshot);
  }

  close(): void {
    this.simulation.close();
  }
}

/** The words of a simulation's memory. */
export function memoryOf(simulation: Simulation, path: string): SideMemory {
  const memory = simulation.memory(path);
  const { depth } = memory;
  return {
    depth,
    words: () =>
      memory.width <= widestArrayWord
        ? memory.toArray()
        : Array.from({ length: depth }, (_, address) => memory.getBig(address)),
    set: (address, value) => memory.set(address, value),
  };
}
