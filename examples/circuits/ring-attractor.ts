/**
 * A ring attractor, as in the heading circuits of insects: cells on a ring excite their neighbours and, over one
 * inhibitor pool, inhibit all. Whatever the cue, one bump of activity fits; it goes where a cue is and stays there when
 * the cue is gone.
 */
import { type InputTicks, lif, network, shiftLeak } from "../../index.ts";
import type { Activity, Circuit, Span } from "./activity.ts";
import { bernoulliInput } from "./random.ts";
import { allToAll, weightsBy } from "./weights.ts";

export const ringCells = 64;
const inhibitors = 16;

/** Where the cue stands and for how long; between cues there is none. */
export interface Cue extends Span {
  /** A cell of the ring. */
  readonly position: number;
}

export const cues: readonly Cue[] = [
  { position: 16, from: 20, to: 60 },
  { position: 40, from: 360, to: 400 },
  { position: 2, from: 700, to: 740 },
];
export const ringTicks = 1040;

/** Steps along the shorter way round. */
export function ringDistance(a: number, b: number): number {
  const steps = Math.abs(a - b) % ringCells;
  return Math.min(steps, ringCells - steps);
}

/** Spikes excite the neighbourhood three times: slow excitation keeps the bump alive while its cells take turns. */
const excitationDelays = [1, 4, 9] as const;

export function ringAttractor({ seed = 1 } = {}): Circuit {
  const local = weightsBy(ringCells, ringCells, (pre, post) =>
    Math.round(10 * Math.exp(-(ringDistance(pre, post) ** 2) / (2 * 4 ** 2))),
  );
  const ring = network("ring_attractor", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("cue", ringCells)
    .population("ring", { size: ringCells, neuron: lif({ threshold: 64, leak: shiftLeak(3), refractory: 2 }) })
    .population("inhibitors", { size: inhibitors, neuron: lif({ threshold: 40, leak: shiftLeak(3) }) })
    .project("cue", "ring", {
      weights: weightsBy(ringCells, ringCells, (channel, cell) => Math.max(0, 40 - 10 * ringDistance(channel, cell))),
    })
    .project("ring", "inhibitors", { weights: allToAll(ringCells, inhibitors, 8) })
    .project("inhibitors", "ring", { weights: allToAll(inhibitors, ringCells, -4) });
  const recurrent = excitationDelays.reduce(
    (builder, delay) => builder.project("ring", "ring", { weights: local, delay }),
    ring,
  );
  return { network: recurrent.output("ring").build(), input: cueInput(seed) };
}

/** A cue excites its neighbourhood; all other channels fire once in 500 ticks, always. */
function cueInput(seed: number): InputTicks {
  return bernoulliInput({ ticks: ringTicks, channels: ringCells, seed }, (tick, channel) => {
    const cue = cues.find(({ from, to }) => tick >= from && tick < to);
    return cue !== undefined && ringDistance(cue.position, channel) <= 3 ? 0.5 : 0.002;
  });
}

/** Where the bump is, by the population vector of a stretch of time, and how narrow: 0 all round the ring, 1 one cell. */
export function bump(activity: Activity, span: Span): { readonly position: number; readonly focus: number } {
  const counts = activity.counts("ring", span);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const angle = (cell: number): number => (2 * Math.PI * cell) / ringCells;
  const x = counts.reduce((sum, count, cell) => sum + count * Math.cos(angle(cell)), 0) / total;
  const y = counts.reduce((sum, count, cell) => sum + count * Math.sin(angle(cell)), 0) / total;
  const turn = Math.atan2(y, x) / (2 * Math.PI);
  return { position: ((turn + 1) % 1) * ringCells, focus: Math.hypot(x, y) };
}
