import {
  type CoreShape,
  type LearningProgramField,
  learningProgramFields,
  learningProgramStride,
  listIndexBits,
  regionBits,
  sliceBits,
} from "../../config/index.ts";
import {
  type Bool,
  bool,
  cat,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { flagLater, later } from "../core/later.ts";
import { memoryFor } from "../core/memory-choice.ts";
import { addressBits, WordMemory } from "../core/sliced-memory.ts";
import { fitted } from "./chunk-visit.ts";
import { learningOf } from "./lane-ports.ts";
import { chunkBits, type LearnParameters } from "./learn-ports.ts";

/** Entries of a program; one more bit than it needs never hurts an address. */
export const programEntries = (shape: CoreShape): number => learningOf(shape).projections;
export const entryNumberBits = (shape: CoreShape): number => addressBits(programEntries(shape));

/** Words that are kept for a chunk with posts: its number, and the weight word of axon 0 onto its group. */
export const wordsPerChunk = 2;

export const programAddressBits = (shape: CoreShape): number => addressBits(programWords(shape));
const programWords = (shape: CoreShape): number => learningProgramStride * programEntries(shape);
/** Bits of an address of the list that shares the memory. */
export const listBits = (parameters: LearnParameters): number => chunkBits(parameters) + 1;
const depthOf = (parameters: LearnParameters): number => programWords(parameters.shape) + 2 ** listBits(parameters);

export const programLatency = (parameters: LearnParameters): number =>
  memoryFor(parameters.fabric, "program", depthOf(parameters)).latency;

/**
 * Bits of an axon's number in its projection, and of what is none: an index may be below the first one's, and a sweep runs a
 * few steps past the last.
 */
export const axonBits = (shape: CoreShape): number => Math.max(7, listIndexBits(shape)) + 1;

/** An entry as it stands in registers, each field as wide as it has to be. */
export const entryFields = ({ shape, maskBits }: LearnParameters) => ({
  own: bool,
  teach: bool,
  region: uint(regionBits(shape)),
  axons: uint(axonBits(shape)),
  firstEntry: uint(axonBits(shape)),
  recordBase: uint(addressBits(shape.weightWords)),
  weightBase: uint(addressBits(shape.weightWords)),
  groupStride: uint(addressBits(shape.weightWords)),
  /** In chunks. */
  firstChunk: uint(chunkBits({ shape, maskBits })),
  firstSlot: uint(addressBits(shape.slots)),
  neurons: uint(addressBits(shape.slots) + 1),
  /** Within the population. */
  lastChunk: uint(chunkBits({ shape, maskBits })),
  axonFirst: uint(16),
  /** Every neuron of a network that learns has a slot. */
  neuronFirst: uint(addressBits(shape.slots)),
  planeOffset: uint(addressBits(shape.weightWords)),
});

/**
 * The entries of learning, and behind them in the same memory a list that the controller makes for itself.
 *
 * Ports       load: pulse with `entry`; its fields stand from `loaded` on. write: of the bus, while nothing is loaded, data with
 *             it. listAddress → listWord, `programLatency` cycles later, while nothing is loaded; listWrite: with its data
 * Latency     as many cycles as an entry has fields, and `programLatency` + 1
 */
export const LearnProgram = module(
  "learn_program",
  (parameters: LearnParameters) => ({
    write: input(bool),
    writeAddress: input(uint(addressBits(programWords(parameters.shape)))),
    writeData: input(uint(16)),
    load: input(bool),
    entry: input(uint(entryNumberBits(parameters.shape))),
    loaded: output(bool),
    listAddress: input(uint(listBits(parameters))),
    listWrite: input(bool),
    listWriteAddress: input(uint(listBits(parameters))),
    listData: input(uint(16)),
    listWord: output(uint(16)),
    ...outputsOf(parameters),
  }),
  (io, parameters) => {
    const { shape, fabric, maskBits } = parameters;
    const depth = depthOf(parameters);
    const memory = memoryFor(fabric, "program", depth);
    const address = addressBits(depth);
    const fieldBits = Math.log2(learningProgramStride);
    const base = programWords(shape);

    const { reading, field } = regs({ reading: [bool, false], field: uint(fieldBits) });
    const { isLast } = nodes({ isLast: field.eq(learningProgramFields.length - 1) });
    reading.next = io.load.or(reading.and(isLast.not()));
    field.next = io.load.mux(0, field.addw(1));
    const ofProgram = (entry: UInt, at: UInt): UInt =>
      (programEntries(shape) === 1 ? at : cat(entry, at)).extend(address);
    const ofList = (at: UInt): UInt => at.extend(address).addw(base);
    const { word } = instance("memory", WordMemory({ bits: sliceBits, depth, ...memory }), {
      address: reading.mux(ofProgram(io.entry, field), ofList(io.listAddress)),
      write: io.write.or(io.listWrite),
      writeAddress: io.listWrite.mux(ofList(io.listWriteAddress), io.writeAddress.extend(address)),
      writeData: io.listWrite.mux(io.listData, io.writeData),
    });

    const comes = flagLater(reading, "comes", memory.latency)(memory.latency);
    const which = later(field, "which", memory.latency);
    const { loaded } = regs({ loaded: [bool, false] });
    loaded.next = comes.and(which.eq(learningProgramFields.length - 1));
    const kept = regs(entryFields(parameters));
    const is = (name: LearningProgramField): Bool => comes.and(which.eq(learningProgramFields.indexOf(name)));
    when(is("flags"), () => {
      kept.own.next = word.bit(1);
      kept.teach.next = word.bit(2);
      kept.region.next = word.slice(8 + kept.region.width - 1, 8);
    });
    const chunksPerGroup = shape.lanes / maskBits;
    when(is("firstGroup"), () => {
      kept.firstChunk.next = word.shl(Math.log2(chunksPerGroup)).trunc(kept.firstChunk.width);
    });
    when(is("neurons"), () => {
      const last = word.trunc(kept.neurons.width).subw(1);
      kept.lastChunk.next = fitted(last.shr(Math.log2(maskBits)), kept.lastChunk.width);
    });
    for (const name of plainFields) {
      when(is(name), () => {
        kept[name].next = word.trunc(Math.min(16, kept[name].width)).extend(kept[name].width);
      });
    }
    return { loaded, listWord: word, ...kept };
  },
);

const plainFields = [
  ...(["axons", "firstEntry", "recordBase", "weightBase", "groupStride", "firstSlot", "neurons"] as const),
  ...(["axonFirst", "neuronFirst", "planeOffset"] as const),
];

function outputsOf(parameters: LearnParameters) {
  const fields = entryFields(parameters);
  return {
    own: output(fields.own),
    teach: output(fields.teach),
    region: output(fields.region),
    axons: output(fields.axons),
    firstEntry: output(fields.firstEntry),
    recordBase: output(fields.recordBase),
    weightBase: output(fields.weightBase),
    groupStride: output(fields.groupStride),
    firstChunk: output(fields.firstChunk),
    firstSlot: output(fields.firstSlot),
    neurons: output(fields.neurons),
    lastChunk: output(fields.lastChunk),
    axonFirst: output(fields.axonFirst),
    neuronFirst: output(fields.neuronFirst),
    planeOffset: output(fields.planeOffset),
  };
}
