import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import type { CoverCount, EngineName, MemoryHandle, SignalHandle, Simulation, Snapshot } from "../simulation.ts";
import type { InstrumentedDesign } from "./instrument.ts";
import type { CoverageReport } from "./report.ts";
import { Tally } from "./tally.ts";

/**
 * A simulation that counts what it covers. It looks like one of the design as it was written: the counters are in no
 * list of names and in no signal tree.
 */
export interface CoveredSimulation extends Simulation {
  /**
   * What has been covered since the start, also before a return to a snapshot. Values count at the edges of their clock,
   * as the edge finds them; so what the last edge brought counts at the next one.
   */
  coverage(): CoverageReport;
}

/** Makes a simulation of an instrumented design look like one of the original. */
export function coveredSimulation(instrumented: InstrumentedDesign, simulation: Simulation): CoveredSimulation {
  return new Covered(instrumented, simulation);
}

/** The coverage of a simulation that was opened with it. Throws SIM180 for any other one. */
export function collectCoverage(simulation: Simulation): CoverageReport {
  if (simulation instanceof Covered) return simulation.coverage();
  throw new SpikeforgeError({
    code: "SIM180",
    place: simulation.design.top.name,
    found: "the simulation counts no coverage",
    mend: "open it with openCovered, or a testbench with coverage: true",
  });
}

class Covered implements CoveredSimulation {
  readonly design: Design;
  readonly names: Simulation["names"];
  readonly #inner: Simulation;
  readonly #tally: Tally;

  constructor(instrumented: InstrumentedDesign, simulation: Simulation) {
    this.design = instrumented.original;
    this.#inner = simulation;
    this.#tally = new Tally(instrumented, simulation);
    const { registers, memories, nets } = simulation.names;
    const added = addedNames(instrumented);
    this.names = { registers: registers.filter((name) => !added.has(name)), memories, nets };
  }

  coverage(): CoverageReport {
    return this.#tally.report();
  }

  restore(snapshot: Snapshot): void {
    this.#tally.rewinding(() => this.#inner.restore(snapshot));
  }

  get engine(): EngineName {
    return this.#inner.engine;
  }
  get cycle(): number {
    return this.#inner.cycle;
  }
  get clocks(): readonly string[] {
    return this.#inner.clocks;
  }
  get time(): number {
    return this.#inner.time;
  }
  get seed(): number {
    return this.#inner.seed;
  }
  get covers(): readonly CoverCount[] {
    return this.#inner.covers;
  }
  edges(clock: string): number {
    return this.#inner.edges(clock);
  }
  port(name: string): SignalHandle {
    return this.#inner.port(name);
  }
  register(path: string): SignalHandle {
    return this.#inner.register(path);
  }
  memory(path: string): MemoryHandle {
    return this.#inner.memory(path);
  }
  signal(path: string): SignalHandle {
    return this.#inner.signal(path);
  }
  step(cycles?: number): void {
    this.#inner.step(cycles);
  }
  edge(clock: string): void {
    this.#inner.edge(clock);
  }
  get nextClock(): number {
    return this.#inner.nextClock;
  }
  get nextTime(): number {
    return this.#inner.nextTime;
  }
  stepEdge(): void {
    this.#inner.stepEdge();
  }
  runUntil(port: string, limit: number): number {
    return this.#inner.runUntil(port, limit);
  }
  reset(cycles?: number): void {
    this.#inner.reset(cycles);
  }
  snapshot(): Snapshot {
    return this.#inner.snapshot();
  }
  close(): void {
    this.#inner.close();
  }
}

/** Paths of the registers that instrumentation added. */
function addedNames({ design, original, modules }: InstrumentedDesign): ReadonlySet<string> {
  const added = new Set<string>();
  const visit = (ir: typeof original.top, path: string): void => {
    const instrumented = modules.get(ir);
    if (instrumented === undefined) return;
    const own = new Set(ir.registers.map(({ signal }) => signal));
    for (const { signal } of instrumented.module.registers) if (!own.has(signal)) added.add(`${path}${signal.name}`);
    for (const { name, module } of ir.instances) visit(module, `${path}${name}.`);
  };
  if (design !== original) visit(original.top, "");
  return added;
}
