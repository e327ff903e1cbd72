import { type CoreShape, listIndexBits, regionBits } from "../../config/index.ts";
import { array, bool, bundle, input, module, output, sint, stream, uint } from "../../hdlgen/index.ts";
import { refractoryWidth } from "../neuron/lif-ports.ts";
import type { BackParameters } from "./back-timing.ts";

/** A row of U neurons that has been updated, as the spike history takes it. */
export const updatedRowOf = (shape: CoreShape) =>
  bundle({ valid: bool, spikes: uint(shape.updates), record: bool, endsPopulation: bool, endsTick: bool });

export interface NeuronBankParameters extends BackParameters {
  /** Cycles from `release` to the `groupStarts` that it allows, at the least; at least 1. */
  readonly releaseLead: number;
}

/**
 * The neurons of a core: what they are loaded with, their state, the pipelines that update U of them per cycle, and the
 * way of their spikes out.
 *
 * Ports       groupStarts: pulse, `groupLead` cycles before the `last` control of `Accumulate` for the same group (a
 *             register, please). Groups come in the order of the group words, `lastOfTick` ends a tick. release: pulse:
 *             one more group may start, at the earliest `releaseLead` cycles later; the first one after reset or clear
 *             needs none. own: a spike for the lists being filled, a register, never refused. spikes: AER words; a
 *             tick's marker comes behind its spikes. tickDrained: pulse in the cycle after the last `own` of a tick, at the earliest.
 *             room: low while no group can be released before output has been taken. rows: for `SpikeHistory`.
 *             clear: pulse while idle, state, tick number and saturations to zero, then clearDone. Writes: strobes with
 *             `writeAddress`, `writeData` while idle; `busAccess` with `busAddress` one cycle before any of them or for a
 *             read, `busState` when it means a slot
 * Latency     `stateReadLatency` for a read
 * Throughput  U neurons per cycle; one spike per cycle leaves
 * Hazards     none between groups; bus accesses only while idle
 */
export const NeuronBank = module(
  "neuron_bank",
  ({ shape }: NeuronBankParameters) => ({
    groupStarts: input(bool),
    sums: input(array(sint(shape.accumulatorBits), shape.updates)),
    release: output(bool),
    own: output(bundle({ valid: bool, region: uint(regionBits(shape)), index: uint(listIndexBits(shape)) })),
    tickDrained: output(bool),
    spikes: stream.out(uint(16)),
    room: output(bool),
    rows: output(updatedRowOf(shape)),
    clear: input(bool),
    clearDone: output(bool),
    saturations: output(uint(16)),
    busAccess: input(bool),
    busAddress: input(uint(16)),
    /** The access means state, which is addressed by slot, and not words, which have slices. */
    busState: input(bool),
    writeGroups: input(bool),
    writeInputParameters: input(bool),
    writeOutputParameters: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
    membrane: output(uint(shape.membraneBits)),
    refractory: output(uint(refractoryWidth(shape))),
  }),
  () => {
    throw new Error("neuron_bank: to be built");
  },
);
