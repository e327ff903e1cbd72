import { type CoreShape, listIndexBits, regionBits, sliceBits, weightSlices } from "../../config/index.ts";
import { array, bool, input, output, sint, uint } from "../../hdlgen/index.ts";
import type { BackParameters } from "../core/back-timing.ts";
import { entryBits, listParameters } from "../core/event-lists.ts";
import { addressBits } from "../core/sliced-memory.ts";
import { ageBits, historyOf, learningOf } from "./lane-ports.ts";

export interface LearnParameters extends Pick<BackParameters, "shape" | "fabric"> {
  /** Lanes of a mask of the post history, a power of two that divides the lanes of a core. */
  readonly maskBits: number;
  /** Cycles from an address to what the post history answers; addresses may change in every cycle. */
  readonly latency: { readonly posts: number; readonly mask: number };
}

/** A chunk is as many lanes of a group as have one mask: `cat(group, chunk)` counts them through the core. */
export const chunkBits = ({ shape, maskBits }: Pick<LearnParameters, "shape" | "maskBits">): number =>
  addressBits(shape.groups * (shape.lanes / maskBits));

/** Bits of an address within learning: the low bits of a bus address. */
export const learnAddressBits = 14;

/** What goes to the lane unit; the names are those of its ports. */
const laneOutputs = (shape: CoreShape) => {
  const learning = learningOf(shape);
  const age = uint(ageBits(learning));
  const word = uint(shape.weightBits);
  return {
    laneStart: output(bool),
    tickBegins: output(bool),
    now: output(uint(16)),
    record: output(historyOf(learning)),
    pendingAge: output(age),
    arrivalAge: output(age),
    arrival: output(bool),
    slow: output(bool),
    normalising: output(bool),
    factor: output(sint(8)),
    axon: output(uint(16)),
    neuron: output(uint(16)),
    weight: output(word),
    second: output(word),
  };
};

export function learnPorts(parameters: LearnParameters) {
  const { shape } = parameters;
  const lists = listParameters(parameters);
  const entry = uint(entryBits(lists));
  const lane = uint(shape.weightBits);
  return {
    // The core's control.
    start: input(bool),
    ownReady: input(bool),
    clear: input(bool),
    walk: output(bool),
    cleared: output(bool),
    busy: output(bool),
    uses: output(bool),
    // What the bus writes.
    write: input(bool),
    writeAddress: input(uint(learnAddressBits)),
    writeData: input(uint(16)),
    // Event lists, as the walker reads them.
    lookup: output(bool),
    lookupRegion: output(uint(regionBits(shape))),
    lookupOwn: output(bool),
    lookupFirst: input(entry),
    lookupCount: input(entry),
    readEntry: output(entry),
    index: input(uint(listIndexBits(shape))),
    // Weight memory.
    address: output(uint(16)),
    writeWeights: output(bool),
    data: output(uint(sliceBits)),
    word: input(array(uint(sliceBits), weightSlices(shape))),
    // Post history.
    readSlot: output(uint(addressBits(shape.slots))),
    readMask: output(uint(chunkBits(parameters))),
    mask: input(uint(parameters.maskBits)),
    teachWrite: output(bool),
    teachSlot: output(uint(addressBits(shape.slots))),
    // Lane unit.
    ...laneOutputs(shape),
    laneDone: input(bool),
    newWeight: input(lane),
    newSecond: input(lane),
  };
}
