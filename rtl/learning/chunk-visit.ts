import { sliceBits, weightSlices } from "../../config/index.ts";
import {
  array,
  bool,
  cat,
  constant,
  fsm,
  input,
  module,
  node,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { addressBits } from "../core/sliced-memory.ts";
import { weightTiming } from "../core/weight-fetch.ts";
import { learningOf } from "./lane-ports.ts";
import { chunkBits, type LearnParameters } from "./learn-ports.ts";
import { choiceLatency, chosenSlice } from "./word-slice.ts";

/** Bits of a slice's number in a weight word. */
export const sliceNumberBits = ({ shape }: Pick<LearnParameters, "shape">): number => addressBits(weightSlices(shape));

/** Cycles from the address of a weight word, as the core's port of learning takes it, to the word. */
export const weightsAt = (parameters: LearnParameters): number => weightTiming(parameters).memory.latency + 1;

const maskLaneBits = ({ maskBits }: Pick<LearnParameters, "maskBits">): number => Math.log2(maskBits);

/**
 * One lane after the other of a chunk is given to the lane unit; slices of the weight word that changed are written back.
 *
 * Ports       start: pulse, with `mask`, its lanes; chunk: its number, counted from the population's first one; weightWord: of the
 *             axon onto the group; both stand until `done`. place, slice: address the weight memory; write: with them, `data`
 *             a cycle later. word: that of `place`, `weightsAt` cycles later. slot, neuron, weight, second: of the lane that
 *             `laneStart` is about, until `laneDone`
 * Latency     for every lane `latency.posts` + 3 cycles and those of the lane unit; for every slice with such lanes `weightsAt`
 *             + 1 more (twice with second values), and one for each that is written; 2 for the chunk
 */
export const ChunkVisit = module(
  "chunk_visit",
  (parameters: LearnParameters) => {
    const { shape, maskBits } = parameters;
    const word = uint(addressBits(shape.weightWords));
    const lane = uint(shape.weightBits);
    return {
      start: input(bool),
      mask: input(uint(maskBits)),
      chunk: input(uint(chunkBits(parameters))),
      weightWord: input(word),
      planeOffset: input(word),
      firstSlot: input(uint(addressBits(shape.slots))),
      neuronFirst: input(uint(addressBits(shape.slots))),
      done: output(bool),
      place: output(word),
      slice: output(uint(sliceNumberBits(parameters))),
      write: output(bool),
      data: output(uint(sliceBits)),
      word: input(array(uint(sliceBits), weightSlices(shape))),
      slot: output(uint(addressBits(shape.slots))),
      neuron: output(uint(addressBits(shape.slots))),
      laneStart: output(bool),
      weight: output(lane),
      second: output(lane),
      laneDone: input(bool),
      newWeight: input(lane),
      newSecond: input(lane),
    };
  },
  (io, parameters) => {
    const { shape, maskBits, latency } = parameters;
    const hasSecond = learningOf(shape).second !== "none";
    const bits = shape.weightBits;
    const laneBits = maskLaneBits(parameters);
    const fetched = Math.max(weightsAt(parameters) + choiceLatency(shape), latency.posts - 1);

    const { slice, write, dirty, held } = regs({
      slice: uint(sliceNumberBits(parameters)),
      write: [bool, false],
      /** The slice differs from what stands in the memory. */
      dirty: [bool, false],
      /** The slice is that of `slice`. */
      held: [bool, false],
    });
    const { left, timer, slot, neuron, done } = regs({
      left: uint(maskBits),
      timer: uint(addressBits(Math.max(fetched, latency.posts) + 1)),
      slot: uint(addressBits(shape.slots)),
      neuron: uint(addressBits(shape.slots)),
      done: [bool, false],
    });
    // Where the lane stands in its slice.
    const inSlice = Math.log2(sliceBits / bits);
    const { part } = regs({ part: uint(Math.max(1, inSlice)) });
    const { weights } = regs({ weights: uint(sliceBits) });
    const plane = hasSecond
      ? regs({
          ...{ seconds: uint(sliceBits), onSecond: [bool, false], writesSecond: bool, showsSecond: bool },
          place: uint(addressBits(shape.weightWords)),
        })
      : undefined;

    const lowest = node("lowest", left.priorityEncode().index as UInt);
    const { isAny } = nodes({ isAny: left.any() });
    const local = maskBits === 1 ? io.chunk : cat(io.chunk, lowest.trunc(laneBits));
    // Of the lane within its group, the bits above those within a slice.
    const groupLaneBits = Math.log2(shape.lanes);
    const itsSlice =
      groupLaneBits > inSlice
        ? fitted(local, groupLaneBits)
            .slice(groupLaneBits - 1, inSlice)
            .extend(slice.width)
        : constant(uint(slice.width), 0);
    const isHeld = node("isHeld", held.and(slice.eq(itsSlice)));
    const found = chosenSlice([...io.word], slice);

    done.next = false;
    write.next = false;
    timer.next = timer.subw(1);
    const { isOver } = nodes({ isOver: timer.eq(0) });
    if (plane !== undefined) {
      plane.writesSecond.next = plane.onSecond;
      plane.showsSecond.next = plane.writesSecond;
    }
    const secondPlace = io.weightWord.addw(io.planeOffset);

    const phase = fsm(
      "phase",
      {
        idle: (go) => {
          left.next = io.mask;
          held.next = false;
          when(io.start, () => go("pick"));
        },
        pick: (go) => {
          slot.next = io.firstSlot.addw(fitted(local, slot.width));
          neuron.next = io.neuronFirst.addw(fitted(local, neuron.width));
          // A group of few lanes fills only a part of a slice.
          const partBits = Math.min(inSlice, groupLaneBits);
          part.next = partBits > 0 ? fitted(local, partBits).extend(part.width) : 0;
          when(isAny.and(isHeld), () => {
            left.next = left.and(left.subw(1));
            timer.next = latency.posts;
            go("wait");
          })
            .elsewhen(dirty, () => go("store"))
            .elsewhen(isAny, () => {
              left.next = left.and(left.subw(1));
              slice.next = itsSlice;
              if (plane !== undefined) plane.place.next = io.weightWord;
              timer.next = fetched;
              held.next = true;
              go("fetch");
            })
            .otherwise(() => {
              done.next = true;
              go("idle");
            });
        },
        fetch: (go) => {
          when(isOver, () => {
            if (plane === undefined) {
              weights.next = found;
              go("run");
            } else {
              plane.onSecond.next = plane.onSecond.not();
              plane.place.next = secondPlace;
              timer.next = fetched;
              when(plane.onSecond, () => {
                plane.seconds.next = found;
                go("run");
              }).otherwise(() => {
                weights.next = found;
              });
            }
          });
        },
        wait: (go) => {
          when(isOver, () => go("busy"));
        },
        run: (go) => go("busy"),
        busy: (go) => {
          when(io.laneDone, () => {
            const changed = io.newWeight.ne(laneOf(weights, part, bits));
            weights.next = withLane(weights, part, io.newWeight, bits);
            if (plane === undefined) dirty.next = dirty.or(changed);
            if (plane !== undefined) {
              plane.seconds.next = withLane(plane.seconds, part, io.newSecond, bits);
              dirty.next = dirty.or(changed).or(io.newSecond.ne(laneOf(plane.seconds, part, bits)));
            }
            go("pick");
          });
        },
        store: (go) => {
          write.next = true;
          if (plane === undefined) {
            dirty.next = false;
            go("pick");
          } else {
            // Both, whichever has changed.
            plane.onSecond.next = plane.onSecond.not();
            plane.place.next = plane.onSecond.mux(secondPlace, io.weightWord);
            when(plane.onSecond, () => {
              dirty.next = false;
              go("pick");
            });
          }
        },
      },
      { init: "idle" },
    );
    return {
      ...{ done, place: plane?.place ?? io.weightWord, slice, write, slot, neuron },
      data: plane === undefined ? weights : plane.showsSecond.mux(plane.seconds, weights),
      laneStart: phase.is("run").or(phase.is("wait").and(isOver)),
      weight: laneOf(weights, part, bits),
      second: plane === undefined ? constant(uint(bits), 0) : laneOf(plane.seconds, part, bits),
    };
  },
);

/** The low bits, or as many as there are. */
export const fitted = (value: UInt, bits: number): UInt =>
  value.width > bits ? value.trunc(bits) : value.extend(bits);

/** One lane of a slice. */
export function laneOf(slice: UInt, part: UInt, bits: number): UInt {
  if (bits === sliceBits) return slice;
  const shift = bits === 1 ? part : cat(part, constant(uint(Math.log2(bits)), 0));
  return slice.shrBy(shift).trunc(bits);
}

/** The slice with another value in one of its lanes. */
function withLane(slice: UInt, part: UInt, value: UInt, bits: number): UInt {
  if (bits === sliceBits) return value;
  const lanes = Array.from({ length: sliceBits / bits }, (_, lane) =>
    part.eq(lane).mux(value, slice.slice(bits * (lane + 1) - 1, bits * lane)),
  );
  return cat(...lanes.reverse());
}
