import { busSpaces, type CoreShape, delayProgramAddress, sliceBits, weightSlices } from "../../config/index.ts";
import {
  array,
  bool,
  bundle,
  cat,
  constant,
  formal,
  input,
  module,
  nodes,
  output,
  regs,
  stable,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { sliceOf } from "./bus-address.ts";
import { later } from "./later.ts";

const busWord = uint(16);

export interface CoreBusParameters {
  readonly shape: CoreShape;
  /** Cycles from `access` until the addressed weight word is there, and until the state is. */
  readonly weightsAt: number;
  readonly stateAt: number;
}

/** What the memory bus carries into a core. */
export const busAccess = bundle({ write: bool, read: bool, space: uint(3), address: busWord, data: busWord });

/**
 * The core's side of the memory bus: decodes writes, and collects the answer to a read.
 *
 * Ports       bus: one pulse per access, at least 3 cycles apart; `space` and `data` stand still for 2 cycles more, for a
 *             read until its answer. `access` with `address`: load the address of whatever is meant; so do the write strobes,
 *             but that of region starts: it comes a cycle later. weights: the addressed word, in slices, `weightsAt` cycles after
 *             `access`; membrane and refractory: `stateAt` cycles after it, and until the next access
 * Latency     an answer comes `weightsAt` + 3 cycles after the read, and one more for every further stage that chooses from a wide word
 * Hazards     only while the core is idle; one read at a time
 */
export const CoreBus = module(
  "core_bus",
  ({ shape }: CoreBusParameters) => ({
    bus: input(busAccess),
    weights: input(array(uint(sliceBits), weightSlices(shape))),
    membrane: input(uint(shape.membraneBits)),
    refractory: input(uint(Math.max(1, shape.refractoryBits))),
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
    busData: output(bundle({ valid: bool, data: busWord })),
  }),
  ({ bus, weights, membrane, refractory }, { shape, weightsAt, stateAt }) => {
    const decode = regs({ write: [bool, false], read: [bool, false], address: busWord });
    decode.write.next = bus.write;
    decode.read.next = bus.read;
    when(bus.write.or(bus.read), () => {
      decode.address.next = bus.address;
    });
    const writes = (space: number) => decode.write.and(bus.space.eq(space));
    const { isProgram } = nodes({ isProgram: decode.address.bit(Math.log2(delayProgramAddress)) });
    const { writeRegionStart } = regs({ writeRegionStart: [bool, false] });
    writeRegionStart.next = writes(busSpaces.regionStart);
    const strobes = nodes({
      writeWeights: writes(busSpaces.weights),
      writeSegments: writes(busSpaces.segments),
      writeInputParameters: writes(busSpaces.inputParameters),
      writeOutputParameters: writes(busSpaces.outputParameters),
      writeGroups: writes(busSpaces.groups).and(isProgram.not()),
      writeDelayProgram: writes(busSpaces.groups).and(isProgram),
    });
    const { accessed } = nodes({ accessed: decode.write.or(decode.read) });
    const { strobed } = regs({ strobed: [bool, false] });
    strobed.next = accessed;
    for (const [value, name] of [
      [bus.space, "space"],
      [bus.data, "data"],
    ] as const) {
      formal.assert(accessed.or(strobed).implies(stable(value)), `the ${name} of an access changes too early`);
    }
    formal.assert(
      bus.write.or(bus.read).and(accessed.or(strobed)).not(),
      "an access comes less than 3 cycles after the last one",
    );

    // The weight word passes by, the state stays: the answer is taken when both are there.
    const { slice: chosen, cycles } = chosenSlice([...weights], decode.address, shape);
    const answerAt = Math.max(weightsAt + cycles, stateAt);
    const slice = later(chosen, "slice", answerAt - weightsAt - cycles);
    const answer = regs({ answering: [uint(answerAt), 0], busData: bundle({ valid: bool, data: busWord }) });
    answer.answering.next = cat(answer.answering, decode.read).trunc(answerAt);
    answer.busData.valid.next = answer.answering.bit(answerAt - 1);
    answer.busData.data.next = bus.space
      .eq(busSpaces.weights)
      .mux(slice, bus.space.eq(busSpaces.membranes).mux(membrane.asSInt().extend(16).asUInt(), refractory.extend(16)));
    return {
      access: accessed,
      address: decode.address,
      state: bus.space.eq(busSpaces.membranes).or(bus.space.eq(busSpaces.refractory)),
      ...strobes,
      writeRegionStart,
      busData: answer.busData,
    };
  },
);

/** Slices that one stage chooses from, as many as two index bits. */
const choices = 4;

/** The addressed slice of a weight word, some cycles later: a wide word goes through a tree of registers. */
function chosenSlice(word: readonly UInt[], address: UInt, shape: CoreShape): { slice: UInt; cycles: number } {
  let left = word;
  let index = sliceOf(address, weightSlices(shape));
  let cycles = 0;
  do {
    const names = Array.from({ length: Math.ceil(left.length / choices) }, (_, i) => `stage${cycles}Slice${i}`);
    const registers = Object.values(regs(Object.fromEntries(names.map((name) => [name, busWord]))));
    for (const [i, register] of registers.entries()) {
      register.next = selected(left.slice(choices * i, choices * (i + 1)), index);
    }
    left = registers;
    index = index.width > 2 ? index.slice(index.width - 1, 2) : constant(uint(1), 0);
    cycles++;
  } while (left.length > 1);
  const [slice] = left;
  if (slice === undefined) throw new Error("a weight word without slices");
  return { slice, cycles };
}

/** One of up to four by the low bits of an index. */
function selected(values: readonly UInt[], index: UInt): UInt {
  const low = index.trunc(Math.min(2, index.width));
  return values.reduceRight((rest, value, i) => (i === values.length - 1 ? value : low.eq(i).mux(value, rest)));
}
