import { busSpaces } from "../../../../config/index.ts";
import { bool, bundle, input, module, nodes, output, regs, type UInt, uint, when } from "../../../../hdlgen/index.ts";
import { type TwinShape, weightSlices } from "./layout.ts";

const busWord = uint(16);

/**
 * The core's side of the memory bus: decodes writes, and collects the answer to a read.
 *
 * Ports       bus: one pulse per access. `access` with `address`: load the address of whatever is meant; strobes and
 *             `writeAddress`, `writeData` follow one cycle later, when the address stands. The memories answer one
 *             cycle after that
 * Latency     an answer comes 5 cycles after the read
 * Hazards     only while the core is idle; one read at a time
 */
export const CoreBus = module(
  "core_bus",
  ({ shape }: { shape: TwinShape }) => ({
    bus: input(bundle({ write: bool, read: bool, space: uint(3), address: busWord, data: busWord })),
    weights: input(uint(shape.lanes * shape.weightBits)),
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
    writeAddress: output(busWord),
    writeData: output(busWord),
    busData: output(bundle({ valid: bool, data: busWord })),
  }),
  ({ bus, weights, membrane, refractory }, { shape }) => {
    const decode = regs({
      write: [bool, false],
      read: [bool, false],
      space: uint(3),
      address: busWord,
      data: busWord,
    });
    decode.write.next = bus.write;
    decode.read.next = bus.read;
    const { accessed } = nodes({ accessed: bus.write.or(bus.read) });
    when(accessed, () => {
      decode.space.next = bus.space;
      decode.address.next = bus.address;
      decode.data.next = bus.data;
    });
    const strobes = regs({
      writeWeights: [bool, false],
      writeSegments: [bool, false],
      writeInputParameters: [bool, false],
      writeOutputParameters: [bool, false],
      writeRegionStart: [bool, false],
      writeAddress: busWord,
      writeData: busWord,
    });
    const writes = (space: number) => decode.write.and(decode.space.eq(space));
    strobes.writeWeights.next = writes(busSpaces.weights);
    strobes.writeSegments.next = writes(busSpaces.segments);
    strobes.writeInputParameters.next = writes(busSpaces.inputParameters);
    strobes.writeOutputParameters.next = writes(busSpaces.outputParameters);
    strobes.writeRegionStart.next = writes(busSpaces.regionStart);

    strobes.writeAddress.next = decode.address;
    strobes.writeData.next = decode.data;

    const answer = regs({
      addressed: [bool, false],
      fetched: [bool, false],
      chosen: [bool, false],
      weightSlice: busWord,
      busData: bundle({ valid: bool, data: busWord }),
    });
    answer.addressed.next = decode.read;
    answer.fetched.next = answer.addressed;
    answer.chosen.next = answer.fetched;
    answer.weightSlice.next = weightSlice(weights, decode.address, shape);
    answer.busData.valid.next = answer.chosen;
    answer.busData.data.next = decode.space
      .eq(busSpaces.weights)
      .mux(
        answer.weightSlice,
        decode.space.eq(busSpaces.membranes).mux(membrane.asSInt().extend(16).asUInt(), refractory.extend(16)),
      );
    return {
      access: decode.write.or(decode.read),
      address: decode.address,
      state: decode.space.ge(busSpaces.membranes),
      ...strobes,
      busData: answer.busData,
    };
  },
);

function weightSlice(word: UInt, address: UInt, shape: TwinShape): UInt {
  const slices = weightSlices(shape);
  let chosen = word.slice(Math.min(15, word.width - 1), 0).extend(16);
  for (let slice = 1; slice < slices; slice++) {
    const part = word.slice(Math.min(slice * 16 + 15, word.width - 1), slice * 16).extend(16);
    const bits = Math.ceil(Math.log2(slices));
    chosen = address.trunc(bits).eq(slice).mux(part, chosen);
  }
  return chosen;
}
