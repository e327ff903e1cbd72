import { type CoreShape, listIndexBits, sliceBits, weightSlices } from "../../config/index.ts";
import { array, bool, input, instance, lo, module, output, regs, type UInt, uint } from "../../hdlgen/index.ts";
import { type BackParameters, groupLead } from "./back-timing.ts";
import { sliceOf, wordOf } from "./bus-address.ts";
import { listLatency, listParameters } from "./event-lists.ts";
import { flagHistory, later } from "./later.ts";
import { type MemoryChoice, memoryFor } from "./memory-choice.ts";
import { addressBits, SlicedMemory } from "./sliced-memory.ts";

/** A weight word in slices, low one first. */
export const weightWordOf = (shape: CoreShape) => array(uint(sliceBits), weightSlices(shape));

/** Where things happen on the way to a weight, in cycles from the issue of its list entry. */
export interface WeightTiming {
  /** The list has answered. */
  readonly index: number;
  /** The weight memory is addressed. */
  readonly address: number;
  /** The control for the accumulators, a cycle before the weight word. */
  readonly control: number;
  readonly groupStarts: number;
  readonly memory: MemoryChoice;
}

/** The neurons want to know of a group earlier than its sums are there: if need be, the address waits. */
export function weightTiming(parameters: BackParameters): WeightTiming {
  const { shape, fabric } = parameters;
  const index = listLatency(listParameters(parameters));
  const memory = memoryFor(fabric, "weights", shape.weightWords);
  const lead = groupLead(parameters);
  const address = Math.max(index + 2, lead + 2 - memory.latency);
  const control = address + memory.latency - 1;
  return { index, address, control, groupStarts: control - lead, memory };
}

/**
 * From a list entry to its weight word: `base` + the index that the list holds there addresses the weights.
 *
 * Ports       valid, first, last: of the entry that is issued; base: of it, a cycle later; index: the list's answer, `weightTiming.index` cycles
 *             later. control…: for `Accumulate`; word: a cycle later, in slices. groupStarts: a group's last word is on its
 *             way. access: address the weights by `accessAddress` instead; `weightTiming` says nothing of it: the word is
 *             there `latency` of the memory + 1 cycles later. write: with the address of the access one cycle before
 * Latency     `weightTiming.control` cycles to the control, `weightTiming.groupStarts` to groupStarts
 * Throughput  1 word (L synapses) per cycle
 * Hazards     accesses only while nothing is issued
 */
export const WeightFetch = module(
  "weight_fetch",
  ({ shape }: BackParameters) => ({
    valid: input(bool),
    first: input(bool),
    last: input(bool),
    base: input(uint(addressBits(shape.weightWords))),
    index: input(uint(listIndexBits(shape))),
    access: input(bool),
    accessAddress: input(uint(16)),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(sliceBits)),
    controlValid: output(bool),
    controlFirst: output(bool),
    controlLast: output(bool),
    groupStarts: output(bool),
    word: output(weightWordOf(shape)),
  }),
  (io, parameters) => {
    const { shape } = parameters;
    const timing = weightTiming(parameters);
    const bits = addressBits(shape.weightWords);
    const slices = weightSlices(shape);

    const base = later(io.base, "base", timing.index - 1);
    // Modulo the memory: a base may be "negative" by the first slot of the population that it belongs to.
    const { sum } = regs({ sum: uint(bits) });
    sum.next = base.addw(fitted(io.index, bits));
    const walked = later(sum, "sum", timing.address - timing.index - 2);
    const { address } = regs({ address: uint(bits) });
    address.next = io.access.mux(wordOf(io.accessAddress, slices, bits), walked);

    const valids = flagHistory(io.valid, "valid", timing.control);
    const firsts = flagHistory(io.first, "first", timing.control);
    const lasts = flagHistory(io.last, "last", timing.control);
    const { slices: word } = instance(
      "weights",
      SlicedMemory({ bits: shape.lanes * shape.weightBits, depth: shape.weightWords, ...timing.memory }),
      {
        address,
        write: io.write,
        writeAddress: address,
        writeSlice: sliceOf(io.writeAddress, slices),
        writeData: io.writeData,
      },
    );
    return {
      controlValid: valids.at(timing.control) ?? lo,
      controlFirst: firsts.at(timing.control) ?? lo,
      controlLast: lasts.at(timing.control) ?? lo,
      groupStarts: lasts.at(timing.groupStarts) ?? lo,
      word,
    };
  },
);

/** A list entry that is wider than the weight address is only ever added modulo the memory. */
function fitted(index: UInt, bits: number): UInt {
  return index.width > bits ? index.trunc(bits) : index;
}
