import {
  type Bool,
  bool,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  type Reg,
  ram,
  regs,
  sint,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { sliceOf, wordOf } from "./bus-address.ts";
import { inputParameterLayout, outputParameterLayout, regionBits, slotCount, type TwinShape } from "./layout.ts";
import { LifPipeline } from "./lif-pipeline.ts";
import { addressBits, SlicedMemory } from "./sliced-memory.ts";

/**
 * The neurons of a core: their state and parameters, and the pipeline that updates them row by row.
 *
 * Ports       start: the next group is the first of a tick. groupStarts: the first row follows in the next cycle, its
 *             `sum` in the one after; then one row per cycle, L in all. spike: a neuron fired; tickDone: after the last
 *             row of the group that came with `groupEndsTick`, once its spikes are out. clear: zeroes all state, then
 *             clearDone
 * Latency     a spike comes 8 cycles after its row
 * Throughput  1 neuron per cycle
 * Hazards     groups at least L cycles apart; bus accesses only while idle
 * Cost        EBRs: membranes, refractory counters and two parameter words
 */
export const NeuronBank = module(
  "neuron_bank",
  ({ shape }: { shape: TwinShape }) => ({
    start: input(bool),
    groupStarts: input(bool),
    groupEndsTick: input(bool),
    sum: input(sint(shape.accumulatorBits)),
    clear: input(bool),
    busAccess: input(bool),
    busAddress: input(uint(16)),
    /** The access means state, which is addressed by slot, and not parameters, which have slices. */
    busState: input(bool),
    writeInputParameters: input(bool),
    writeOutputParameters: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
    spike: output(bool),
    report: output(bool),
    loopBack: output(bool),
    loopBackRegion: output(uint(regionBits(shape))),
    slot: output(uint(addressBits(slotCount(shape)))),
    tickDone: output(bool),
    clearDone: output(bool),
    saturated: output(bool),
    membrane: output(uint(shape.membraneBits)),
    refractory: output(uint(Math.max(1, shape.refractoryBits))),
  }),
  (io, { shape }) => {
    const slots = slotCount(shape);
    const slot = uint(addressBits(slots));
    const inputLayout = inputParameterLayout(shape);
    const outputLayout = outputParameterLayout(shape);

    // Rows: the address is counted at each point of the pipeline that needs it, instead of being carried along.
    const rows = regs({
      rowActive: [bool, false],
      rowsLeft: uint(addressBits(shape.lanes)),
      endsTick: bool,
      rowRead: [bool, false],
      rowIsLast: bool,
      tickDone: [bool, false],
      readSlot: slot,
      parameterSlot: slot,
      resultSlot: slot,
    });
    const { lastRow } = nodes({ lastRow: rows.rowActive.and(rows.rowsLeft.eq(0)) });
    rows.rowActive.next = io.groupStarts.or(rows.rowActive.and(lastRow.not()));
    rows.rowsLeft.next = io.groupStarts.mux(shape.lanes - 1, rows.rowsLeft.subw(1));
    when(io.groupStarts, () => {
      rows.endsTick.next = io.groupEndsTick;
    });
    rows.rowRead.next = rows.rowActive;
    rows.rowIsLast.next = lastRow.and(rows.endsTick);
    const { busSlot } = nodes({
      busSlot: io.busState.mux(io.busAddress.trunc(slot.width), wordOf(io.busAddress, inputLayout.slices, slot.width)),
    });
    count(rows.readSlot, rows.rowActive, io.start, io.busAccess, busSlot);

    const { word: inputParameters } = instance(
      "inputParameters",
      SlicedMemory({ bits: inputLayout.bits, depth: slots, kind: "block" }),
      {
        address: rows.readSlot,
        write: io.writeInputParameters,
        writeSlice: sliceOf(io.writeAddress, inputLayout.slices),
        writeData: io.writeData,
      },
    );
    const { word: outputParameters } = instance(
      "outputParameters",
      SlicedMemory({ bits: outputLayout.bits, depth: slots, kind: "block" }),
      {
        address: rows.parameterSlot,
        write: io.writeOutputParameters,
        writeSlice: sliceOf(io.writeAddress, outputLayout.slices),
        writeData: io.writeData,
      },
    );

    // Clearing sweeps the result address over all slots while the pipeline gives zero.
    const sweep = regs({ clearing: [bool, false], clearWrite: [bool, false], clearDone: [bool, false] });
    const { lastSlot } = nodes({ lastSlot: sweep.clearWrite.and(rows.resultSlot.all()) });
    sweep.clearing.next = io.clear.or(sweep.clearing.and(lastSlot.not()));
    sweep.clearWrite.next = sweep.clearing.and(lastSlot.not());
    sweep.clearDone.next = lastSlot;

    const ticks = regs({ youngTick: uint(Math.max(1, shape.firstTickBits)) });
    when(io.clear, () => {
      ticks.youngTick.next = 0;
    }).elsewhen(rows.tickDone.and(ticks.youngTick.all().not()), () => {
      ticks.youngTick.next = ticks.youngTick.addw(1);
    });

    const membranes = ram("membranes", sint(shape.membraneBits), { depth: slots, collision: "dontCare" });
    const membrane = membranes.read(rows.readSlot);
    const refractories =
      shape.refractoryBits === 0
        ? undefined
        : ram("refractories", uint(shape.refractoryBits), { depth: slots, collision: "dontCare" });
    const refractory = refractories?.read(rows.readSlot);
    const neuron = instance("pipeline", LifPipeline({ shape }), {
      valid: rows.rowRead,
      last: rows.rowIsLast,
      sum: io.sum,
      membrane,
      refractory: refractory ?? 0,
      inputParameters,
      outputParameters,
      tick: ticks.youngTick,
      clear: sweep.clearing,
    });
    const parameterAccess = wordOf(io.busAddress, outputLayout.slices, slot.width);
    count(rows.parameterSlot, neuron.takesParameters, io.start, io.busAccess, parameterAccess);
    rows.tickDone.next = neuron.finished;
    count(rows.resultSlot, neuron.done.or(sweep.clearWrite), io.start.or(io.clear));
    const { writeState } = nodes({ writeState: neuron.write.and(neuron.done).or(sweep.clearWrite) });
    membranes.write(rows.resultSlot, neuron.newMembrane, { enable: writeState });
    refractories?.write(rows.resultSlot, neuron.newRefractory, { enable: writeState });
    formal.assert(
      io.groupStarts.and(rows.rowActive).and(lastRow.not()).not(),
      "a group starts before the last one is done",
    );
    formal.assert(neuron.done.and(sweep.clearWrite).not(), "state is cleared while a tick runs");
    return {
      spike: neuron.fired,
      report: neuron.report,
      loopBack: neuron.loopBack,
      loopBackRegion: neuron.loopBackRegion,
      slot: rows.resultSlot,
      tickDone: rows.tickDone,
      clearDone: sweep.clearDone,
      saturated: neuron.saturated,
      membrane: membrane.asUInt(),
      refractory: refractory ?? 0,
    };
  },
);

/** A slot counter: back to 0 with `restart`, on with `step`, and where the bus wants it with `access`. */
function count(counter: Reg<UInt>, step: Bool, restart: Bool, access?: Bool, accessSlot?: UInt): void {
  when(restart, () => {
    counter.next = 0;
  }).elsewhen(step, () => {
    counter.next = counter.addw(1);
  });
  if (access === undefined || accessSlot === undefined) return;
  when(access, () => {
    counter.next = accessSlot;
  });
}
