import { weightSlices } from "../../config/index.ts";
import {
  array,
  type Bool,
  bool,
  constant,
  fsm,
  input,
  module,
  nodes,
  output,
  regs,
  type SInt,
  sint,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { flagLater } from "../core/later.ts";
import { addressBits } from "../core/sliced-memory.ts";
import { fitted, laneOf, sliceNumberBits, weightsAt } from "./chunk-visit.ts";
import { chunkBits, type LearnParameters } from "./learn-ports.ts";
import { entryFields } from "./learn-program.ts";
import { choiceLatency, chosenSlice } from "./word-slice.ts";

/**
 * Moves the weights of every neuron of one projection towards a sum: adds them up, and then has them changed one after the other.
 *
 * Ports       start: pulse; done: pulse. place, slice: address the weight memory while `sums`; word: of `place`, `weightsAt`
 *             cycles later. chunkStart: the lane of `chunkMask` in `weightWord` is to be changed by `factor`; `chunk`, `axon`: of
 *             it, until `chunkDone`. The others: as the entry has them
 * Latency     for every neuron a cycle for each axon and about `weightsAt` + 10 + `scale`; what a visit of a lane takes for
 *             every axon, unless the factor is 0
 */
export const Normaliser = module(
  "normaliser",
  (parameters: LearnParameters) => {
    const { shape } = parameters;
    const fields = entryFields(parameters);
    return {
      start: input(bool),
      axons: input(fields.axons),
      neurons: input(fields.neurons),
      weightBase: input(fields.weightBase),
      groupStride: input(fields.groupStride),
      target: input(sint(32)),
      scale: input(uint(5)),
      word: input(array(uint(16), weightSlices(shape))),
      sums: output(bool),
      place: output(fields.weightBase),
      slice: output(uint(sliceNumberBits(parameters))),
      chunkStart: output(bool),
      chunk: output(fields.firstChunk),
      chunkMask: output(uint(parameters.maskBits)),
      axon: output(uint(16)),
      factor: output(sint(8)),
      chunkDone: input(bool),
      done: output(bool),
    };
  },
  (io, parameters) => {
    const { shape, maskBits } = parameters;
    const bits = shape.weightBits;
    const inSlice = Math.log2(16 / bits);
    const inGroup = Math.log2(shape.lanes);
    const { place, base, at, neuron } = regs({
      place: uint(addressBits(shape.weightWords)),
      base: uint(addressBits(shape.weightWords)),
      at: uint(16),
      neuron: uint(Math.max(io.neurons.width, inGroup + 1)),
    });
    const { difference, shifts, done } = regs({ difference: sint(33), shifts: uint(5), done: [bool, false] });

    const itsSlice =
      inGroup > inSlice ? neuron.slice(inGroup - 1, inSlice) : constant(uint(sliceNumberBits(parameters)), 0);
    const partBits = Math.min(inSlice, inGroup);
    const part = partBits === 0 ? constant(uint(1), 0) : neuron.trunc(partBits);
    const { slice, weight } = regs({ slice: uint(sliceNumberBits(parameters)), weight: uint(bits) });
    slice.next = itsSlice.extend(slice.width);
    weight.next = laneOf(chosenSlice([...io.word], slice), part, bits);

    const { isInside } = nodes({ isInside: at.lt(io.axons) });
    const answers = weightsAt(parameters) + choiceLatency(shape) + 1;
    const lanesBits = Math.log2(maskBits);
    done.next = false;
    const { asks } = regs({ asks: [bool, false] });
    asks.next = false;
    const comes = flagLater(asks, "comes", answers);
    const phase = fsm(
      "phase",
      {
        idle: (go) => {
          base.next = io.weightBase;
          neuron.next = 0;
          when(io.start, () => go("begin"));
        },
        begin: (go) => {
          place.next = base.subw(1);
          at.next = 0;
          difference.next = io.target;
          shifts.next = io.scale;
          go("sum");
        },
        // The address of an axon stands with `asks`.
        sum: (go) => {
          asks.next = isInside;
          when(isInside, () => {
            place.next = place.addw(1);
            at.next = at.addw(1);
          });
          when(comes(answers), () => {
            difference.next = difference.subw(extended(weight, shape.weightSign));
          });
          const onWay = Array.from({ length: answers + 1 }, (_, i): Bool => comes(i)).reduce((any, one) => any.or(one));
          when(isInside.or(onWay).not(), () => go("shift"));
        },
        shift: (go) => {
          place.next = base;
          at.next = 0;
          shifts.next = shifts.subw(1);
          when(shifts.eq(0), () => {
            when(difference.eq(0), () => go("next")).otherwise(() => go("change"));
          }).otherwise(() => {
            difference.next = difference.shr(1).extend(33);
          });
        },
        change: (go) => {
          when(isInside, () => go("changing")).otherwise(() => go("next"));
        },
        changing: (go) => {
          when(io.chunkDone, () => {
            place.next = place.addw(1);
            at.next = at.addw(1);
            go("change");
          });
        },
        next: (go) => {
          neuron.next = neuron.addw(1);
          const endsGroup = inGroup === 0 ? undefined : neuron.trunc(inGroup).all();
          const onward = base.addw(io.groupStride);
          base.next = endsGroup === undefined ? onward : endsGroup.mux(onward, base);
          when(neuron.addw(1).eq(io.neurons), () => {
            done.next = true;
            go("idle");
          }).otherwise(() => go("begin"));
        },
      },
      { init: "idle" },
    );
    const chunk = lanesBits === 0 ? neuron : neuron.slice(neuron.width - 1, lanesBits);
    return {
      ...{ place, slice, done, axon: at },
      sums: phase.is("sum"),
      chunkStart: phase.is("change").and(isInside),
      chunk: fitted(chunk, chunkBits(parameters)),
      chunkMask: lanesBits === 0 ? constant(uint(1), 1) : neuron.trunc(lanesBits).toOneHot(maskBits),
      factor: difference.sat(8),
    };
  },
);

function extended(weight: UInt, sign: "signed" | "unsigned"): SInt {
  return sign === "signed" ? weight.asSInt().extend(33) : weight.toSInt().extend(33);
}
