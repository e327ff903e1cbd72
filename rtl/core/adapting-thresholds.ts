import { type CoreShape, learningAddresses } from "../../config/index.ts";
import {
  array,
  type Bool,
  bool,
  hi,
  input,
  instance,
  module,
  nodes,
  output,
  regArray,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { Adaptation } from "../neuron/adaptation.ts";
import { adaptationWidth, effectiveWidth, thresholdWidth } from "../neuron/lif-ports.ts";
import { type BackParameters, rowCount, rowTiming } from "./back-timing.ts";
import { rowOfSlot } from "./bus-address.ts";
import { dueTicks, type LearningWrite, loadedRegister } from "./learning-registers.ts";
import { carriedAs, memorySlice, writeEnable } from "./memory-slice.ts";
import { addressBits } from "./sliced-memory.ts";

/** A core has at most this many slots whose thresholds adapt. */
const mostSlots = 4096;
const slotBits = Math.log2(mostSlots);

/**
 * What adapting thresholds have been raised by, U of them per cycle: a by row, in a memory for each lane, kept over a state
 * reset.
 *
 * Ports       row, `adaptationTiming` after their addresses: a row whose a is read; beginsRows: in the cycle before a tick's
 *             first one. beginsTick: in the cycle before that a is there. thresholds, increments: of the row; effective: θ + a a
 *             cycle later. fired: with `done` and its row's address. read: the address is that of `readRow`; then `stored`
 *             stands. write: of a slot or a register of learning, while idle
 * Latency     `rowTiming(…).adaptation`.  Throughput: U neurons per cycle
 * Hazards     a is written a cycle after its neuron's membrane: still before it is read for the next tick
 */
export const AdaptingThresholds = module(
  "adapting_thresholds",
  ({ shape }: BackParameters) => {
    const byLane = (bits: number) => array(uint(bits), shape.updates);
    const rowAddress = uint(addressBits(rowCount(shape)));
    return {
      row: input(bool),
      beginsRows: input(bool),
      beginsTick: input(bool),
      thresholds: input(byLane(thresholdWidth(shape))),
      increments: input(byLane(adaptationWidth(shape))),
      effective: output(byLane(effectiveWidth(shape))),
      done: input(bool),
      doneRow: input(rowAddress),
      fired: input(uint(shape.updates)),
      read: input(bool),
      readRow: input(rowAddress),
      stored: output(byLane(adaptationWidth(shape))),
      write: input(bool),
      writeAddress: input(uint(16)),
      writeData: input(uint(16)),
    };
  },
  (io, parameters) => {
    const { shape } = parameters;
    const { plainState } = rowTiming(parameters);
    if (shape.slots > mostSlots) throw new Error(`${shape.slots} slots whose thresholds adapt`);
    const bits = adaptationWidth(shape);
    const depth = rowCount(shape);
    const loads: LearningWrite = { write: io.write, address: io.writeAddress, data: io.writeData };
    const limit = loadedRegister(loads, "adaptationLimit", bits, "limit");
    const log2Period = loadedRegister(loads, "adaptationDecay", 4, "log2Period");
    const shift = loadedRegister(loads, "adaptationDecay", 5, "shift", 4);
    const due = dueTicks(loads, log2Period, io.beginsTick);

    const { rowAddress } = regs({ rowAddress: uint(addressBits(depth)) });
    when(io.beginsRows, () => {
      rowAddress.next = 0;
    })
      .elsewhen(io.read, () => {
        rowAddress.next = io.readRow;
      })
      .elsewhen(io.row, () => {
        rowAddress.next = rowAddress.addw(1);
      });

    const { isSlot, slot } = slotWritten(loads, shape);
    const { writeRow } = regs({ writeRow: uint(addressBits(depth)) });
    writeRow.next = isSlot.mux(rowOfSlot(slot, shape), io.doneRow);
    const laneBits = Math.log2(shape.updates);
    const carriedBy = (lane: number) => carriedAs(`adaptation.${lane}`, parameters.contents);
    const writes = regArray("write", shape.updates, writeEnable(carriedBy(0).carried));
    const lanes = regArray("data", shape.updates, uint(bits)).map((data, lane) => {
      const write = writes[lane];
      if (write === undefined) throw new Error(`lane ${lane}`);
      const isMeant = laneBits === 0 ? hi : slot.trunc(laneBits).eq(lane);
      const stored = memorySlice(
        `lane${lane}`,
        { ...plainState, depth, ...carriedBy(lane) },
        { address: rowAddress, write, writeAddress: writeRow, writeData: data },
      );
      const neuron = instance(`neuron${lane}`, Adaptation(parameters), {
        ...{ stored, due, shift, limit },
        ...{ threshold: io.thresholds.at(lane), increment: io.increments.at(lane), fired: io.fired.bit(lane) },
      });
      write.next = io.done.or(isSlot.and(isMeant));
      data.next = isSlot.mux(io.writeData.trunc(bits), neuron.adapted);
      return { stored, effective: neuron.effective };
    });
    return { effective: lanes.map(({ effective }) => effective), stored: lanes.map(({ stored }) => stored) };
  },
);

/** Whether the write means what a slot's threshold has been raised by, and that slot. */
function slotWritten({ write, address }: LearningWrite, { slots }: CoreShape): { isSlot: Bool; slot: UInt } {
  const { isSlot } = nodes({
    isSlot: write.and(address.slice(13, slotBits).eq((learningAddresses.adaptation & 0x3fff) >> slotBits)),
  });
  return { isSlot, slot: address.trunc(Math.log2(slots)) };
}
