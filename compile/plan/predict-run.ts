import type { HardwareConfig, IntegerNetwork } from "../../config/index.ts";
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import type { CoreTiming } from "./core-timing.ts";
import { CycleModel, type CycleShares } from "./cycle-model.ts";
import { OperationCounter } from "./synaptic-operations.ts";
import { LoadCounter, type TickActivity } from "./tick-load.ts";

/** A run from the reset state: ticks that follow each other as fast as the core takes their events. */
export interface RunPrediction {
  readonly ticks: number;
  /** From the first event to the last marker, without the state reset. */
  readonly cycles: number;
  /** The sweep that resets the state. */
  readonly clearCycles: number;
  /** From one marker to the next when ticks follow each other for ever: the drain overlaps with the next walk. */
  readonly cyclesPerTick: number;
  /** Events × existing synapses. */
  readonly synapticOperations: number;
  readonly events: number;
  readonly spikes: number;
  readonly spent: CycleShares;
}

/**
 * What a core does with some activity, in cycles. Exact, as long as nobody keeps its output waiting. Throws CMP033 for a core
 * that learns.
 */
export function predictRun(
  network: IntegerNetwork,
  config: HardwareConfig,
  timing: CoreTiming,
  activity: Iterable<TickActivity>,
): RunPrediction {
  if (config.shape.learning !== undefined) throw new SpikeforgeError(learns(config));
  const model = new CycleModel(config, timing);
  const loads = new LoadCounter(config);
  const operations = new OperationCounter(network, config.fanOut);
  const totals = { ticks: 0, cycles: 0, synapticOperations: 0, events: 0, spikes: 0 };
  let firstEnd = 0;
  for (const tick of activity) {
    totals.cycles = model.tick(loads.next(tick)).end;
    if (totals.ticks === 0) firstEnd = totals.cycles;
    totals.ticks += 1;
    totals.synapticOperations += operations.next(tick);
    totals.events += tick.channels.length;
    totals.spikes += tick.neurons.length;
  }
  const cyclesPerTick = totals.ticks > 1 ? (totals.cycles - firstEnd) / (totals.ticks - 1) : totals.cycles;
  return { ...totals, clearCycles: timing.clear, cyclesPerTick, spent: model.spent };
}

function learns({ name }: HardwareConfig): Diagnostic {
  return {
    code: "CMP033",
    place: `network "${name}"`,
    found: "its synapses learn, and neither the cycles nor the cells of learning are predicted",
    mend: "plan it without its learning for the walk alone; simulate it for cycles, synthesise it for cells",
  };
}
