import {
  bool,
  bundle,
  cat,
  formal,
  hi,
  input,
  instance,
  module,
  nodes,
  output,
  pipeline,
  regs,
  stream,
  type UInt,
  uint,
  when,
  wires,
} from "../../../../hdlgen/index.ts";
import { Fifo } from "../../../../rtl/cells/fifo.ts";
import { Accumulate } from "./accumulate.ts";
import { sliceOf, wordOf } from "./bus-address.ts";
import { CoreBus } from "./core-bus.ts";
import { EventLists } from "./event-lists.ts";
import { fieldsOf } from "./fields.ts";
import { listIndexBits, regionBits, segmentLayout, slotCount, type TwinShape, weightSlices } from "./layout.ts";
import { NeuronBank } from "./neuron-bank.ts";
import { SegmentWalker } from "./segment-walker.ts";
import { addressBits, type MemoryKind, SlicedMemory } from "./sliced-memory.ts";
import { TickControl } from "./tick-control.ts";

export interface LifCoreParameters {
  readonly shape: TwinShape;
  /** Where the weights live: block RAM, or the four SPRAMs of an UP5K. */
  readonly weightMemory: MemoryKind;
}

/** Words of the spike FIFO: a whole tick's spikes and its marker fit; what is beyond them is there while they are read. */
export const spikeFifoDepth = (shape: TwinShape): number =>
  Math.max(256, 2 ** Math.ceil(Math.log2(slotCount(shape) + 1)));

/**
 * An event-driven core of leaky integrate-and-fire neurons. Every tick it walks its neurons in groups of L, and for each
 * group the events of the populations that are connected to it: one weight word, L synapses, per cycle. Sums live in
 * flip-flops; membranes are touched once per neuron and tick.
 *
 * Ports       events: AER words in; a marker is taken when the core is idle and the spike FIFO can take a whole tick's
 *             output, and starts the tick. spikes: AER words out; every tick ends with its marker. clear: while idle,
 *             state and lists to zero. bus: one access per pulse, while idle; a read is answered 5 cycles later
 * Latency     a tick takes about 25 + L cycles besides one per weight word; groups take L cycles at least
 * Throughput  L synapses per cycle
 * Hazards     none left to the user: what is written in a tick is read in the next
 * Source      docs/decisions/0001
 */
export const LifCore = module(
  "lif_core",
  (_: LifCoreParameters) => ({
    events: stream.in(uint(16)),
    spikes: stream.out(uint(16)),
    busy: output(bool),
    room: output(bool),
    clear: input(bool),
    saturations: output(uint(16)),
    bus: input(bundle({ write: bool, read: bool, space: uint(3), address: uint(16), data: uint(16) })),
    busData: output(bundle({ valid: bool, data: uint(16) })),
  }),
  ({ events, spikes, clear, bus }, { shape, weightMemory }) => {
    const region = uint(regionBits(shape));
    const index = uint(listIndexBits(shape));
    const slotBits = addressBits(slotCount(shape));
    const weightAddressBits = addressBits(shape.weightWords);
    const segment = segmentLayout(shape);
    const fifoDepth = spikeFifoDepth(shape);

    // Registers and wires that close the loops between the parts.
    const fired = regs({
      report: [bool, false],
      loopBack: [bool, false],
      loopBackRegion: region,
      firedSlot: uint(slotBits),
      tickEnds: [bool, false],
    });
    const { room } = regs({ room: [bool, false] });
    const back = wires({
      weightWord: uint(shape.lanes * shape.weightBits),
      membrane: uint(shape.membraneBits),
      refractory: uint(Math.max(1, shape.refractoryBits)),
      clearDone: bool,
    });

    const memory = instance("memoryBus", CoreBus({ shape }), {
      bus,
      weights: back.weightWord,
      membrane: back.membrane,
      refractory: back.refractory,
    });
    const control = instance("tickControl", TickControl({ indexBits: index.width, regionBits: region.width }), {
      events,
      hold: fired.loopBack,
      room,
      clear,
      tickDone: fired.tickEnds,
      clearDone: back.clearDone,
    });

    // Segments: read by the walker, addressed by the bus while something is written.
    const segmentAddressBits = addressBits(shape.segments);
    const walkerAddress = wires({ segmentAddress: uint(segmentAddressBits) });
    const { word: segmentWord } = instance(
      "segments",
      SlicedMemory({ bits: segment.bits, depth: shape.segments, kind: "block" }),
      {
        address: memory.writeSegments.mux(
          wordOf(memory.writeAddress, segment.slices, segmentAddressBits),
          walkerAddress.segmentAddress,
        ),
        write: memory.writeSegments,
        writeSlice: sliceOf(memory.writeAddress, segment.slices),
        writeData: memory.writeData,
      },
    );
    const descriptor = fieldsOf(segmentWord, segment);

    // The core's own spikes come before events from outside.
    const append = regs({ appendValid: [bool, false], appendRegion: region, appendIndex: index });
    append.appendValid.next = fired.loopBack.or(control.eventValid);
    append.appendRegion.next = fired.loopBack.mux(fired.loopBackRegion, control.eventRegion);
    append.appendIndex.next = fired.loopBack.mux(fired.firedSlot, control.eventIndex);
    const lookup = wires({ region, entry: uint(Math.log2(shape.listEntries)) });
    const lists = instance(
      "lists",
      EventLists({
        regions: shape.regions,
        regionBits: region.width,
        entries: shape.listEntries,
        indexBits: index.width,
      }),
      {
        appendValid: append.appendValid,
        appendRegion: append.appendRegion,
        appendIndex: append.appendIndex,
        swap: control.swap,
        drop: control.drop,
        startWrite: memory.writeRegionStart,
        startRegion: memory.writeAddress.trunc(region.width),
        startData: memory.writeData.trunc(Math.log2(shape.listEntries) + 1),
        lookupRegion: lookup.region,
        readEntry: lookup.entry,
      },
    );
    const walker = instance(
      "walker",
      SegmentWalker({
        weightBaseBits: weightAddressBits,
        regionBits: region.width,
        pointerBits: Math.log2(shape.listEntries) + 1,
        segmentAddressBits,
        lanes: shape.lanes,
      }),
      {
        start: control.walk,
        weightBase: descriptor.uint("weightBase"),
        region: descriptor.uint("region"),
        lastOfGroup: descriptor.bool("lastOfGroup"),
        lastOfTick: descriptor.bool("lastOfTick"),
        lookupFirst: lists.lookupFirst,
        lookupCount: lists.lookupCount,
      },
    );
    walkerAddress.segmentAddress.value = walker.segmentAddress;
    lookup.region.value = walker.lookupRegion;
    lookup.entry.value = walker.entry;

    // From list entry to weight word.
    const synapses = pipeline("synapse", {
      inputs: {
        valid: walker.issueValid,
        first: walker.issueFirst,
        last: walker.issueLast,
        endsTick: walker.issueLastOfTick,
        base: walker.entryBase,
      },
      reset: { valid: false, first: false, last: false },
    })
      .reading("list", () => ({ index: lists.index }))
      .stage("address", ({ base, index }) => ({
        weightAddress: memory.access.mux(
          wordOf(memory.address, weightSlices(shape), weightAddressBits),
          // Modulo the memory: a base may be "negative" by the first slot of the population that it belongs to.
          base.addw(fitted(index, weightAddressBits)),
        ),
      }))
      .leaving(({ weightAddress, valid, first, last }) => ({ weightAddress, word: { valid, first, last } }))
      .reading("weights", () => ({}))
      .end(({ last, endsTick }) => ({ groupStarts: last, groupEndsTick: endsTick }));
    const { weightAddress, word, groupStarts, groupEndsTick } = synapses.outputs;
    const { word: weights } = instance(
      "weights",
      SlicedMemory({ bits: shape.lanes * shape.weightBits, depth: shape.weightWords, kind: weightMemory }),
      {
        address: weightAddress,
        write: memory.writeWeights,
        writeSlice: sliceOf(memory.writeAddress, weightSlices(shape)),
        writeData: memory.writeData,
      },
    );
    const { sum } = instance(
      "accumulate",
      Accumulate({ lanes: shape.lanes, weightBits: shape.weightBits, accumulatorBits: shape.accumulatorBits }),
      { ...word, weights },
    );

    const neurons = instance("neurons", NeuronBank({ shape }), {
      start: control.swap,
      groupStarts,
      groupEndsTick,
      sum,
      clear,
      busAccess: memory.access,
      busAddress: memory.address,
      busState: memory.state,
      writeInputParameters: memory.writeInputParameters,
      writeOutputParameters: memory.writeOutputParameters,
      writeAddress: memory.writeAddress,
      writeData: memory.writeData,
    });
    fired.report.next = neurons.report;
    fired.loopBack.next = neurons.loopBack;
    fired.loopBackRegion.next = neurons.loopBackRegion;
    fired.firedSlot.next = neurons.slot;
    fired.tickEnds.next = neurons.tickDone;
    back.weightWord.value = weights;
    back.membrane.value = neurons.membrane;
    back.refractory.value = neurons.refractory;
    back.clearDone.value = neurons.clearDone;

    const { saturations } = regs({ saturations: [uint(16), 0] });
    when(clear, () => {
      saturations.next = 0;
    }).elsewhen(neurons.saturated.and(saturations.all().not()), () => {
      saturations.next = saturations.addw(1);
    });

    const { pushSpike } = nodes({ pushSpike: fired.report.or(fired.tickEnds) });
    const fifo = instance("spikeFifo", Fifo({ type: uint(16), depth: fifoDepth, storage: "block" }), {
      enq: {
        valid: pushSpike,
        payload: fired.tickEnds.mux(cat(hi, control.tick), fired.firedSlot.extend(16)),
      },
      deq: spikes,
    });
    room.next = fifo.level.le(fifoDepth - slotCount(shape) - 1);
    formal.assert(pushSpike.and(fifo.enq.ready.not()).not(), "a spike finds the FIFO full");
    formal.assert(fired.report.and(fired.tickEnds).not(), "a spike comes with the end of its tick");
    return {
      events: control.events,
      spikes: fifo.deq,
      busy: control.busy,
      room,
      saturations,
      busData: memory.busData,
    };
  },
);

/** A list entry that is wider than the weight address is only ever added modulo the memory. */
function fitted(index: UInt, bits: number): UInt {
  return index.width > bits ? index.trunc(bits) : index;
}
