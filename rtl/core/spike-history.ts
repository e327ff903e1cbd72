import { listIndexBits, regionBits } from "../../config/index.ts";
import { bool, bundle, input, module, output, stream, uint } from "../../hdlgen/index.ts";
import type { BackParameters } from "./back-timing.ts";
import { updatedRowOf } from "./neuron-bank.ts";

/**
 * Spikes of the last 16 ticks, for axons with delays of 2 and more: a recorder and the delay program. Left out (by the
 * core) when `shape.historyWords` is 0.
 *
 * Ports       rows: every updated row, as the neuron bank gives them. start: pulse when the own lists change over for the
 *             n-th time since clear (n = 1, 2, …): the lists being filled from the next cycle on are those of tick n + 1,
 *             and the program fills in what is due then. done: level, low from the cycle after `start` until the last
 *             entry has been taken; high after reset and clear. append: entries for the own lists. clear: pulse while idle.
 *             writeProgram: a slice of a step, `writeAddress` counted from `delayProgramAddress`, which it may contain
 * Throughput  1 entry per cycle within a word
 * Hazards     `start` only while `done`, and when all rows of the tick have been given
 * Source      docs/decisions/0001, line 1
 */
export const SpikeHistory = module(
  "spike_history",
  ({ shape }: BackParameters) => ({
    rows: input(updatedRowOf(shape)),
    start: input(bool),
    done: output(bool),
    append: stream.out(bundle({ region: uint(regionBits(shape)), index: uint(listIndexBits(shape)) })),
    clear: input(bool),
    writeProgram: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  }),
  () => {
    throw new Error("spike_history: to be built");
  },
);
