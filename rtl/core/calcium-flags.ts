import {
  array,
  type Bool,
  bool,
  cat,
  input,
  instance,
  module,
  output,
  regs,
  sint,
  type UInt,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import { Calcium, calciumBits, calciumLead, flagsAfter } from "../neuron/calcium.ts";
import { type BackParameters, type RowPlace, rowCount, rowTiming } from "./back-timing.ts";
import { joined, sliced } from "./fields.ts";
import { flagLater, later } from "./later.ts";
import { learnedRowOf } from "./learned-row.ts";
import { dueTicks, type LearningWrite, loadedRegister } from "./learning-registers.ts";
import { memorySlice } from "./memory-slice.ts";
import { addressBits } from "./sliced-memory.ts";

/** Where the calcium of a row is read and is there, in cycles from the row's address. */
export function calciumPlace(parameters: BackParameters): RowPlace {
  const { result, plainState } = rowTiming(parameters);
  return { readAt: result - calciumLead - plainState.latency, storedAt: result - calciumLead };
}

/**
 * What SDSP asks of the neurons, U of them per cycle: their calcium by row, and the flags of each row that has been updated.
 *
 * Ports       row, `calciumPlace` after their addresses: a row whose calcium is read; beginsRows: in the cycle before a tick's
 *             first one. beginsTick: in the cycle before that calcium is there. membranes, fired: with `done` and its row's
 *             address; learned: the row with its flags. sweep: with the address of a row whose calcium becomes 0. write: of
 *             a register of learning, while idle
 * Latency     3 cycles from the row's result.  Throughput: U neurons per cycle
 * Hazards     calcium is written a cycle after its neuron's membrane: still before it is read for the next tick
 */
export const CalciumFlags = module(
  "calcium_flags",
  (parameters: BackParameters) => {
    const { shape } = parameters;
    return {
      row: input(bool),
      beginsRows: input(bool),
      beginsTick: input(bool),
      done: input(bool),
      doneRow: input(uint(addressBits(rowCount(shape)))),
      fired: input(uint(shape.updates)),
      membranes: input(array(sint(shape.membraneBits), shape.updates)),
      sweep: input(bool),
      endsGroup: input(bool),
      endsTick: input(bool),
      learned: output(learnedRowOf(shape)),
      write: input(bool),
      writeAddress: input(uint(16)),
      writeData: input(uint(16)),
    };
  },
  (io, parameters) => {
    const { updates, membraneBits } = parameters.shape;
    const depth = rowCount(parameters.shape);
    const loads: LearningWrite = { write: io.write, address: io.writeAddress, data: io.writeData };
    const bound = (name: "upLow" | "upHigh" | "downLow" | "downHigh"): UInt =>
      loadedRegister(loads, name, calciumBits + 1, name);
    const rule = {
      limit: loadedRegister(loads, "calciumLimit", calciumBits, "limit"),
      membraneThreshold: loadedRegister(loads, "membraneThreshold", membraneBits, "membraneThreshold").asSInt(),
      ...{ upLow: bound("upLow"), upHigh: bound("upHigh"), downLow: bound("downLow"), downHigh: bound("downHigh") },
    };
    const due = dueTicks(loads, loadedRegister(loads, "calciumDecay", 4, "log2Period"), io.beginsTick);

    const { rowAddress } = regs({ rowAddress: uint(addressBits(depth)) });
    rowAddress.next = io.beginsRows.mux(0, rowAddress.addw(io.row.asUInt()));
    const { stores, storedRow } = regs({ stores: [bool, false], storedRow: uint(addressBits(depth)) });
    stores.next = io.done.or(io.sweep);
    storedRow.next = io.doneRow;

    const stored = wires({ calcium: array(uint(calciumBits), updates) }).calcium;
    const neurons = stored.map((own, lane) =>
      instance(`neuron${lane}`, Calcium({ shape: parameters.shape }), {
        ...{ stored: own, due, rule, sweep: io.sweep },
        ...{ fired: io.fired.bit(lane), membrane: io.membranes.at(lane) },
      }),
    );
    const slices = joined(neurons.map(({ count }) => count)).map((writeData, slice) =>
      memorySlice(
        `calcium${slice}`,
        { ...rowTiming(parameters).plainState, depth },
        { address: rowAddress, write: stores, writeAddress: storedRow, writeData },
      ),
    );
    stored.value = neurons.map((_, lane) => sliced(slices, lane * calciumBits, calciumBits));
    const row = (flags: readonly Bool[]): UInt => cat(...flags.map((flag) => flag.asUInt()).reverse());
    const flag = (value: Bool, name: string): Bool => flagLater(value, name, flagsAfter)(flagsAfter);
    return {
      learned: {
        ...{ valid: flag(io.done, "valid"), row: later(io.doneRow, "row", flagsAfter) },
        ...{ endsGroup: flag(io.endsGroup, "endsGroup"), endsTick: flag(io.endsTick, "endsTick") },
        spikes: later(io.fired, "spikes", flagsAfter),
        ...{ up: row(neurons.map(({ up }) => up)), down: row(neurons.map(({ down }) => down)) },
      },
    };
  },
);
