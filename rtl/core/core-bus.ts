import {
  adaptationReadAddress,
  busSpaces,
  type CoreShape,
  delayProgramAddress,
  learningAddresses,
  sliceBits,
  weightSlices,
} from "../../config/index.ts";
import {
  array,
  type Bool,
  bool,
  bundle,
  cat,
  formal,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  regArray,
  regs,
  stable,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { sliceOf } from "./bus-address.ts";
import { hasLearningWords } from "./learning-registers.ts";
import { onlyWhere } from "./only-where.ts";

const busWord = uint(16);

export interface CoreBusParameters {
  readonly shape: CoreShape;
  /** Cycles from `access` until the addressed weight word is there, and until the state is. */
  readonly weightsAt: number;
  readonly stateAt: number;
  readonly slice: SliceFinding;
}

/**
 * How a slice of the weight word is found: the word is turned until the slice is the low one; it is chosen; or all others
 * are made 0, and all are or-ed.
 */
export type SliceFinding = "turned" | "chosen" | "hidden";

/** Bits that tell the registers of the weight word what to do: one to turn it, or one for each slice to hide. */
export const handleBits = (finding: SliceFinding, slices: number): number => (finding === "hidden" ? slices : 1);

/** What the memory bus carries into a core. */
export const busAccess = bundle({ write: bool, read: bool, space: uint(3), address: busWord, data: busWord });

/**
 * The core's side of the memory bus: decodes writes, and collects the answer to a read.
 *
 * Ports       bus: one pulse per access, at least 3 cycles apart; `space` and `data` come with it, `address` a cycle later at the
 *             latest, and stand still until 2 cycles after it, for a read until its answer. `access` with `address`: load the
 *             address of whatever is meant; so do the write strobes, but that of region starts: it comes a cycle later.
 *             writeLearning: what belongs to learning, from 0xC000 on. weights: the addressed word, in slices, `weightsAt` cycles
 *             after `access`; membrane, refractory and adaptation: `stateAt` cycles after it, and until the next access
 * Latency     `busData` is valid once, when the answer is there: up to `weightsAt` + 4 cycles and the number of slices after
 *             the read, or `stateAt` + 3
 * Hazards     only while the core is idle; one read at a time
 */
export const CoreBus = module(
  "core_bus",
  ({ shape, slice }: CoreBusParameters) => ({
    bus: input(busAccess),
    weights: input(array(uint(sliceBits), weightSlices(shape))),
    membrane: input(uint(shape.membraneBits)),
    refractory: input(uint(Math.max(1, shape.refractoryBits))),
    ...onlyWhere(shape.adaptation !== undefined, () => ({ adaptation: input(uint(shape.adaptation?.bits ?? 0)) })),
    /** Turn the weight word by a slice, or hide those slices that have their bit here. */
    handle: output(uint(handleBits(slice, weightSlices(shape)))),
    access: output(bool),
    address: output(busWord),
    /** The access means membranes or refractory counters. */
    state: output(bool),
    writeWeights: output(bool),
    writeSegments: output(bool),
    writeInputParameters: output(bool),
    writeOutputParameters: output(bool),
    writeRegionStart: output(bool),
    writeGroups: output(bool),
    writeDelayProgram: output(bool),
    ...onlyWhere(hasLearningWords(shape), () => ({ writeLearning: output(bool) })),
    busData: output(bundle({ valid: bool, data: busWord })),
  }),
  ({ bus, weights, membrane, refractory, adaptation }, { shape, weightsAt, stateAt, slice }) => {
    const { address } = bus;
    const decode = regs({ write: [bool, false], read: [bool, false] });
    decode.write.next = bus.write;
    decode.read.next = bus.read;
    const { isProgram } = nodes({ isProgram: address.bit(Math.log2(delayProgramAddress)) });
    // Behind the delay program.
    const isLearning = hasLearningWords(shape)
      ? address.bit(Math.log2(learningAddresses.causal - delayProgramAddress))
      : lo;
    const strobes = regs({
      writeWeights: [bool, false],
      writeSegments: [bool, false],
      writeInputParameters: [bool, false],
      writeOutputParameters: [bool, false],
      /** Groups, steps of the delay program behind them, or what belongs to learning. */
      writeEither: [bool, false],
      startComes: [bool, false],
      writeRegionStart: [bool, false],
    });
    const writes = (space: number): Bool => bus.write.and(bus.space.eq(space));
    strobes.writeWeights.next = writes(busSpaces.weights);
    strobes.writeSegments.next = writes(busSpaces.segments);
    strobes.writeInputParameters.next = writes(busSpaces.inputParameters);
    strobes.writeOutputParameters.next = writes(busSpaces.outputParameters);
    strobes.writeEither.next = writes(busSpaces.groups);
    strobes.startComes.next = writes(busSpaces.regionStart);
    strobes.writeRegionStart.next = strobes.startComes;
    const { accessed } = nodes({ accessed: decode.write.or(decode.read) });
    const { strobed } = regs({ strobed: [bool, false] });
    strobed.next = accessed;
    for (const [value, name] of [
      [bus.space, "space"],
      [bus.data, "data"],
    ] as const) {
      formal.assert(accessed.or(strobed).implies(stable(value)), `the ${name} of an access changes too early`);
    }
    formal.assert(strobed.implies(stable(address)), "the address of an access changes too early");
    formal.assert(
      bus.write.or(bus.read).and(accessed.or(strobed)).not(),
      "an access comes less than 3 cycles after the last one",
    );

    const index = sliceOf(address, weights.length);
    const chosen =
      slice === "turned" ? undefined : slice === "chosen" ? chosenSlice([...weights], index) : orOf([...weights]);
    const chosenAt = weightsAt + (chosen?.cycles ?? 0);
    const { answering } = regs({ answering: [uint(Math.max(chosenAt, stateAt)), 0] });
    answering.next = cat(answering, decode.read).trunc(answering.width);
    const isWeights = bus.space.eq(busSpaces.weights);
    const found =
      chosen === undefined
        ? turnedSlice([...weights], answering.bit(weightsAt - 2).and(isWeights), index)
        : {
            valid: answering.bit(chosenAt - 1),
            slice: chosen.slice,
            handle: slice === "hidden" ? hidden(answering.bit(weightsAt - 4), index, weights.length) : lo.asUInt(),
          };
    const { busData } = regs({ busData: bundle({ valid: bool, data: busWord }) });
    busData.valid.next = isWeights.mux(found.valid, answering.bit(stateAt - 1));
    const counted =
      shape.adaptation === undefined
        ? refractory.extend(16)
        : address.bit(Math.log2(adaptationReadAddress)).mux(adaptation.extend(16), refractory.extend(16));
    busData.data.next = isWeights.mux(
      found.slice,
      bus.space.eq(busSpaces.membranes).mux(membrane.asSInt().extend(16).asUInt(), counted),
    );
    return {
      handle: found.handle,
      access: accessed,
      address,
      state: bus.space.eq(busSpaces.membranes).or(bus.space.eq(busSpaces.refractory)),
      writeWeights: strobes.writeWeights,
      writeSegments: strobes.writeSegments,
      writeInputParameters: strobes.writeInputParameters,
      writeOutputParameters: strobes.writeOutputParameters,
      writeRegionStart: strobes.writeRegionStart,
      writeGroups: strobes.writeEither.and(isProgram.not()),
      writeDelayProgram: hasLearningWords(shape)
        ? strobes.writeEither.and(isProgram).and(isLearning.not())
        : strobes.writeEither.and(isProgram),
      ...onlyWhere(hasLearningWords(shape), () => ({
        writeLearning: strobes.writeEither.and(isProgram).and(isLearning),
      })),
      busData,
    };
  },
);

/** From the cycle after `comes` on, in which the word stands, it is turned by a slice per cycle. */
function turnedSlice([slice]: readonly UInt[], comes: Bool, index: UInt): { valid: Bool; slice: UInt; handle: UInt } {
  const { turn, turnsLeft } = regs({ turn: [bool, false], turnsLeft: uint(index.width) });
  const { found } = nodes({ found: turn.and(turnsLeft.any().not()) });
  turn.next = comes.or(turn.and(found.not()));
  // Before it turns, as often as the address says.
  turnsLeft.next = turn.mux(turnsLeft.subw(1), index);
  if (slice === undefined) throw new Error("a weight word without slices");
  return { valid: found, slice, handle: turn.asUInt() };
}

/**
 * From two cycles after `comes` on: every slice but the addressed one. What hides the other groups of slices sets a register,
 * which costs no LUT; so it needs no reset of its own.
 */
function hidden(comes: Bool, index: UInt, slices: number): UInt {
  const low = index.trunc(Math.min(2, index.width));
  const parts = regs({
    lowIsNot: [uint(2 ** low.width), 0],
    highIsNot: [uint(Math.ceil(slices / 2 ** low.width)), 0],
  });
  const others = (own: UInt, count: number): UInt => own.toOneHot(count).not().and(comes.asUInt().replicate(count));
  parts.lowIsNot.next = others(low, parts.lowIsNot.width);
  parts.highIsNot.next = index.width > 2 ? others(index.slice(index.width - 1, 2), parts.highIsNot.width) : 0;
  const hides = regArray("hides", slices, bool);
  hides.forEach((own, i) => {
    own.next = parts.highIsNot.bit(Math.floor(i / choices)).mux(hi, parts.lowIsNot.bit(i % choices));
  });
  return cat(...[...hides].reverse());
}

/** All slices or-ed, some cycles later. */
function orOf(word: readonly UInt[]): { slice: UInt; cycles: number } {
  const or = (values: readonly UInt[]): UInt => values.reduce((all, one) => all.or(one));
  let left = word;
  let cycles = 0;
  while (left.length > 2) {
    const stage = regArray(`stage${cycles}Or`, Math.ceil(left.length / choices), busWord);
    for (const [i, register] of stage.entries()) register.next = or(left.slice(choices * i, choices * (i + 1)));
    left = stage;
    cycles++;
  }
  return { slice: or(left), cycles };
}

/** Slices that one stage chooses from, as many as two index bits. */
const choices = 4;

/** The addressed slice of a weight word, some cycles later: it goes through a tree of registers. */
function chosenSlice(word: readonly UInt[], addressed: UInt): { slice: UInt; cycles: number } {
  let left = word;
  let index = addressed;
  let cycles = 0;
  while (left.length > 1) {
    const stage = regArray(`stage${cycles}Slice`, Math.ceil(left.length / choices), busWord);
    for (const [i, register] of stage.entries()) {
      register.next = selected(left.slice(choices * i, choices * (i + 1)), index);
    }
    left = stage;
    if (left.length > 1) index = index.slice(index.width - 1, 2);
    cycles++;
  }
  const [slice] = left;
  if (slice === undefined) throw new Error("a weight word without slices");
  return { slice, cycles };
}

/** One of up to four by the low bits of an index. */
function selected(values: readonly UInt[], index: UInt): UInt {
  const low = index.trunc(Math.min(2, index.width));
  const slice = values.reduceRight<UInt | undefined>(
    (rest, value, i) => (rest === undefined ? value : low.eq(i).mux(value, rest)),
    undefined,
  );
  if (slice === undefined) throw new Error("a weight word without slices");
  return slice;
}
