import type { HardwareConfig } from "../../config/index.ts";
import type { CoreTiming } from "./core-timing.ts";
import { type CycleCause, cycleCauses } from "./cycle-model.ts";
import type { RunPrediction } from "./predict-run.ts";

/** What keeps a run from being faster. */
export interface RunLimit {
  readonly cause: CycleCause;
  /** Of all cycles. */
  readonly share: number;
  /** For people. */
  readonly text: string;
}

/** Share of the weights read that belong to synapses; the rest is padding of groups and pairs that are not connected. */
export function usefulShare({ synapticOperations, spent }: RunPrediction, { shape }: HardwareConfig): number {
  return spent.weights === 0 ? 0 : synapticOperations / (spent.weights * shape.lanes);
}

/** The cause that most cycles are spent on. */
export function limitOf(run: RunPrediction, config: HardwareConfig, timing: CoreTiming): RunLimit {
  const cause = cycleCauses.reduce((a, b) => (run.spent[b] > run.spent[a] ? b : a));
  return { cause, share: run.spent[cause] / run.cycles, text: limitText(cause, run, config, timing) };
}

function limitText(cause: CycleCause, run: RunPrediction, config: HardwareConfig, timing: CoreTiming): string {
  const { lanes, updates, weightBits } = config.shape;
  switch (cause) {
    case "weights":
      return `weight bandwidth: ${lanes * weightBits} bits per cycle, of which ${percent(usefulShare(run, config))} are synapses`;
    case "updates":
      return `neuron update: a group takes at least ${Math.max(lanes / updates, timing.groupSpacing)} cycles, however few its events are`;
    case "segments":
      return "segments: each takes at least 4 cycles, and a walk 5 to begin";
    case "spikes":
      return "waiting for the spikes of the tick before, which a layer listens to";
    case "delays":
      return "the delay program, which reads the spikes of earlier ticks";
    case "input":
      return "events from outside, which come in one per cycle";
    case "output":
      return "spikes that leave the core, one per two cycles";
    case "drain":
      return "the end of the last tick, which nothing overlaps with: more ticks would";
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
