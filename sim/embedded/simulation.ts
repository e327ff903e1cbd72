/** A design running on the embedded engine. */

import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design, IrType, Property } from "../../hdlgen/ir.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import { closed, requireCount, stillZero } from "../handle-errors.ts";
import { nearestNames } from "../nearest.ts";
import type { MemoryHandle, OpenOptions, SignalHandle, Simulation } from "../simulation.ts";
import { type CompiledDesign, compileDesign, type EngineExports, type Settled, settled } from "./design-compiler.ts";
import { writeElement } from "./element.ts";
import { type Access, EmbeddedMemory, EmbeddedSignal, type HandleHost } from "./handles.ts";
import { type Hierarchy, nameHierarchy } from "./hierarchy.ts";
import { bytesOf } from "./place.ts";
import { powerUp } from "./power-up.ts";
import { failureCountAddress, failureListAddress, maximumFailures } from "./runtime.ts";
import { instantiateWasm } from "./web-assembly.ts";

/** State of a simulation at one moment; only the simulation that made it can use it. */
export interface Snapshot {
  readonly cycle: number;
}

/** How often a cover property has held at a clock edge. */
export interface CoverCount {
  /** Hierarchical path of its module below the top; empty for the top. */
  readonly path: string;
  readonly message: string;
  /** `my-core.ts:41`. */
  readonly location: string;
  readonly count: number;
}

export interface EmbeddedSimulation extends Simulation {
  readonly engine: "embedded";
  readonly covers: readonly CoverCount[];
  /** A copy of all state, inputs included. */
  snapshot(): Snapshot;
  /** Goes back to a snapshot of this very simulation. */
  restore(snapshot: Snapshot): void;
}

/** A compiled design, from which simulations start without compiling again. */
export interface EmbeddedDesign {
  open(options?: OpenOptions): EmbeddedSimulation;
}

/**
 * Compiles a design, for several simulations of it.
 *
 * Throws SIM008 for a black box without a model, SIM009 for an instance with its own clock.
 */
export function compileEmbedded(design: Design): EmbeddedDesign {
  const compiled = compileDesign(design);
  return { open: ({ seed = 1 } = {}) => new RunningDesign(compiled, seed) };
}

/**
 * Compiles and starts a design, with all inputs at 0 and its state as after configuration: as given, else random from
 * the seed. Throws as `compileEmbedded` does.
 *
 * A failing assertion stops `step` and `runUntil` before the edge at which it fails: the values that broke it can be
 * read, and `cycle` is the one in which they hold.
 */
export function openEmbedded(design: Design, options: OpenOptions = {}): EmbeddedSimulation {
  return compileEmbedded(design).open(options);
}

/** Most cycles that one call of the engine runs. */
const cyclesPerCall = 2 ** 30;
const suggestions = 3;

interface TakenSnapshot extends Snapshot {
  readonly bytes: Uint8Array;
  readonly settled: Settled;
}

interface PortPlace {
  readonly type: IrType;
  readonly address: number;
  readonly access: Access;
}

class RunningDesign implements EmbeddedSimulation, HandleHost {
  readonly engine = "embedded";
  readonly seed: number;
  readonly view: DataView;
  readonly names: Simulation["names"];
  readonly #exports: EngineExports;
  readonly #bytes: Uint8Array;
  readonly #hierarchy: Hierarchy;
  readonly #ports: ReadonlyMap<string, PortPlace>;
  readonly #resetAddress: number | undefined;
  readonly #snapshots = new WeakSet<Snapshot>();
  #cycle = 0;
  #settled: Settled = settled.nothing;
  #isClosed = false;

  constructor(compiled: CompiledDesign, seed: number) {
    this.seed = seed;
    this.#exports = instantiateWasm(compiled.wasm) as EngineExports;
    const { buffer } = this.#exports.memory;
    this.view = new DataView(buffer);
    this.#bytes = new Uint8Array(buffer, 0, compiled.size);
    this.#hierarchy = nameHierarchy(compiled.top, compiled.base);
    powerUp(this.#hierarchy, buffer, seed);
    this.#ports = placePorts(compiled, this.view);
    this.#resetAddress = compiled.resetAddress;
    this.names = {
      registers: [...this.#hierarchy.registers.keys()],
      memories: [...this.#hierarchy.memories.keys()],
    };
  }

  get cycle(): number {
    return this.#cycle;
  }

  get covers(): readonly CoverCount[] {
    return this.#hierarchy.covers.map(({ path, property, address }) => ({
      path,
      message: property.message,
      location: shortLocation(property.site),
      count: this.view.getUint32(address, true),
    }));
  }

  settle(): void {
    if (this.#settled !== settled.nothing) return;
    this.#exports.settle();
    this.#settled = settled.outputs;
  }

  touch(): void {
    this.#settled = settled.nothing;
  }

  port(name: string): SignalHandle {
    const { type, address, access } = this.#portPlace(name);
    return new EmbeddedSignal(name, type, address, access, this);
  }

  register(path: string): SignalHandle {
    const register = this.#hierarchy.registers.get(path);
    if (register === undefined) throw unknown("SIM002", path, "register", this.names.registers);
    return new EmbeddedSignal(path, register.type, register.address, "state", this);
  }

  memory(path: string): MemoryHandle {
    const memory = this.#hierarchy.memories.get(path);
    if (memory === undefined) throw unknown("SIM003", path, "memory", this.names.memories);
    return new EmbeddedMemory(memory, this);
  }

  step(cycles = 1): void {
    this.#requireCount(cycles, "cycles");
    let left = cycles;
    while (left > 0) {
      const wanted = Math.min(left, cyclesPerCall);
      const taken = this.#exports.run(wanted, this.#settled);
      this.#advance(taken);
      if (taken < wanted) this.#throwFailures();
      left -= taken;
    }
  }

  runUntil(port: string, limit: number): number {
    this.#requireCount(limit, "limit");
    const { type, address } = this.#portPlace(port);
    const run = bytesOf(type.width) === 8 ? this.#exports.runUntil64 : this.#exports.runUntil32;
    let taken = 0;
    for (;;) {
      const wanted = Math.min(limit - taken, cyclesPerCall);
      const now = run(address, wanted);
      taken += now;
      this.#advance(now);
      this.settle();
      if (this.view.getUint32(failureCountAddress, true) > 0) this.#throwFailures();
      if (this.#isNonzero(address, type)) return taken;
      if (taken < limit) continue;
      throw stillZero(port, limit, this.#cycle);
    }
  }

  reset(cycles = 1): void {
    this.#requireCount(cycles, "cycles");
    if (this.#resetAddress === undefined) return;
    this.view.setUint32(this.#resetAddress, 1, true);
    this.touch();
    try {
      this.step(cycles);
    } finally {
      this.view.setUint32(this.#resetAddress, 0, true);
      this.touch();
    }
  }

  snapshot(): Snapshot {
    const taken: TakenSnapshot = { cycle: this.#cycle, bytes: this.#bytes.slice(), settled: this.#settled };
    this.#snapshots.add(taken);
    return taken;
  }

  restore(snapshot: Snapshot): void {
    if (!this.#snapshots.has(snapshot)) {
      throw new SpikeforgeError({
        code: "SIM012",
        place: "restore",
        found: "the snapshot was not taken from this simulation",
        mend: "restore snapshots only into the simulation that made them",
      });
    }
    const { cycle, bytes, settled: level } = snapshot as TakenSnapshot;
    this.#bytes.set(bytes);
    this.#cycle = cycle;
    this.#settled = level;
  }

  close(): void {
    this.#isClosed = true;
  }

  #portPlace(name: string): PortPlace {
    const place = this.#ports.get(name);
    if (place !== undefined) return place;
    throw new SpikeforgeError({
      code: "SIM001",
      place: name,
      found: "the top module has no such port",
      mend: `its ports are ${[...this.#ports.keys()].join(", ")}`,
    });
  }

  #advance(cycles: number): void {
    this.#cycle += cycles;
    if (cycles > 0) this.#settled = settled.nothing;
  }

  #isNonzero(address: number, { width }: IrType): boolean {
    return (
      this.view.getUint32(address, true) !== 0 || (bytesOf(width) === 8 && this.view.getUint32(address + 4, true) !== 0)
    );
  }

  #requireCount(count: number, what: string): void {
    if (this.#isClosed) {
      throw closed();
    }
    requireCount(count, what);
  }

  #throwFailures(): never {
    const count = this.view.getUint32(failureCountAddress, true);
    this.view.setUint32(failureCountAddress, 0, true);
    // What the engine found before it stopped is up to date, and it has not taken the edge.
    this.#settled = settled.everything;
    const listed = Math.min(count, maximumFailures);
    const problems = Array.from({ length: listed }, (_, index) => {
      const base = this.view.getUint32(failureListAddress + 8 * index, true);
      const number = this.view.getUint32(failureListAddress + 8 * index + 4, true);
      const instance = this.#hierarchy.checked.get(base);
      const property = instance?.assertions[number];
      if (instance === undefined || property === undefined) throw new Error(`no property ${number} at ${base}`);
      return failure(property, instance.path, this.#cycle, listed === index + 1 ? count - listed : 0);
    });
    throw new SpikeforgeError(problems);
  }
}

function failure({ kind, message, site }: Property, path: string, cycle: number, more: number) {
  return {
    code: "SIM010",
    place: path === "" ? "top" : path,
    found: `${kind === "assert" ? "assertion" : "assumption"} failed at cycle ${cycle}: ${message}`,
    source: [shortLocation(site), ...(more === 0 ? [] : [`and ${more} more at this cycle`])],
  };
}

function unknown(code: string, path: string, what: "register" | "memory", names: readonly string[]): SpikeforgeError {
  const nearest = nearestNames(path, names, suggestions);
  const none = what === "register" ? "the design has no registers" : "the design has no memories";
  return new SpikeforgeError({
    code,
    place: path,
    found: `no such ${what}`,
    mend: nearest.length === 0 ? none : `nearest: ${nearest.join(", ")}`,
  });
}

/** Where the top's ports are; constants are written into words of their own behind everything else. */
function placePorts({ top, base, constants }: CompiledDesign, view: DataView): Map<string, PortPlace> {
  const ports = new Map<string, PortPlace>();
  for (const { name, type, place } of top.inputs) {
    ports.set(name, { type, address: base + place.offset, access: "input" });
  }
  for (const { direction, signal } of top.ir.ports) {
    if (direction === "input") continue;
    const { name, type } = signal;
    const binding = top.outputs.get(name);
    if (binding === undefined) throw new Error(`output ${name} has no value`);
    if (binding.kind === "constant") {
      const address = constants.get(name) ?? 0;
      writeElement(view, address, bytesOf(type.width) === 8 ? 8 : 4, binding.value);
      ports.set(name, { type, address, access: "state" });
    } else if (binding.kind === "input") {
      const input = top.inputs[binding.input];
      if (input === undefined) throw new Error(`no input ${binding.input}`);
      ports.set(name, { type, address: base + input.place.offset, access: "state" });
    } else {
      ports.set(name, { type, address: base + binding.offset, access: binding.kind === "state" ? "state" : "output" });
    }
  }
  return ports;
}
