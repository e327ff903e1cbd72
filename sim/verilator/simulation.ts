import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design, IrType, ModuleIr } from "../../hdlgen/ir.ts";
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
import type { BuiltModel } from "./build-model.ts";
import type { CoverCounter } from "./cover-counters.ts";
import { type Access, type HandleHost, type Place, VerilatorMemory, VerilatorSignal } from "./handles.ts";
import type { StateName } from "./state-names.ts";
import { visiblePorts } from "./verilate.ts";

/** What a compiled addon exports; see native/addon.cpp. */
interface Addon {
  open(seed: number, folder: string): { handle: unknown; state?: ArrayBuffer; places?: Uint32Array };
  settle(handle: unknown): void;
  run(handle: unknown, cycles: number): number;
  runUntil(handle: unknown, offset: number, elementBytes: number, cycles: number): number;
  runOrdered(handle: unknown, clocks: Uint8Array, count: number): number;
  runOrderedUntil(handle: unknown, clocks: Uint8Array, count: number, offset: number, elementBytes: number): number;
  /** Where the random numbers stand. */
  noise(handle: unknown): bigint;
  setNoise(handle: unknown, noise: bigint): void;
  failed(handle: unknown): boolean;
  report(handle: unknown): [output: string, fatal: string];
  close(state: ArrayBuffer): void;
}

interface PortPlace {
  readonly type: IrType;
  readonly access: Access;
  readonly place: Place;
}

/** Most cycles that one call of the addon runs. */
const cyclesPerCall = 2 ** 30;
/** Most edges that one call takes in a design of several clocks. */
const edgesPerCall = 4096;

interface TakenSnapshot extends Snapshot {
  readonly bytes: Uint8Array;
  readonly noise: bigint;
  readonly isSettled: boolean;
  readonly lastClock: number;
  readonly schedule: ScheduleState;
}

/** A design running as a verilated model in this process. */
export class VerilatorSimulation extends ScheduledSimulation implements Simulation, HandleHost {
  readonly engine = "verilator";
  readonly design: Design;
  readonly seed: number;
  readonly names: Simulation["names"];
  readonly #design: Design;
  readonly #addon: Addon;
  /** The order of coming edges; absent in a design with one clock or none. */
  readonly #order: Uint8Array | undefined;
  readonly #counters: readonly CoverCounter[];
  readonly #snapshots = new WeakSet<Snapshot>();
  readonly #ports = new Map<string, PortPlace>();
  readonly #states = new Map<string, StateName & { readonly place: Place }>();
  #open: { readonly handle: unknown; readonly state: ArrayBuffer } | undefined;
  /** The clock whose edge was the last. */
  #lastClock = 0;
  #isSettled = true;

  /** Loads the addon and brings the model to its state after configuration. */
  constructor(design: Design, hoisted: Design, model: BuiltModel, schedule: ClockSchedule, seed: number) {
    super(schedule);
    this.design = design;
    this.#design = hoisted;
    this.#order = schedule.names.length > 1 ? new Uint8Array(edgesPerCall) : undefined;
    this.seed = seed;
    this.#addon = createRequire(import.meta.url)(model.addon) as Addon;
    const folder = mkdtempSync(join(tmpdir(), "spikeforge-images-"));
    try {
      for (const [name, text] of Object.entries(model.images)) writeFileSync(join(folder, name), text);
      const { handle, state, places } = this.#addon.open(seed >>> 0, folder);
      if (state === undefined || places === undefined || this.#addon.failed(handle)) this.#throwFailures(handle);
      this.#open = { handle, state };
      this.#placeAll(model.states, places);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    this.#counters = model.covers;
    const counters = new Set(model.covers.map(counterPath));
    const named = (kind: StateName["kind"]) =>
      model.states.filter((state) => state.kind === kind && !counters.has(state.path)).map((state) => state.path);
    this.names = { registers: named("register"), memories: named("memory"), nets: [] };
  }

  #placeAll(states: readonly StateName[], places: Uint32Array): void {
    let next = 0;
    const take = (): Place => {
      const place = { offset: places[next] ?? 0, elementBytes: places[next + 1] ?? 0 };
      next += 2;
      return place;
    };
    const { top } = this.#design;
    for (const name of visiblePorts(this.#design)) {
      const port = top.ports.find(({ signal }) => signal.name === name);
      const type = port?.signal.type ?? top.reset?.type ?? { kind: "bool", width: 1 };
      this.#ports.set(name, { type, access: port?.direction === "output" ? "output" : "input", place: take() });
    }
    for (const state of states) this.#states.set(state.path, { ...state, place: take() });
  }

  port(name: string): SignalHandle {
    const { type, access, place } = this.#portPlace(name);
    return new VerilatorSignal(name, type, access, this, this.#opened().state, place);
  }

  register(path: string): SignalHandle {
    const { type, place } = this.#state("register", path);
    return new VerilatorSignal(path, type, "state", this, this.#opened().state, place);
  }

  signal(path: string): SignalHandle {
    if (this.#ports.has(path)) return this.port(path);
    if (this.names.registers.includes(path)) return this.register(path);
    if (netNames(this.#design).some((net) => net.path === path)) throw hiddenNet(path);
    throw unknownName("signal", path, [...this.#ports.keys(), ...this.names.registers]);
  }

  get covers(): readonly CoverCount[] {
    return this.#counters.map((counter) => {
      const { path, property } = counter;
      const count = this.register(counterPath(counter)).value;
      return { path, message: property.message, location: shortLocation(property.site), count };
    });
  }

  memory(path: string): MemoryHandle {
    const { type, depth, place } = this.#state("memory", path);
    return new VerilatorMemory(path, type, depth, this, this.#opened().state, place);
  }

  step(cycles = 1): void {
    requireCount(cycles, "cycles");
    const { handle } = this.#opened();
    if (this.#order !== undefined) {
      this.#stepOrdered(cycles, this.#order);
      return;
    }
    for (let left = cycles; left > 0; ) {
      const wanted = Math.min(left, cyclesPerCall);
      const taken = this.#addon.run(handle, wanted);
      this.#advance(taken);
      if (this.#addon.failed(handle)) this.#throwFailures(handle);
      left -= taken;
    }
  }

  #stepOrdered(cycles: number, order: Uint8Array): void {
    const { handle } = this.#opened();
    const end = this.cycle + cycles;
    for (;;) {
      const wanted = this.schedule.plan(order, end - this.cycle);
      if (wanted === 0) return;
      this.#follow(order, this.#addon.runOrdered(handle, order, wanted));
      if (this.#addon.failed(handle)) this.#throwFailures(handle);
    }
  }

  edge(clock: string): void {
    const index = this.schedule.indexOf(clock);
    const { handle } = this.#opened();
    const taken =
      this.#order === undefined ? this.#addon.run(handle, 1) : this.#addon.runOrdered(handle, Uint8Array.of(index), 1);
    if (taken > 0) {
      this.#isSettled = true;
      this.#lastClock = index;
      this.schedule.took(index);
    }
    if (this.#addon.failed(handle)) this.#throwFailures(handle);
  }

  stepEdge(): void {
    const order = this.#order;
    if (order === undefined) {
      this.step(1);
      return;
    }
    const { handle } = this.#opened();
    order[0] = this.nextClock;
    this.#follow(order, this.#addon.runOrdered(handle, order, 1));
    if (this.#addon.failed(handle)) this.#throwFailures(handle);
  }

  runUntil(port: string, limit: number): number {
    requireCount(limit, "limit");
    const { handle } = this.#opened();
    if (this.#order !== undefined) return this.#runOrderedUntil(port, limit, this.#order);
    const { type, access, place } = this.#portPlace(port);
    const signal = new VerilatorSignal(port, type, access, this, this.#opened().state, place);
    let taken = 0;
    for (;;) {
      const now = this.#addon.runUntil(
        handle,
        place.offset,
        place.elementBytes,
        Math.min(limit - taken, cyclesPerCall),
      );
      taken += now;
      this.#advance(now);
      if (this.#addon.failed(handle)) this.#throwFailures(handle);
      if (signal.big !== 0n) return taken;
      if (taken < limit) continue;
      throw stillZero(port, limit, this.cycle);
    }
  }

  #runOrderedUntil(port: string, limit: number, order: Uint8Array): number {
    const { handle, state } = this.#opened();
    const { type, access, place } = this.#portPlace(port);
    const signal = new VerilatorSignal(port, type, access, this, state, place);
    const start = this.cycle;
    for (;;) {
      const wanted = this.schedule.plan(order, limit - (this.cycle - start));
      const taken = this.#addon.runOrderedUntil(handle, order, wanted, place.offset, place.elementBytes);
      this.#follow(order, taken);
      if (this.#addon.failed(handle)) this.#throwFailures(handle);
      if (signal.big !== 0n) return this.cycle - start;
      if (wanted === 0) throw stillZero(port, limit, this.cycle);
    }
  }

  reset(cycles = 1): void {
    requireCount(cycles, "cycles");
    const { reset } = this.#design.top;
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
    const { handle, state } = this.#opened();
    const taken: TakenSnapshot = {
      engine: "verilator",
      cycle: this.cycle,
      bytes: new Uint8Array(state).slice(),
      noise: this.#addon.noise(handle),
      isSettled: this.#isSettled,
      lastClock: this.#lastClock,
      schedule: this.schedule.state,
    };
    this.#snapshots.add(taken);
    return taken;
  }

  restore(snapshot: Snapshot): void {
    const { handle, state } = this.#opened();
    if (!this.#snapshots.has(snapshot)) throw foreignSnapshot();
    const { bytes, noise, isSettled, lastClock, schedule } = snapshot as TakenSnapshot;
    new Uint8Array(state).set(bytes);
    this.#addon.setNoise(handle, noise);
    this.#isSettled = isSettled;
    this.#lastClock = lastClock;
    this.schedule.state = schedule;
  }

  close(): void {
    const opened = this.#open;
    if (opened === undefined) return;
    this.#open = undefined;
    this.#addon.close(opened.state);
  }

  requireOpen(): void {
    this.#opened();
  }

  settle(): void {
    if (this.#isSettled) return;
    const { handle } = this.#opened();
    this.#addon.settle(handle);
    this.#isSettled = true;
    if (this.#addon.failed(handle)) this.#throwFailures(handle);
  }

  touch(): void {
    this.#isSettled = false;
  }

  #opened(): { readonly handle: unknown; readonly state: ArrayBuffer } {
    if (this.#open === undefined) throw closed();
    return this.#open;
  }

  #advance(cycles: number): void {
    this.schedule.skip(cycles);
    if (cycles > 0) this.#isSettled = true;
  }

  #follow(order: Uint8Array, edges: number): void {
    this.schedule.advance(order, edges);
    if (edges === 0) return;
    this.#isSettled = true;
    this.#lastClock = order[edges - 1] ?? 0;
  }

  #portPlace(name: string): PortPlace {
    const place = this.#ports.get(name);
    if (place !== undefined) return place;
    throw unknownPort(name, this.#ports.keys());
  }

  #state(kind: StateName["kind"], path: string): StateName & { readonly place: Place } {
    const state = this.#states.get(path);
    if (state?.kind === kind) return state;
    const names = kind === "register" ? this.names.registers : this.names.memories;
    throw unknownName(kind, path, names);
  }

  /** The edge at which a check failed has been taken: its number is one less than the cycles so far. */
  #throwFailures(handle: unknown): never {
    const [output, fatal] = this.#addon.report(handle);
    const clock = this.#lastClock;
    const before = (edges: number): number => Math.max(0, edges - 1);
    const moment =
      clock === 0
        ? this.schedule.moment(0, before(this.cycle))
        : this.schedule.moment(clock, this.cycle, before(this.edges(this.clocks[clock] ?? "")));
    const problems: Diagnostic[] = [...output.matchAll(/Assertion failed in ([\w.$]+): (.*)$/gm)].map(
      ([, scope = "", message = ""]) => this.#failure(scope, message, moment),
    );
    if (fatal !== "" || problems.length === 0) {
      const found = `the model stopped at ${moment}: ${fatal === "" ? output.trim() : fatal}`;
      problems.push({ code: "SIM015", place: this.#design.top.name, found });
    }
    throw new SpikeforgeError(problems);
  }

  #failure(scope: string, message: string, moment: string): Diagnostic {
    const path = scope.split(".").slice(scope.startsWith(`${this.#design.top.name}.`) ? 1 : 1);
    const module = path.reduce<ModuleIr | undefined>(
      (parent, name) => parent?.instances.find((instance) => instance.name === name)?.module,
      this.#design.top,
    );
    const property = module?.properties.find((candidate) => candidate.message === message);
    return {
      code: "SIM010",
      place: path.length === 0 ? "top" : path.join("."),
      found: `${property?.kind === "assume" ? "assumption" : "assertion"} failed at ${moment}: ${message}`,
      ...(property === undefined ? {} : { source: [shortLocation(property.site)] }),
    };
  }
}

const counterPath = ({ path, name }: CoverCounter): string => (path === "" ? name : `${path}.${name}`);
