/** Repeats a recorded run on a simulation of the same design, watched edge by edge towards its end. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { ClockOptions, SignalHandle, Simulation, Snapshot } from "../simulation.ts";
import type { Action, Run } from "./journal.ts";
import { inputNames } from "./recorded-simulation.ts";
import { ScheduledEdges } from "./scheduled-edges.ts";

export interface ReplayOptions {
  /** The state of the run that `target` holds: one that it took itself. Default: it has just been opened. */
  readonly from?: { readonly state: Snapshot; readonly besides: readonly number[] };
  /** Those that the recorded simulation was opened with. */
  readonly clocks?: ClockOptions;
  /** Cycle of the main clock from which on every edge is watched. */
  readonly watchFrom: number;
  /**
   * Called before every edge, with what the edge is going to see, and at the end of the run; `time` is that of the last
   * edge of the schedule, in the unit of the periods.
   */
  watch(time: number): void;
}

/** Takes edges, watched or not. */
interface Clockwork {
  /** Of the main clock, with the edges of others that fall between. */
  step(cycles: number): void;
  /** One edge beside the schedule, of a clock by its index. */
  edge(clock: number): void;
  /** So many edges of any clocks, as the schedule brings them. */
  advance(edges: number): void;
  readonly time: number;
}

/**
 * Does to `target` what was done in the run. An assertion that failed then fails again and ends nothing: what came after
 * is in the run as well.
 */
export function replay(run: Run, target: Simulation, options: ReplayOptions): void {
  const { watch } = options;
  const inputs = inputNames(target.design).map((name) => target.port(name));
  const clockwork = target.clocks.length > 1 ? manyClocks(target, options) : oneClock(target, options);
  for (const each of run.entries(options.from?.state)) {
    if (each.kind === "write") handleOf(inputs, each.input).value = each.value;
    else if (each.kind === "action") act(target, inputs, each.action);
    else if (each.kind === "step") clockwork.step(each.cycles);
    else if (each.kind === "edge") clockwork.edge(each.clock);
    else clockwork.advance(each.edges);
  }
  watch(clockwork.time);
}

function oneClock(target: Simulation, { watchFrom, watch }: ReplayOptions): Clockwork {
  const clock = target.clocks[0] ?? "";
  return {
    step(cycles) {
      const unwatched = Math.min(cycles, Math.max(0, watchFrom - target.cycle));
      if (unwatched > 0) evenFailing(() => target.step(unwatched));
      for (let left = cycles - unwatched; left > 0; left--) {
        watch(target.time);
        evenFailing(() => target.step());
      }
    },
    edge() {
      if (target.cycle >= watchFrom) watch(target.time);
      evenFailing(() => target.edge(clock));
    },
    advance(edges) {
      this.step(edges);
    },
    get time() {
      return target.time;
    },
  };
}

/** Edges of the schedule are taken one by one too, so that what happens between two of the main clock is seen. */
function manyClocks(target: Simulation, { watchFrom, watch, clocks, from }: ReplayOptions): Clockwork {
  const taken = target.clocks.map((clock, i) => target.edges(clock) - (from?.besides[i] ?? 0));
  const schedule = new ScheduledEdges(target.design, clocks, taken);
  const take = (clock: number): void => {
    if (target.cycle >= watchFrom) watch(schedule.time);
    evenFailing(() => target.edge(target.clocks[clock] ?? ""));
  };
  return {
    step: (cycles) => schedule.forCycles(cycles, take),
    advance: (edges) => schedule.forEdges(edges, take),
    edge: take,
    get time() {
      return schedule.time;
    },
  };
}

/** A property that fails stops Verilator after the edge, and the body may have gone on. */
function evenFailing(takeEdges: () => void): void {
  try {
    takeEdges();
  } catch (error) {
    if (!(error instanceof SpikeforgeError) || error.code !== "SIM010") throw error;
  }
}

function act(target: Simulation, inputs: readonly SignalHandle[], action: Action): void {
  if (action.kind === "write") handleOf(inputs, action.input).big = action.value;
  else target.memory(action.memory).set(action.address, action.value);
}

function handleOf(inputs: readonly SignalHandle[], index: number): SignalHandle {
  const handle = inputs[index];
  if (handle === undefined) throw new Error(`no input ${index}`);
  return handle;
}
