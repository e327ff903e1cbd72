import {
  type CoreShape,
  groupLayout,
  inputParameterLayout,
  listIndexBits,
  outputParameterLayout,
  regionBits,
  rowBits,
  slicesOf,
  type WordLayout,
} from "../../config/index.ts";
import {
  array,
  type Bool,
  bool,
  bundle,
  cat,
  constant,
  formal,
  hi,
  input,
  instance,
  lo,
  module,
  nodes,
  output,
  regs,
  sint,
  stream,
  streams,
  type UInt,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { LifPipeline } from "../neuron/lif-pipeline.ts";
import { adaptationWidth, firstTickWidth, refractoryWidth } from "../neuron/lif-ports.ts";
import { AdaptingThresholds } from "./adapting-thresholds.ts";
import {
  adaptationPlace,
  type BackParameters,
  type RowPlace,
  rowCount,
  rowFifoReserve,
  rowTiming,
} from "./back-timing.ts";
import { rowOfSlot, sliceOf, wordOf } from "./bus-address.ts";
import { CalciumFlags, calciumPlace } from "./calcium-flags.ts";
import { fieldsOf, joined, sliced } from "./fields.ts";
import { flagLater } from "./later.ts";
import { learnedRowOf } from "./learned-row.ts";
import { hasLearningWords } from "./learning-registers.ts";
import { type MemoryChoice, memoryFor } from "./memory-choice.ts";
import { carriedAs, memorySlice, writeEnable } from "./memory-slice.ts";
import { onlyWhere } from "./only-where.ts";
import { outputFieldsOf } from "./output-fields.ts";
import { heldField, parameterFields } from "./parameter-fields.ts";
import { RowControl } from "./row-control.ts";
import { RowFifo } from "./row-fifo.ts";
import { SaturationCounter } from "./saturation-counter.ts";
import { sharedBits, sharedSlice } from "./shared-slice.ts";
import { addressBits, SlicedMemory } from "./sliced-memory.ts";
import { SpikeSerialiser, spikeRowOf } from "./spike-serialiser.ts";
import { stateLane } from "./state-read.ts";

/** A row of U neurons that has been updated, as the spike history takes it. */
export const updatedRowOf = (shape: CoreShape) =>
  bundle({ valid: bool, spikes: uint(shape.updates), record: bool, endsPopulation: bool, endsTick: bool });

export interface NeuronBankParameters extends BackParameters {
  /** Cycles from `released` to the `groupStarts` that it allows, at the least; at least 1. */
  readonly releaseLead: number;
}

/**
 * The neurons of a core: what they are loaded with, their state, the pipelines that update U of them per cycle, and the
 * way of their spikes out.
 *
 * Ports       groupStarts: pulse, `groupLead` cycles before the `last` control of `Accumulate` for the same group (a
 *             register, please). Groups come in the order of the group words, `lastOfTick` ends a tick. released: pulse:
 *             one more group may start, at the earliest `releaseLead` cycles later; the first one after reset or clear
 *             needs none. own: a spike for the lists being filled, never refused. spikes: AER words; a
 *             tick's marker comes behind its spikes. tickDrained: pulse in the cycle after the last `own` of a tick, at the earliest.
 *             room: low while no group can be released before output has been taken. rows: for `SpikeHistory`; learned: for
 *             learning, with the flags of SDSP some cycles later.
 *             clear: pulse while idle, state, tick number and saturations to zero, then clearDone. Writes: strobes while
 *             idle, `writeAddress` with them and for a cycle more, `writeData` in that cycle; `busAccess` for a read, `busState` when it means
 *             a slot; writeLearning: from 0xC000 on; `busAddress` stands until the answer has been taken
 * Latency     `stateReadLatency` for a read
 * Throughput  U neurons per cycle; one spike per cycle leaves
 * Hazards     none between groups; bus accesses only while idle
 */
export const NeuronBank = module(
  "neuron_bank",
  ({ shape }: NeuronBankParameters) => ({
    groupStarts: input(bool),
    sums: input(array(sint(shape.accumulatorBits), shape.updates)),
    released: output(bool),
    own: output(bundle({ valid: bool, region: uint(regionBits(shape)), index: uint(listIndexBits(shape)) })),
    tickDrained: output(bool),
    spikes: stream.out(uint(16)),
    room: output(bool),
    rows: output(updatedRowOf(shape)),
    clear: input(bool),
    ...onlyWhere(shape.learning !== undefined, () => ({ learned: output(learnedRowOf(shape)) })),
    clearDone: output(bool),
    saturations: output(uint(16)),
    busAccess: input(bool),
    busAddress: input(uint(16)),
    /** The access means state, which is addressed by slot, and not words, which have slices. */
    busState: input(bool),
    writeGroups: input(bool),
    writeInputParameters: input(bool),
    writeOutputParameters: input(bool),
    ...onlyWhere(hasLearningWords(shape), () => ({ writeLearning: input(bool) })),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
    membrane: output(uint(shape.membraneBits)),
    refractory: output(uint(refractoryWidth(shape))),
    ...onlyWhere(shape.adaptation !== undefined, () => ({ adaptation: output(uint(adaptationWidth(shape))) })),
  }),
  (io, parameters) => {
    const { releaseLead, ...back } = parameters;
    const { shape, fabric, contents } = back;
    const { updates, membraneBits, refractoryBits } = shape;
    const depth = rowCount(shape);
    const rowAddress = uint(addressBits(depth));
    const timing = rowTiming(parameters);
    const loaded = (
      name: string,
      write: Bool,
      address: UInt,
      place: { bits: number; depth: number } & MemoryChoice,
    ) => {
      const slices = slicesOf(place.bits);
      return instance(name, SlicedMemory({ ...place, ...carriedAs(name, contents) }), {
        ...{ address, write, writeData: io.writeData },
        writeAddress: wordOf(io.writeAddress, slices, addressBits(place.depth)),
        writeSlice: sliceOf(io.writeAddress, slices),
      }).slices;
    };

    // The group word stays until its last part has been taken over, a cycle before the group's first result.
    const groups = {
      bits: groupLayout(shape).bits,
      depth: shape.groups,
      ...memoryFor(fabric, "program", shape.groups),
    };
    const { group } = regs({ group: [uint(addressBits(shape.groups)), 0] });
    const groupFields = fieldsOf(loaded("groups", io.writeGroups, group, groups), groupLayout(shape));
    const { hasRoom } = wires({ hasRoom: bool });
    const control = instance(
      "rowControl",
      RowControl({ rowBits: rowBits(shape), spacing: timing.result + 1 + groups.latency, releaseLead }),
      {
        groupStarts: io.groupStarts,
        rowsMinusOne: groupFields.has("rowsMinusOne") ? groupFields.uint("rowsMinusOne") : 0,
        lastOfTick: groupFields.bool("lastOfTick"),
        room: hasRoom,
      },
    );
    /** High in the cycle before a group's first row comes to a place, which is `cycles` behind its address. */
    const before = (cycles: number): Bool => control.begun.bit(cycles - 1);
    /** The same for a tick's first row. */
    const beforeTick = (cycles: number): Bool =>
      cycles === 0 ? control.beginsTick : before(cycles).and(control.beganTick);
    const routed = before(timing.result);
    const route = (name: string): UInt | undefined => heldField(groupFields, name, routed);
    when(routed, () => {
      group.next = groupFields.bool("lastOfTick").mux(0, group.addw(1));
    });

    // Rows on their way. Their address is counted at each place that needs it, instead of being carried along.
    const rowAt = flagLater(control.row, "row", timing.result);
    const { done } = nodes({ done: rowAt(timing.result) });
    // A group's rows follow each other: the last one is that behind which there is none, or another group's first.
    const { closes } = nodes({
      closes: rowAt(timing.result - 1).and(
        rowAt(timing.result - 2)
          .not()
          .or(before(timing.result - 1)),
      ),
    });
    const { endsGroup, endsTick } = regs({ endsGroup: [bool, false], endsTick: [bool, false] });
    endsGroup.next = closes;
    endsTick.next = closes.and(bit(heldField(groupFields, "lastOfTick", before(timing.result - 1))));
    const { readRow, resultRow } = regs({ readRow: rowAddress, resultRow: [rowAddress, 0] });
    // A cycle late, to keep the bus out of the path to the address.
    const { readsState } = regs({ readsState: [bool, false] });
    readsState.next = io.busAccess.and(io.busState);
    when(beforeTick(0), () => {
      readRow.next = 0;
    })
      .elsewhen(readsState, () => {
        readRow.next = rowOfSlot(io.busAddress, shape);
      })
      .elsewhen(control.row, () => {
        readRow.next = readRow.addw(1);
      });

    // Clearing sweeps the result address over all rows while the pipelines give zero.
    const sweep = regs({ clearing: [bool, false], clearWrite: [bool, false], clearDone: [bool, false] });
    // Seen a row ahead.
    const { lastSweep } = regs({ lastSweep: [bool, false] });
    lastSweep.next = sweep.clearWrite.and(resultRow.eq(2 ** resultRow.width - 2));
    sweep.clearing.next = io.clear.or(sweep.clearing.and(lastSweep.not()));
    sweep.clearWrite.next = sweep.clearing.and(lastSweep.not());
    sweep.clearDone.next = lastSweep;
    // Counted by adding: an enable would join with the reset and become the longest path.
    resultRow.next = endsTick.mux(0, resultRow.addw(done.or(sweep.clearWrite).asUInt()));
    const { youngTick, isCleared } = regs({ youngTick: uint(firstTickWidth(shape)), isCleared: bool });
    when(io.clear, () => {
      youngTick.next = 0;
      isCleared.next = true;
    }).elsewhen(beforeTick(timing.input), () => {
      youngTick.next = youngTick.addw(isCleared.or(youngTick.all()).not().asUInt());
      isCleared.next = false;
    });

    // State: the row's neurons side by side, each its membrane and above it its refractory counter.
    const stateBits = membraneBits + refractoryBits;
    const { newState } = wires({ newState: array(uint(stateBits), updates) });
    const { writeState } = nodes({ writeState: done.or(sweep.clearWrite) });
    const inputLayout = inputParameterLayout(shape);
    const inputSlices = slicesOf(inputLayout.bits * updates);
    const shared = sharedBits(parameters);
    const written = joined([...newState]);
    const state = written
      .slice(0, written.length - (shared === 0 ? 0 : 1))
      .map((writeData, slice) =>
        memorySlice(
          `state${slice}`,
          { ...timing.state, depth },
          { address: readRow, write: writeState, writeAddress: resultRow, writeData },
        ),
      );
    const inputRow: UInt[] = [];
    const ownSlices = inputSlices - (shared === 0 ? 0 : 1);
    if (timing.inputParameters !== undefined && ownSlices > 0) {
      const bits = inputLayout.bits * updates - shared;
      const slice = sliceOf(io.writeAddress, inputSlices);
      const carried = carriedAs("inputParameters", contents);
      const memory = instance("inputParameters", SlicedMemory({ bits, depth, ...timing.inputParameters, ...carried }), {
        address: readRow,
        // A word has empty slices up to a power of two of them.
        write: shared === 0 ? io.writeInputParameters : io.writeInputParameters.and(slice.lt(ownSlices)),
        writeAddress: wordOf(io.writeAddress, inputSlices, rowAddress.width),
        writeSlice: slice.trunc(addressBits(ownSlices)),
        writeData: io.writeData,
      });
      inputRow.push(...memory.slices);
    }
    const lastState = written.at(-1);
    if (shared > 0 && lastState !== undefined) {
      const carried = carriedAs(`inputParameters.${ownSlices}`, contents);
      const { writeShared } = regs({ writeShared: writeEnable(carried.carried) });
      const isShared = ownSlices === 0 ? hi : sliceOf(io.writeAddress, inputSlices).eq(ownSlices);
      writeShared.next = io.writeInputParameters.and(isShared);
      const both = sharedSlice(`state${state.length}`, { ...timing.state, depth, ...carried }, readRow, {
        low: { write: writeState, address: resultRow, data: lastState },
        high: {
          write: writeShared,
          address: wordOf(io.writeAddress, inputSlices, rowAddress.width),
          data: io.writeData.trunc(shared),
        },
      });
      state.push(both.low);
      inputRow.push(both.high);
    }
    const membraneOf = (lane: number): UInt => sliced(state, lane * stateBits, membraneBits);
    const refractoryOf = (lane: number): UInt =>
      refractoryBits === 0 ? constant(uint(1), 0) : sliced(state, lane * stateBits + membraneBits, refractoryBits);

    const rowWords = (
      name: string,
      write: Bool,
      address: UInt,
      layout: WordLayout,
      choice: MemoryChoice | undefined,
    ) => (choice === undefined ? [] : loaded(name, write, address, { bits: layout.bits * updates, depth, ...choice }));
    const inputFields = parameterFields(["bias", "leakKind", "leakAmount", "firstTick", "refractory"], {
      group: groupFields,
      takeOver: before(timing.input),
      row: inputRow,
      layout: inputLayout,
    });
    const outputLayout = outputParameterLayout(shape);
    const parameterAt = timing.thresholds - (timing.outputParameters?.latency ?? 0);
    const { parameterRow } = regs({ parameterRow: [rowAddress, 0] });
    parameterRow.next = beforeTick(parameterAt).mux(0, parameterRow.addw(rowAt(parameterAt).asUInt()));
    const outputSources = {
      group: groupFields,
      row: rowWords("outputParameters", io.writeOutputParameters, parameterRow, outputLayout, timing.outputParameters),
      layout: outputLayout,
    };
    const lanes = Array.from({ length: updates }, (_, lane) => lane);
    const outputFields = lanes.map(outputFieldsOf(outputSources, before, timing, shape));
    const loads = onlyWhere(hasLearningWords(shape), () => ({
      ...{ write: io.writeLearning, writeAddress: io.writeAddress, writeData: io.writeData },
    }));
    const wired = onlyWhere(shape.adaptation !== undefined, () => wires({ spiked: uint(updates) }));
    /** For what reads a tick's rows from an address of its own, and writes them behind their result. */
    const rowsFrom = ({ readAt, storedAt }: RowPlace) => ({
      ...{ row: rowAt(readAt), beginsRows: beforeTick(readAt), beginsTick: beforeTick(storedAt) },
      ...{ done, doneRow: resultRow, ...loads },
    });
    const thresholds = onlyWhere(shape.adaptation !== undefined, () =>
      instance("thresholds", AdaptingThresholds(back), {
        ...rowsFrom(adaptationPlace(back)),
        thresholds: outputFields.map(({ threshold }) => threshold),
        increments: outputFields.map(({ increment }) => increment),
        fired: wired.spiked,
        ...{ read: readsState, readRow: rowOfSlot(io.busAddress, shape) },
      }),
    );

    const neurons = outputFields.map(({ threshold, resetKind, resetAdd }, lane) => {
      const { bias, leakKind, leakAmount, firstTick, refractory } = inputFields(lane);
      const compared = shape.adaptation === undefined ? threshold : thresholds.effective.at(lane);
      return instance(`neuron${lane}`, LifPipeline({ shape, fabric }), {
        valid: rowAt(timing.input),
        membrane: membraneOf(lane).asSInt(),
        refractory: refractoryOf(lane),
        inputFields: { bias: bias.asSInt(), leakKind, leakAmount, firstTick, refractory },
        tick: youngTick,
        sum: io.sums.at(lane),
        outputFields: { threshold: compared, resetKind, resetAdd: resetAdd.asSInt() },
        clear: sweep.clearing,
      });
    });
    newState.value = neurons.map(({ newMembrane, newRefractory }) =>
      refractoryBits === 0 ? newMembrane.asUInt() : cat(newRefractory, newMembrane.asUInt()),
    );
    const { fired } = nodes({ fired: cat(...neurons.map((neuron) => neuron.fired).reverse()) });
    if (shape.adaptation !== undefined) wired.spiked.value = fired;
    const rowEnd = { endsGroup, endsTick };
    const flagged = onlyWhere(shape.learning?.kind === "sdsp", () =>
      instance("calcium", CalciumFlags(back), {
        ...{ ...rowsFrom(calciumPlace(back)), ...rowEnd, fired, sweep: sweep.clearWrite },
        membranes: neurons.map(({ newMembrane }) => newMembrane),
      }),
    );
    const saturated = cat(...neurons.map((neuron) => neuron.saturated).reverse());
    const { count } = instance("saturationCounter", SaturationCounter({ updates, fabric }), {
      saturated,
      clear: io.clear,
    });

    // Spikes on their way out.
    const reserve = rowFifoReserve(parameters);
    const { toSerialise } = streams({ toSerialise: spikeRowOf(shape) });
    const fifo = instance("rowFifo", RowFifo({ shape, fabric, reserve }), {
      push: fired.any().or(endsTick),
      row: {
        ...{ spikes: fired, endsTick, row: resultRow },
        report: bit(route("report")),
        loopBack: bit(route("loopBack")),
        region: route("loopBackRegion") ?? 0,
      },
      deq: toSerialise.in,
    });
    hasRoom.value = fifo.room;
    const serialiser = instance("serialiser", SpikeSerialiser({ shape }), {
      rows: toSerialise.out,
      clear: io.clear,
      spikes: io.spikes,
    });

    formal.assert(done.and(sweep.clearWrite).not(), "state is cleared while a tick runs");
    const lane = stateLane(io.busAddress, shape);
    return {
      released: control.released,
      own: serialiser.own,
      tickDrained: serialiser.tickDrained,
      spikes: serialiser.spikes,
      room: fifo.room,
      rows: {
        valid: done,
        spikes: fired,
        record: bit(route("record")),
        endsPopulation: bit(route("lastOfPopulation")).and(endsGroup),
        endsTick,
      },
      ...onlyWhere(shape.learning !== undefined, () => ({
        learned: flagged.learned ?? { valid: done, row: resultRow, spikes: fired, up: 0, down: 0, ...rowEnd },
      })),
      clearDone: sweep.clearDone,
      saturations: count,
      membrane: lane(
        "membraneRead",
        neurons.map((_, i) => membraneOf(i)),
      ),
      refractory: lane(
        "refractoryRead",
        neurons.map((_, i) => refractoryOf(i)),
      ),
      ...onlyWhere(shape.adaptation !== undefined, () => ({
        adaptation: lane("adaptationRead", [...thresholds.stored]),
      })),
    };
  },
);

const bit = (field: UInt | undefined): Bool => field?.bit(0) ?? lo;
