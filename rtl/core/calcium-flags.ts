import {
  array,
  type Bool,
  bool,
  cat,
  input,
  module,
  output,
  pipeline,
  regs,
  sint,
  type UInt,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import { type BackParameters, type RowPlace, rowCount, rowTiming } from "./back-timing.ts";
import { joined, sliced } from "./fields.ts";
import { flagLater, later } from "./later.ts";
import { learnedRowOf } from "./learned-row.ts";
import { dueTicks, type LearningWrite, loadedRegister } from "./learning-registers.ts";
import { memorySlice } from "./memory-slice.ts";
import { addressBits } from "./sliced-memory.ts";

/** Calcium counts up to 255. */
const calciumBits = 8;
/** Cycles from a row's result to its flags. */
const flagsAfter = 3;
/** Cycles from a row's calcium to its result. */
const stages = 3;

/** Where the calcium of a row is read and is there, in cycles from the row's address. */
export function calciumPlace(parameters: BackParameters): RowPlace {
  const { result, plainState } = rowTiming(parameters);
  return { readAt: result - stages - plainState.latency, storedAt: result - stages };
}

/**
 * What SDSP asks of a neuron: its calcium, which its spikes raise, and with its membrane whether a synapse goes up or down.
 *
 * Ports       row, `calciumPlace` after their addresses: a row whose calcium is read; beginsRows: in the cycle before a tick's
 *             first one. beginsTick: in the cycle before that calcium is there. membranes, fired: with `done` and its row's
 *             address; learned: the row with its flags. sweep: with the address of a row whose calcium becomes 0. write: of
 *             a register of learning, while idle
 * Latency     3 cycles from the row's result.  Throughput: U neurons per cycle
 * Hazards     calcium is written a cycle after its neuron's membrane: still before it is read for the next tick
 * Source      docs/decisions/0011; Brader, Senn and Fusi 2007, as in ODIN (Frenkel et al. 2019)
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
    const limit = loadedRegister(loads, "calciumLimit", calciumBits, "limit");
    const bound = (name: "upLow" | "upHigh" | "downLow" | "downHigh"): UInt =>
      loadedRegister(loads, name, calciumBits + 1, name);
    const [upLow, upHigh, downLow, downHigh] = [bound("upLow"), bound("upHigh"), bound("downLow"), bound("downHigh")];
    const membraneThreshold = loadedRegister(loads, "membraneThreshold", membraneBits, "membraneThreshold").asSInt();
    const due = dueTicks(loads, loadedRegister(loads, "calciumDecay", 4, "log2Period"), io.beginsTick);

    const { rowAddress } = regs({ rowAddress: uint(addressBits(depth)) });
    rowAddress.next = io.beginsRows.mux(0, rowAddress.addw(io.row.asUInt()));
    const { write, writeRow } = regs({ write: [bool, false], writeRow: uint(addressBits(depth)) });
    write.next = io.done.or(io.sweep);
    writeRow.next = io.doneRow;

    const stored = wires({ calcium: array(uint(calciumBits), updates) }).calcium;
    const neurons = stored.map(
      (calcium, lane) =>
        pipeline(`neuron${lane}`, { inputs: { calcium } })
          .stage("read", ({ calcium }) => ({ falls: due.and(calcium.any()) }))
          .stage("decay", ({ calcium, falls }) => ({ rested: calcium.addw(falls.mux(2 ** calciumBits - 1, 0)) }))
          .stage("room", ({ rested }) => ({ rises: rested.lt(limit) }))
          .arriving({ spike: io.fired.bit(lane), membrane: io.membranes.at(lane), sweep: io.sweep })
          .stage("count", ({ rested, rises, spike, membrane, sweep }) => ({
            count: sweep.mux(0, rested.addw(rises.and(spike).asUInt())),
            isHigh: membrane.ge(membraneThreshold),
          }))
          .leaving(({ count }) => ({ written: count }))
          .stage("compare", ({ count }) => ({
            enoughUp: count.ge(upLow),
            fewUp: count.lt(upHigh),
            enoughDown: count.ge(downLow),
            fewDown: count.lt(downHigh),
          }))
          .stage("flags", ({ isHigh, enoughUp, fewUp, enoughDown, fewDown }) => ({
            up: isHigh.and(enoughUp).and(fewUp),
            down: isHigh.not().and(enoughDown).and(fewDown),
          }))
          .end(({ up, down }) => ({ up, down })).outputs,
    );
    const slices = joined(neurons.map(({ written }) => written)).map((writeData, slice) =>
      memorySlice(
        `calcium${slice}`,
        { ...rowTiming(parameters).plainState, depth },
        { address: rowAddress, write, writeAddress: writeRow, writeData },
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
