/**
 * Winner-take-all: every cell inhibits all others. Of inputs that differ little, the cell with the strongest one is soon
 * the only one that fires.
 */
import { type InputTicks, lif, network, shiftLeak } from "../../index.ts";
import { type Activity, type Circuit, mean } from "./activity.ts";
import { contrast } from "./lateral-inhibition.ts";
import { bernoulliInput } from "./random.ts";
import { weightsBy } from "./weights.ts";

export const competitors = 8;
const channelsPerCell = 16;
const threshold = 64;
/** What a spike takes away from every other cell: more than it took to fire it, so that a lead grows. */
const inhibitionWeight = -80;

/** In each trial another competitor has the strongest input; then all is silent until the membranes are at rest. */
export const trial = { ticks: 400, decidedAfter: 200, silentTicks: 200 } as const;
const rates = { strongest: 0.24, others: 0.2 } as const;

export interface WinnerTakeAllOptions {
  readonly inhibition?: "present" | "absent";
  readonly seed?: number;
}

export function winnerTakeAll({ inhibition = "present", seed = 1 }: WinnerTakeAllOptions = {}): Circuit {
  const channels = competitors * channelsPerCell;
  const driven = network("winner_take_all", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("evidence", channels)
    .population("cells", { size: competitors, neuron: lif({ threshold, leak: shiftLeak(5) }) })
    .project("evidence", "cells", {
      weights: weightsBy(channels, competitors, (channel, cell) => (cellOf(channel) === cell ? 4 : 0)),
    });
  const inhibited =
    inhibition === "present"
      ? driven.project("cells", "cells", {
          weights: weightsBy(competitors, competitors, (pre, post) => (pre === post ? 0 : inhibitionWeight)),
        })
      : driven;
  const length = trial.ticks + trial.silentTicks;
  const input = bernoulliInput({ ticks: competitors * length, channels, seed }, (tick, channel) => {
    if (tick % length >= trial.ticks) return 0;
    return cellOf(channel) === Math.floor(tick / length) ? rates.strongest : rates.others;
  });
  return { network: inhibited.output("cells").build(), input };
}

const cellOf = (channel: number): number => Math.floor(channel / channelsPerCell);

export interface Decision {
  readonly winner: number;
  /** (first − second) / (first + second), of spike counts once the competition is decided. */
  readonly margin: number;
  /** The same of the input over the whole trial. */
  readonly inputMargin: number;
}

/** Who won each trial; competitor i had the strongest input in trial i. */
export function decisions(activity: Activity, input: InputTicks): Decision[] {
  return Array.from({ length: competitors }, (_, index) => {
    const start = index * (trial.ticks + trial.silentTicks);
    const counts = activity.counts("cells", { from: start + trial.decidedAfter, to: start + trial.ticks });
    const evidence = new Array<number>(competitors).fill(0);
    for (const channel of input.slice(start, start + trial.ticks).flat()) {
      evidence[cellOf(channel)] = (evidence[cellOf(channel)] ?? 0) + 1;
    }
    return { winner: counts.indexOf(Math.max(...counts)), margin: margin(counts), inputMargin: margin(evidence) };
  });
}

function margin(counts: readonly number[]): number {
  const [first = 0, second = 0] = [...counts].sort((a, b) => b - a);
  return contrast(first, second);
}

export const meanMargin = (all: readonly Decision[]): number => mean(all.map((each) => each.margin));
