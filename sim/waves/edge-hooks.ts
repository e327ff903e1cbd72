/** Lets somebody look at a simulation before each of its edges, whoever takes them. */
import { requireCount, stillZero } from "../handle-errors.ts";
import type { Simulation, Snapshot } from "../simulation.ts";

export interface EdgeHooks {
  /** Before an edge of a clock, by its index; −1 for a step of a design without clocks. */
  beforeEdge(clock: number, from: "schedule" | "beside the schedule"): void;
  afterRestore(): void;
  beforeClose(): void;
}

/** Time and snapshots of this very object are watched from here on; returns what ends it. */
export function hookEdges(sim: Simulation, hooks: EdgeHooks): () => void {
  const inner = { step: sim.step.bind(sim), stepEdge: sim.stepEdge.bind(sim), edge: sim.edge.bind(sim) };
  const restoreWhole = hookLifetime(sim, hooks);
  const isMultiClock = sim.clocks.length > 1;
  const only = sim.clocks.length - 1;

  function oneEdge(): void {
    if (isMultiClock) {
      hooks.beforeEdge(sim.nextClock, "schedule");
      inner.stepEdge();
    } else {
      hooks.beforeEdge(only, only < 0 ? "beside the schedule" : "schedule");
      inner.step(1);
    }
  }

  /** Whether all edges are done up to a cycle, those of other clocks at its time included. */
  const hasReached = (cycle: number): boolean => sim.cycle >= cycle && (!isMultiClock || sim.nextTime !== sim.time);

  function step(cycles = 1): void {
    requireCount(cycles, "cycles");
    const end = sim.cycle + cycles;
    while (cycles > 0 && !hasReached(end)) oneEdge();
  }

  function runUntil(port: string, limit: number): number {
    requireCount(limit, "limit");
    const handle = sim.port(port);
    const start = sim.cycle;
    while (handle.width > 53 ? handle.big === 0n : handle.value === 0) {
      if (limit === 0 || hasReached(start + limit)) throw stillZero(port, limit, sim.cycle);
      oneEdge();
    }
    return sim.cycle - start;
  }

  function edge(clock: string): void {
    sim.edges(clock); // refuses what is no clock
    hooks.beforeEdge(indexOfClock(sim.clocks, clock), "beside the schedule");
    inner.edge(clock);
  }

  const restore = [
    override(sim, "step", step),
    override(sim, "stepEdge", () => oneEdge()),
    override(sim, "runUntil", runUntil),
    override(sim, "edge", edge),
    restoreWhole,
  ];
  return () => {
    for (const each of restore) each();
  };
}

/** Only what a testbench does not tell: that a snapshot is restored, and that the simulation is closed. */
export function hookLifetime(sim: Simulation, hooks: Pick<EdgeHooks, "afterRestore" | "beforeClose">): () => void {
  const restoreSnapshot = sim.restore.bind(sim);
  const close = sim.close.bind(sim);
  const restore = [
    override(sim, "restore", (snapshot: Snapshot) => {
      restoreSnapshot(snapshot);
      hooks.afterRestore();
    }),
    override(sim, "close", () => {
      try {
        hooks.beforeClose();
      } finally {
        close();
      }
    }),
  ];
  return () => {
    for (const each of restore) each();
  };
}

/** A clock by its name in the engine or in camelCase. */
export function indexOfClock(clocks: readonly string[], name: string): number {
  const bare = (text: string): string => text.replaceAll("_", "").toLowerCase();
  const exact = clocks.indexOf(name);
  return exact >= 0 ? exact : clocks.findIndex((clock) => bare(clock) === bare(name));
}

type Watched = "step" | "stepEdge" | "runUntil" | "edge" | "restore" | "close";

/**
 * Puts a method in the place of the object's own or inherited one; returns what takes it away again. Somebody may have
 * put another one over it by then: it stays below, and only passes calls on.
 */
function override<K extends Watched>(sim: Simulation, name: K, method: Simulation[K]): () => void {
  const own = Object.getOwnPropertyDescriptor(sim, name);
  const before = sim[name].bind(sim) as (...args: unknown[]) => unknown;
  const watching = method as (...args: unknown[]) => unknown;
  let isActive = true;
  const shown = (...args: unknown[]): unknown => (isActive ? watching(...args) : before(...args));
  Object.defineProperty(sim, name, { value: shown, configurable: true, writable: true, enumerable: false });
  return () => {
    isActive = false;
    if (Object.getOwnPropertyDescriptor(sim, name)?.value !== shown) return;
    if (own === undefined) Reflect.deleteProperty(sim, name);
    else Object.defineProperty(sim, name, own);
  };
}
