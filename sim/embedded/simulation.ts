/** A design running on the embedded engine. */

import type { Design, IrType } from "../../hdlgen/ir.ts";
import { ClockSchedule, type ScheduleState } from "../clock-schedule.ts";
import { hoistClockSources } from "../clock-sources.ts";
import { closed, foreignSnapshot, requireCount, stillZero } from "../handle-errors.ts";
import { ScheduledSimulation } from "../scheduled-simulation.ts";
import type { CoverCount, MemoryHandle, OpenOptions, SignalHandle, Simulation, Snapshot } from "../simulation.ts";
import { type Cut, defaultCut } from "./cut.ts";
import { type EngineExports, edgesPerCall, type OrderedExports, type Settled, settled } from "./design-compiler.ts";
import { Directory, type StateHandle } from "./directory.ts";
import { readElement } from "./element.ts";
import { EngineCode } from "./engine-code.ts";
import { failuresAt } from "./failures.ts";
import type { HandleHost } from "./handles.ts";
import type { KeptUnits } from "./kept-units.ts";
import { bytesOf } from "./place.ts";
import { powerUp } from "./power-up.ts";
import { Profile } from "./profile.ts";
import { failureCountAddress } from "./runtime.ts";
import { createMemory, instantiateWasm, type WasmMemory } from "./web-assembly.ts";

export interface EmbeddedSimulation extends Simulation {
  readonly engine: "embedded";
  /**
   * The bits that a register, or the read port of a memory, holds; to be read and written from outside, as a debugger
   * would. Throws SIM002.
   */
  state(path: string): StateHandle;
}

/** A compiled design, from which simulations start without compiling again. */
export interface EmbeddedDesign {
  /** Units of code that had to be compiled; the others were kept. */
  readonly compiledUnits: number;
  open(options?: OpenOptions): EmbeddedSimulation;
}

/**
 * Compiles a design, for several simulations of it. `cut` changes how fast it runs, not what it does; of a design that
 * was edited, only the units with the edits are compiled where both are given the same `kept`.
 *
 * Throws SIM008 for a black box without a model, SIM009 for one that makes a clock of unknown frequency.
 */
export function compileEmbedded(design: Design, cut: Partial<Cut> = {}, kept?: KeptUnits): EmbeddedDesign {
  const { design: hoisted, clocks } = hoistClockSources(design);
  const code = new EngineCode(hoisted, { ...defaultCut, ...cut }, kept);
  return {
    compiledUnits: code.compiled.compiledUnits,
    open: ({ seed = 1, clocks: options } = {}) =>
      new RunningDesign(design, hoisted, code, seed, new ClockSchedule(clocks, options)),
  };
}

/**
 * Compiles and starts a design, with all inputs at 0 and its state as after configuration: as given, else random from
 * the seed. Throws as `compileEmbedded` does.
 *
 * A failing assertion stops `step` and `runUntil` before the edge at which it fails: the values that broke it can be
 * read, and `cycle` is the one in which they hold.
 */
export function openEmbedded(design: Design, options: OpenOptions = {}): EmbeddedSimulation {
  return compileEmbedded(design, { visible: options.visible ?? "state" }).open(options);
}

/** Most cycles that one call of the engine runs. */
const cyclesPerCall = 2 ** 30;

interface TakenSnapshot extends Snapshot {
  readonly bytes: Uint8Array;
  readonly settled: Settled;
  readonly schedule: ScheduleState;
}

class RunningDesign extends ScheduledSimulation implements EmbeddedSimulation, HandleHost {
  readonly engine = "embedded";
  readonly design: Design;
  readonly seed: number;
  readonly view: DataView;
  readonly #code: EngineCode;
  readonly #memory: WasmMemory;
  #exports: EngineExports & OrderedExports;
  /** The order of coming edges, which the engine reads; absent in a design with one clock or none. */
  readonly #order: Uint8Array | undefined;
  readonly #bytes: Uint8Array;
  readonly #directory: Directory;
  readonly #resetAddress: number | undefined;
  readonly #snapshots = new WeakSet<Snapshot>();
  #settled: Settled = settled.nothing;
  /** The engine may go by what it remembers: nothing was written from outside since its last edge. */
  #isAsleep = false;
  #isClosed = false;

  constructor(design: Design, hoisted: Design, code: EngineCode, seed: number, schedule: ClockSchedule) {
    const { compiled } = code;
    super(schedule);
    this.design = design;
    this.seed = seed;
    // Which of the two it has follows from the number of clocks, as `#order` does.
    this.#code = code;
    this.#memory = createMemory(compiled.size);
    this.#exports = instantiateWasm(compiled.wasm, this.#memory) as EngineExports & OrderedExports;
    const { buffer } = this.#memory;
    this.view = new DataView(buffer);
    this.#bytes = new Uint8Array(buffer, 0, compiled.size);
    const { orderAddress } = compiled;
    this.#order = orderAddress === undefined ? undefined : new Uint8Array(buffer, orderAddress, edgesPerCall);
    powerUp(compiled.top, compiled.base, buffer, seed, this.#exports.fillRandom);
    const nets = { view: this.view, settle: () => this.#showNets(), touch: () => this.touch() };
    this.#directory = new Directory(hoisted, compiled, { outputs: this, nets });
    this.#resetAddress = compiled.resetAddress;
  }

  get names(): Simulation["names"] {
    return this.#directory.names;
  }

  get covers(): readonly CoverCount[] {
    return this.#directory.covers;
  }

  settle(): void {
    if (this.#settled !== settled.nothing) return;
    this.#exports.settle();
    this.#settled = settled.outputs;
  }

  /** Only a debug build has nets, and only this brings everything up to date. */
  #showNets(): void {
    if (this.#settled === settled.everything) return;
    this.#exports.showNets();
    this.#settled = settled.everything;
  }

  touch(): void {
    this.#settled = settled.nothing;
    this.#isAsleep = false;
  }

  port(name: string): SignalHandle {
    return this.#directory.port(name);
  }

  register(path: string): SignalHandle {
    return this.#directory.register(path);
  }

  signal(path: string): SignalHandle {
    return this.#directory.signal(path);
  }

  state(path: string): StateHandle {
    return this.#directory.state(path);
  }

  memory(path: string): MemoryHandle {
    return this.#directory.memory(path);
  }

  step(cycles = 1): void {
    this.#requireCount(cycles, "cycles");
    if (this.#order !== undefined) {
      this.#stepOrdered(cycles, this.#order);
      return;
    }
    this.#wake();
    let left = cycles;
    if (left >= this.#code.worthTuning) left -= this.#tune();
    while (left > 0) {
      const wanted = Math.min(left, cyclesPerCall);
      this.#take(wanted);
      left -= wanted;
    }
  }

  #take(cycles: number): void {
    const taken = this.#exports.run(cycles, this.#settled);
    this.#advance(taken);
    if (taken < cycles) this.#throwFailures();
  }

  /** Goes on with code for what the design is doing now; the cycles that this took. */
  #tune(): number {
    const { compiled } = this.#code;
    const start = this.cycle;
    const profile = new Profile(compiled.top, compiled.base, this.#memory.buffer);
    for (let sample = 0; sample < profile.samples; sample++) {
      this.#take(profile.hop);
      profile.begin();
      this.#take(1);
      profile.end();
    }
    const { top, base } = compiled;
    const held = new Map(
      top.inputs.map(({ name, place: { offset, width } }) => [
        name,
        readElement(this.view, base + offset, bytesOf(width) === 8 ? 8 : 4),
      ]),
    );
    this.#code.tune(profile, (input) => held.get(input));
    this.#exports = instantiateWasm(this.#code.compiled.wasm, this.#memory) as EngineExports & OrderedExports;
    this.#exports.wake();
    return this.cycle - start;
  }

  #stepOrdered(cycles: number, order: Uint8Array): void {
    this.#wake();
    const end = this.cycle + cycles;
    for (;;) {
      const wanted = this.schedule.plan(order, end - this.cycle);
      if (wanted === 0) return;
      const taken = this.#exports.runOrdered(wanted);
      this.#follow(order, taken);
      if (taken < wanted) this.#throwFailures(order[taken]);
    }
  }

  edge(clock: string): void {
    const index = this.schedule.indexOf(clock);
    this.#requireCount(1, "edges");
    const order = this.#order;
    if (order !== undefined) order[0] = index;
    this.#wake();
    const taken = order === undefined ? this.#exports.run(1, this.#settled) : this.#exports.runOrdered(1);
    this.#settled = settled.nothing;
    if (taken === 0) this.#throwFailures(index);
    this.schedule.took(index);
  }

  stepEdge(): void {
    const order = this.#order;
    if (order === undefined) {
      this.step(1);
      return;
    }
    this.#requireCount(1, "edges");
    const index = this.nextClock;
    order[0] = index;
    this.#wake();
    const taken = this.#exports.runOrdered(1);
    this.#follow(order, taken);
    if (taken === 0) this.#throwFailures(index);
  }

  runUntil(port: string, limit: number): number {
    this.#requireCount(limit, "limit");
    const { type, address } = this.#directory.portPlace(port);
    this.#wake();
    if (this.#order !== undefined) return this.#runOrderedUntil(port, limit, this.#order);
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
      throw stillZero(port, limit, this.cycle);
    }
  }

  #runOrderedUntil(port: string, limit: number, order: Uint8Array): number {
    const { type, address } = this.#directory.portPlace(port);
    const isWide = bytesOf(type.width) === 8;
    const start = this.cycle;
    for (;;) {
      const wanted = this.schedule.plan(order, limit - (this.cycle - start));
      const run = isWide ? this.#exports.runOrderedUntil64 : this.#exports.runOrderedUntil32;
      const taken = run(address, wanted);
      this.#follow(order, taken);
      this.settle();
      if (this.view.getUint32(failureCountAddress, true) > 0) this.#throwFailures(order[taken]);
      if (this.#isNonzero(address, type)) return this.cycle - start;
      if (wanted === 0) throw stillZero(port, limit, this.cycle);
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
    const taken: TakenSnapshot = {
      engine: "embedded",
      cycle: this.cycle,
      bytes: this.#bytes.slice(),
      settled: this.#settled,
      schedule: this.schedule.state,
    };
    this.#snapshots.add(taken);
    return taken;
  }

  restore(snapshot: Snapshot): void {
    if (!this.#snapshots.has(snapshot)) throw foreignSnapshot();
    const { bytes, settled: level, schedule } = snapshot as TakenSnapshot;
    this.#bytes.set(bytes);
    this.schedule.state = schedule;
    this.#settled = level;
    this.#isAsleep = false;
  }

  close(): void {
    this.#isClosed = true;
  }

  #advance(cycles: number): void {
    this.schedule.skip(cycles);
    if (cycles > 0) this.#settled = settled.nothing;
  }

  #follow(order: Uint8Array, edges: number): void {
    this.schedule.advance(order, edges);
    this.#settled = settled.nothing;
  }

  #isNonzero(address: number, { width }: IrType): boolean {
    return (
      this.view.getUint32(address, true) !== 0 || (bytesOf(width) === 8 && this.view.getUint32(address + 4, true) !== 0)
    );
  }

  /** Before edges: tells the engine if something was written from outside. */
  #wake(): void {
    if (this.#isAsleep) return;
    this.#exports.wake();
    this.#isAsleep = true;
  }

  #requireCount(count: number, what: string): void {
    if (this.#isClosed) {
      throw closed();
    }
    requireCount(count, what);
  }

  /** At an edge of this clock. */
  #throwFailures(clock = 0): never {
    const error = failuresAt(clock, this.schedule.moment(clock), this.#code.compiled, this.#directory, this.view);
    this.view.setUint32(failureCountAddress, 0, true);
    this.#settled = settled.nothing;
    throw error;
  }
}
