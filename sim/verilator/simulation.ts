import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design, IrType } from "../../hdlgen/ir.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import type { ClockSchedule, ScheduleState } from "../clock-schedule.ts";
import {
  closed,
  foreignSnapshot,
  hiddenNet,
  requireCount,
  stillZero,
  unknownName,
  unknownPort,
} from "../handle-errors.ts";
import { netNames } from "../nets.ts";
import { ScheduledSimulation } from "../scheduled-simulation.ts";
import type { CoverCount, MemoryHandle, SignalHandle, Simulation, Snapshot } from "../simulation.ts";
import { steadyOutputs } from "../steady-outputs.ts";
import { controlWord, failure, loadAddon, mostEdges, type NativeSimulation, orderOffset } from "./addon.ts";
import type { BuiltModel } from "./build-model.ts";
import { type CoveragePoint, readCoverage } from "./coverage.ts";
import { failedChecks, stoppedModel } from "./failures.ts";
import { type Access, type HandleHost, type Place, VerilatorMemory, VerilatorSignal } from "./handles.ts";
import type { StateName } from "./state-names.ts";
import { NativeTrace } from "./trace.ts";
import { visiblePorts } from "./verilate.ts";

interface PortPlace {
  readonly type: IrType;
  readonly access: Access;
  readonly place: Place;
}

type PlacedState = StateName & { readonly place: Place };

interface TakenSnapshot extends Snapshot {
  readonly regions: readonly Uint8Array[];
  readonly noise: readonly [number, number];
  readonly dirty: number;
  readonly schedule: ScheduleState;
}

interface Opened {
  readonly native: NativeSimulation;
  readonly state: ArrayBuffer;
  /** What snapshots copy. */
  readonly regions: readonly Uint8Array[];
}

/** Most cycles that one call of the addon runs. */
const cyclesPerCall = 2 ** 30;

/** A design running as a verilated model in this process. */
export class VerilatorSimulation extends ScheduledSimulation implements Simulation, HandleHost {
  readonly engine = "verilator";
  readonly design: Design;
  readonly seed: number;
  readonly names: Simulation["names"];
  readonly #hoisted: Design;
  readonly #model: BuiltModel;
  readonly #control: Uint32Array;
  /** The order of coming edges; absent in a design with one clock or none. */
  readonly #order: Uint8Array | undefined;
  readonly #snapshots = new WeakSet<Snapshot>();
  readonly #ports = new Map<string, PortPlace>();
  readonly #states = new Map<string, PlacedState>();
  #open: Opened | undefined;
  #trace: NativeTrace | undefined;

  /** Loads the addon and brings the model to its state after configuration. */
  constructor(design: Design, hoisted: Design, model: BuiltModel, schedule: ClockSchedule, seed: number) {
    super(schedule);
    this.design = design;
    this.seed = seed;
    this.#hoisted = hoisted;
    this.#model = model;
    const native = started(model, seed);
    this.#control = new Uint32Array(native.control, 0, orderOffset / 4);
    this.#order = schedule.names.length > 1 ? new Uint8Array(native.control, orderOffset, mostEdges) : undefined;
    const { state } = native;
    if (state === undefined || this.#control[controlWord.failed] !== failure.none)
      throw new SpikeforgeError(stoppedModel(native.report(), design.top.name, "the start"));
    const regions = pairs(native.regions).map(([offset, bytes]) => new Uint8Array(state, offset, bytes));
    this.#open = { native, state, regions };
    this.#placeAll(native.places);
    const named = (kind: StateName["kind"]) =>
      model.states.filter((each) => each.kind === kind).map((each) => each.path);
    this.names = { registers: named("register"), memories: named("memory"), nets: named("net") };
  }

  #placeAll(places: Uint32Array): void {
    const found = pairs(places).map(([offset, elementBytes]): Place => ({ offset, elementBytes }));
    const take = (): Place => found.shift() ?? { offset: 0, elementBytes: 0 };
    const { top } = this.#hoisted;
    const steady = steadyOutputs(this.#hoisted);
    for (const name of visiblePorts(this.#hoisted)) {
      const port = top.ports.find(({ signal }) => signal.name === name);
      const type = port?.signal.type ?? top.reset?.type ?? { kind: "bool", width: 1 };
      const access = port?.direction !== "output" ? "input" : steady.has(name) ? "state" : "output";
      this.#ports.set(name, { type, access, place: take() });
    }
    for (const state of this.#model.states) this.#states.set(state.path, { ...state, place: take() });
  }

  port(name: string): SignalHandle {
    const { type, access, place } = this.#portPlace(name);
    return new VerilatorSignal(name, type, access, this, this.#opened().state, place);
  }

  register(path: string): SignalHandle {
    const state = this.#states.get(path);
    if (state?.kind !== "register") throw unknownName("register", path, this.names.registers);
    return this.#handleOf(state);
  }

  signal(path: string): SignalHandle {
    if (this.#ports.has(path)) return this.port(path);
    const state = this.#states.get(path);
    if (state?.kind === "register" || state?.kind === "net") return this.#handleOf(state);
    if (netNames(this.#hoisted).some((net) => net.path === path)) throw hiddenNet(path);
    throw unknownName("signal", path, [...this.#ports.keys(), ...this.names.registers, ...this.names.nets]);
  }

  memory(path: string): MemoryHandle {
    const state = this.#states.get(path);
    if (state?.kind !== "memory") throw unknownName("memory", path, this.names.memories);
    return new VerilatorMemory(path, state.type, state.depth, this, this.#opened().state, state.place);
  }

  #handleOf({ path, type, kind, place }: PlacedState): SignalHandle {
    const access = kind === "net" ? "output" : "state";
    return new VerilatorSignal(path, type, access, this, this.#opened().state, place);
  }

  /** Of something that was added to the design. */
  #added(path: string): number {
    const state = this.#states.get(path);
    if (state === undefined) throw new Error(`${path} has no place`);
    return this.#handleOf(state).value;
  }

  get covers(): readonly CoverCount[] {
    return this.#model.covers.map(({ scope, path, property }) => ({
      path: scope,
      message: property.message,
      location: shortLocation(property.site),
      count: this.#added(path),
    }));
  }

  step(cycles = 1): void {
    const { native } = this.#opened();
    if (cycles === 1 && this.#order === undefined && this.#trace === undefined) {
      native.tick();
      if (!this.#hasFailed()) this.schedule.tick();
      else this.#failTick();
      return;
    }
    requireCount(cycles, "cycles");
    const end = this.cycle + cycles;
    while (this.#runOnce(end - this.cycle)) if (this.#hasFailed()) this.#throwFailures();
  }

  edge(clock: string): void {
    const index = this.schedule.indexOf(clock);
    const { native } = this.#opened();
    this.#control[controlWord.count] = 1;
    if (this.#order === undefined) native.run();
    else {
      this.#order[0] = index;
      native.runOrdered();
    }
    if (this.#taken() === 1) this.schedule.took(index);
    this.#trace?.dump(this.time);
    if (this.#hasFailed()) this.#throwFailures();
  }

  stepEdge(): void {
    if (this.#order === undefined) {
      this.step(1);
      return;
    }
    const { native } = this.#opened();
    this.#order[0] = this.nextClock;
    this.#control[controlWord.count] = 1;
    native.runOrdered();
    this.#advance();
    if (this.#hasFailed()) this.#throwFailures();
  }

  runUntil(port: string, limit: number): number {
    requireCount(limit, "limit");
    const { state } = this.#opened();
    const { type, access, place } = this.#portPlace(port);
    const signal = new VerilatorSignal(port, type, access, this, state, place);
    const start = this.cycle;
    this.#control[controlWord.offset] = place.offset;
    this.#control[controlWord.bytes] = place.elementBytes;
    for (;;) {
      const more = this.#runOnce(limit - (this.cycle - start), "zero");
      if (this.#hasFailed()) this.#throwFailures();
      if (signal.big !== 0n) return this.cycle - start;
      if (!more) throw stillZero(port, limit, this.cycle);
    }
  }

  /** As many edges as one call takes, up to so many of the main clock; returns whether any were left to take. */
  #runOnce(cycles: number, whilePort?: "zero"): boolean {
    const { native } = this.#opened();
    const planned = this.#order === undefined ? cycles : this.schedule.plan(this.#order, cycles);
    // A trace is written edge by edge.
    this.#control[controlWord.count] = Math.min(planned, this.#trace === undefined ? cyclesPerCall : 1);
    if (planned > 0 || whilePort !== undefined) {
      if (this.#order === undefined) whilePort === undefined ? native.run() : native.runUntil();
      else whilePort === undefined ? native.runOrdered() : native.runOrderedUntil();
      this.#advance();
    }
    return planned > 0;
  }

  /** Moves the schedule on by the edges that the last call took. */
  #advance(): void {
    const taken = this.#taken();
    if (this.#order === undefined) this.schedule.skip(taken);
    else this.schedule.advance(this.#order, taken);
    if (taken > 0) this.#trace?.dump(this.time);
  }

  reset(cycles = 1): void {
    requireCount(cycles, "cycles");
    const { reset } = this.#hoisted.top;
    this.requireOpen();
    if (reset === undefined) return;
    const signal = this.port(reset.name);
    signal.value = 1;
    try {
      this.step(cycles);
    } finally {
      signal.value = 0;
    }
  }

  snapshot(): Snapshot {
    const { regions } = this.#opened();
    const control = this.#control;
    const taken: TakenSnapshot = {
      engine: "verilator",
      cycle: this.cycle,
      regions: regions.map((region) => region.slice()),
      noise: [control[controlWord.noise] ?? 0, control[controlWord.noiseHigh] ?? 0],
      dirty: control[controlWord.dirty] ?? 0,
      schedule: this.schedule.state,
    };
    this.#snapshots.add(taken);
    return taken;
  }

  restore(snapshot: Snapshot): void {
    const { regions } = this.#opened();
    if (!this.#snapshots.has(snapshot)) throw foreignSnapshot();
    const taken = snapshot as TakenSnapshot;
    for (const [index, bytes] of taken.regions.entries()) regions[index]?.set(bytes);
    this.#control.set(taken.noise, controlWord.noise);
    this.#control[controlWord.dirty] = taken.dirty;
    this.schedule.state = taken.schedule;
  }

  /**
   * Writes what happens from here on into a file, every signal of Verilator's under its hierarchical name. Only in a
   * simulation opened with a `trace`.
   *
   * @throws VER006 it was opened without · VER007 the file cannot be written
   */
  startTrace(path: string): void {
    const { native } = this.#opened();
    this.stopTrace();
    this.#trace = new NativeTrace(native, path);
    this.settle();
    this.#trace.dump(this.time);
  }

  /** Ends the file; nothing happens where none is written. `close` does it as well. */
  stopTrace(): void {
    this.#trace?.stop();
    this.#trace = undefined;
  }

  /**
   * The counters of lines and toggles, as Verilator writes them. They go on counting over `restore`.
   *
   * @throws VER008 the simulation was opened without `coverage: "on"`
   */
  coverage(): readonly CoveragePoint[] {
    const { native } = this.#opened();
    const added = [...this.#model.checks, ...this.#model.covers].map(({ name }) => name);
    return readCoverage(native, { added, sources: this.#model.sources });
  }

  /** The Verilog that runs, by file name: what the lines of `coverage` are lines of. */
  get sources(): Readonly<Record<string, string>> {
    return this.#model.sources;
  }

  close(): void {
    const opened = this.#open;
    if (opened === undefined) return;
    this.stopTrace();
    this.#open = undefined;
    opened.native.close(opened.state);
  }

  requireOpen(): void {
    this.#opened();
  }

  settle(): void {
    if (this.#control[controlWord.dirty] === 0) return;
    this.#opened().native.settle();
    if (this.#hasFailed()) this.#throwFailures();
  }

  touch(): void {
    this.#control[controlWord.dirty] = 1;
  }

  #failTick(): never {
    if (this.#taken() === 1) this.schedule.tick();
    this.#throwFailures();
  }

  #opened(): Opened {
    if (this.#open === undefined) throw closed();
    return this.#open;
  }

  // Methods, since V8 calls its runtime for each private getter.
  #hasFailed(): boolean {
    return this.#control[controlWord.failed] !== failure.none;
  }

  #taken(): number {
    return this.#control[controlWord.taken] ?? 0;
  }

  #portPlace(name: string): PortPlace {
    const place = this.#ports.get(name);
    if (place !== undefined) return place;
    throw unknownPort(name, this.#ports.keys());
  }

  /** The schedule must have been moved on to where the model stands. */
  #throwFailures(): never {
    const { native } = this.#opened();
    const isCheck = this.#control[controlWord.failed] === failure.checkFails;
    const clock = this.#control[controlWord.clock] ?? 0;
    const report = native.report();
    if (!isCheck) throw new SpikeforgeError(stoppedModel(report, this.design.top.name, `cycle ${this.cycle}`));
    const masks = this.#model.checks.filter((mask) => mask.clock === clock);
    throw new SpikeforgeError(failedChecks(masks, (path) => this.#added(path), this.schedule.moment(clock)));
  }
}

/** The addon's simulation, with the images of memories beside it while it starts. */
function started({ addon, images }: BuiltModel, seed: number): NativeSimulation {
  const loaded = loadAddon(addon);
  if (Object.keys(images).length === 0) return loaded.open(seed >>> 0, "");
  const folder = mkdtempSync(join(tmpdir(), "spikeforge-images-"));
  try {
    for (const [name, text] of Object.entries(images)) writeFileSync(join(folder, name), text);
    return loaded.open(seed >>> 0, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pairs(numbers: Uint32Array): [number, number][] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => [
    numbers[2 * index] ?? 0,
    numbers[2 * index + 1] ?? 0,
  ]);
}
