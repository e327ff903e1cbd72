/** Repeats a recorded run on a simulation of the same design, watched edge by edge towards its end. */
import type { SignalHandle, Simulation, Snapshot } from "../simulation.ts";
import type { Action, Run } from "./journal.ts";
import { inputNames } from "./recorded-simulation.ts";

export interface ReplayOptions {
  /** The state of the run that `target` holds: one that it took itself. Default: it has just been opened. */
  readonly from?: Snapshot;
  /** Cycle of the main clock from which on edges are watched. */
  readonly watchFrom: number;
  /** Called before every watched edge, with what the edge is going to see, and at the end of the run. */
  watch(): void;
}

/** Does to `target` what was done in the run: writes and loads, and the edges that were taken. */
export function replay(run: Run, target: Simulation, { from, watchFrom, watch }: ReplayOptions): void {
  const inputs = inputNames(target.design).map((name) => target.port(name));
  const hasManyClocks = target.clocks.length > 1;

  const edge = (take: () => void): void => {
    if (target.cycle >= watchFrom) watch();
    take();
  };
  const step = (cycles: number): void => {
    const unwatched = Math.min(cycles, Math.max(0, watchFrom - target.cycle));
    if (unwatched > 0) target.step(unwatched);
    for (let left = cycles - unwatched; left > 0; left--) {
      if (hasManyClocks) stepWatched();
      else edge(() => target.step());
    }
  };
  /** One cycle of the main clock, so that the edges of others are seen too; those at its time belong to it. */
  const stepWatched = (): void => {
    const end = target.cycle + 1;
    do edge(() => target.stepEdge());
    while (target.cycle < end || target.nextTime === target.time);
  };

  for (const each of run.entries(from)) {
    if (each.kind === "write") handleOf(inputs, each.input).value = each.value;
    else if (each.kind === "action") act(target, inputs, each.action);
    else if (each.kind === "step") step(each.cycles);
    else if (each.kind === "edge") edge(() => target.edge(target.clocks[each.clock] ?? ""));
    else for (let left = each.edges; left > 0; left--) edge(() => target.stepEdge());
  }
  watch();
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
