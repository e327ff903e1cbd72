import { type CoreShape, listIndexBits, sliceBits, weightSlices } from "../../config/index.ts";
import {
  array,
  bool,
  input,
  instance,
  module,
  output,
  regArray,
  regs,
  type UInt,
  uint,
  type Vec,
} from "../../hdlgen/index.ts";
import { type BackParameters, groupLead } from "./back-timing.ts";
import { sliceOf, wordOf } from "./bus-address.ts";
import { handleBits, type SliceFinding } from "./core-bus.ts";
import { listLatency, listParameters } from "./event-lists.ts";
import { flagLater, later } from "./later.ts";
import { type MemoryChoice, memoryFor, memoryLatency } from "./memory-choice.ts";
import { carriedAs } from "./memory-slice.ts";
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
  (parameters: BackParameters) => ({
    valid: input(bool),
    first: input(bool),
    last: input(bool),
    base: input(uint(addressBits(parameters.shape.weightWords))),
    index: input(uint(listIndexBits(parameters.shape))),
    /** Bits of `SliceFinding`: each slice of the word takes the place of the one below it, or those with their bit are 0. */
    handle: input(uint(handleBits(sliceFinding(parameters), weightSlices(parameters.shape)))),
    access: input(bool),
    accessAddress: input(uint(16)),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(sliceBits)),
    controlValid: output(bool),
    controlFirst: output(bool),
    controlLast: output(bool),
    groupStarts: output(bool),
    word: output(weightWordOf(parameters.shape)),
  }),
  (io, parameters) => {
    const { shape } = parameters;
    const timing = weightTiming(parameters);
    const bits = addressBits(shape.weightWords);
    const slices = weightSlices(shape);
    const finding = sliceFinding(parameters);

    const base = later(io.base, "base", timing.index - 1);
    // Modulo the memory: a base may be "negative" by the first slot of the population that it belongs to.
    const { sum } = regs({ sum: uint(bits) });
    sum.next = base.addw(fitted(io.index, bits));
    const walked = later(sum, "sum", timing.address - timing.index - 2);
    const { address } = regs({ address: uint(bits) });
    address.next = io.access.mux(wordOf(io.accessAddress, slices, bits), walked);

    const validAfter = flagLater(io.valid, "valid", timing.control);
    const firstAfter = flagLater(io.first, "first", timing.control);
    const lastAfter = flagLater(io.last, "last", timing.control);
    const { slices: read } = instance(
      "weights",
      SlicedMemory({
        ...{ bits: shape.lanes * shape.weightBits, depth: shape.weightWords, ...timing.memory },
        latency: timing.memory.latency - (finding === "chosen" ? 0 : 1),
        ...carriedAs("weights", parameters.contents),
      }),
      {
        address,
        write: io.write,
        writeAddress: address,
        writeSlice: sliceOf(io.writeAddress, slices),
        writeData: io.writeData,
      },
    );
    const word = finding === "turned" ? turned(read, io.handle) : finding === "hidden" ? shown(read, io.handle) : read;
    return {
      controlValid: validAfter(timing.control),
      controlFirst: firstAfter(timing.control),
      controlLast: lastAfter(timing.control),
      groupStarts: lastAfter(timing.groupStarts),
      word,
    };
  },
);

/**
 * A bus that wants one slice of many needs no multiplexer where a register stands behind the weight memory. On iCE40 that
 * register has a LUT before it that nothing else uses: with it the word can be turned. On ECP5 the LUT would be one more, but
 * the register's reset is free: it hides all slices but one.
 */
export function sliceFinding({ shape, fabric }: BackParameters): SliceFinding {
  const { kind, latency } = memoryFor(fabric, "weights", shape.weightWords);
  if (latency === memoryLatency(kind) || weightSlices(shape) === 1) return "chosen";
  return fabric === "ecp5" ? "hidden" : "turned";
}

/** A register behind a word in slices, which takes the next slice up with `turn`. */
function turned(word: Vec<UInt>, handle: UInt): UInt[] {
  const turn = handle.bit(0);
  const registers = regArray("word", word.length, uint(sliceBits));
  return registers.map((own, i) => {
    own.next = turn.mux(registers[(i + 1) % registers.length] ?? own, word.at(i));
    return own;
  });
}

/** A register behind a word in slices, 0 where the slice is hidden. */
function shown(word: Vec<UInt>, hides: UInt): UInt[] {
  const registers = regArray("word", word.length, uint(sliceBits));
  return registers.map((own, i) => {
    own.next = hides.bit(i).mux(0, word.at(i));
    return own;
  });
}

/** A list entry that is wider than the weight address is only ever added modulo the memory. */
function fitted(index: UInt, bits: number): UInt {
  return index.width > bits ? index.trunc(bits) : index;
}
