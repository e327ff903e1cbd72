import { type CoreShape, listIndexBits, regionBits, segmentLayout } from "../../config/index.ts";
import {
  type Bool,
  bool,
  bundle,
  formal,
  hi,
  input,
  instance,
  lo,
  module,
  output,
  stream,
  streams,
  type UInt,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import { learnAddressBits } from "../learning/learn-ports.ts";
import { Learning } from "../learning/learning.ts";
import { adaptationWidth } from "../neuron/lif-ports.ts";
import { Accumulate, idleAfterGroup } from "./accumulate.ts";
import { type BackParameters, stateReadLatency } from "./back-timing.ts";
import { sliceOf, wordOf } from "./bus-address.ts";
import { busAccess, CoreBus } from "./core-bus.ts";
import { EventLists, entryBits, listEntryOf, listParameters } from "./event-lists.ts";
import { fieldsOf } from "./fields.ts";
import { learnedRowOf } from "./learned-row.ts";
import { hasLearningWords } from "./learning-registers.ts";
import { memoryFor } from "./memory-choice.ts";
import { carriedAs } from "./memory-slice.ts";
import { NeuronBank } from "./neuron-bank.ts";
import { onlyWhere } from "./only-where.ts";
import { longestSegmentRead, SegmentWalker } from "./segment-walker.ts";
import { addressBits, SlicedMemory } from "./sliced-memory.ts";
import { SpikeHistory } from "./spike-history.ts";
import { TickControl } from "./tick-control.ts";
import { sliceFinding, WeightFetch, weightTiming, weightWordOf } from "./weight-fetch.ts";

/** What learning is told that comes from behind it. */
const learnsBefore = (shape: CoreShape) =>
  shape.learning === undefined ? undefined : wires({ rows: learnedRowOf(shape), stateCleared: bool });

export type LifCoreParameters = BackParameters;

/**
 * An event-driven core of leaky integrate-and-fire neurons. Every tick it walks its neurons in groups of L, and for each
 * group the events of the populations that are connected to it: one weight word, L synapses, per cycle. Sums live in
 * flip-flops; membranes are touched once per neuron and tick, U of them per cycle. With `shape.learning`, what is due of its
 * plastic synapses is done before the walk, which then waits for the last spike of the tick before.
 *
 * Ports       events: AER words in; a marker starts a tick as soon as the one before has been walked. spikes: AER words
 *             out; every tick ends with its marker. room: low while output has to be taken before the core can go on; events
 *             of the next tick are taken nevertheless. clear: while idle, state and lists to zero. bus: one access per
 *             pulse, while idle; a read is answered some cycles later
 * Latency     a tick takes about 30 cycles besides one per weight word, of which most overlap with the next tick's
 * Throughput  L synapses per cycle
 * Hazards     none left to the user: what is written in a tick is read in the next
 * Source      docs/decisions/0001, 0011
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
    bus: input(busAccess),
    busData: output(bundle({ valid: bool, data: uint(16) })),
  }),
  ({ events, spikes, clear, bus }, parameters) => {
    const { shape, fabric, contents } = parameters;
    const region = uint(regionBits(shape));
    const index = uint(listIndexBits(shape));
    const segment = segmentLayout(shape);
    const segmentAddress = uint(addressBits(shape.segments));
    const reads = weightTiming(parameters);

    // Wires that close the loops between the parts.
    const { word } = wires({ word: weightWordOf(shape) });
    const walk = wires({ startable: bool, released: bool, entry: uint(entryBits(listParameters(parameters))) });
    const lookup = wires({ lookup: bool, lookupRegion: region, lookupOwn: bool });
    const drain = wires({ tickDrained: bool, clearDone: bool });
    const before = learnsBefore(shape);
    const state = wires({ membrane: uint(shape.membraneBits), refractory: uint(Math.max(1, shape.refractoryBits)) });
    const adaptation = onlyWhere(shape.adaptation !== undefined, () =>
      wires({ adaptation: uint(adaptationWidth(shape)) }),
    );
    const { own } = wires({ own: bundle({ valid: bool, region, index }) });
    const { delaysDone } = wires({ delaysDone: bool });
    const { delayed, outside } = streams({ delayed: listEntryOf(region, index), outside: listEntryOf(region, index) });

    const memory = instance(
      "memoryBus",
      CoreBus({
        ...{ shape, weightsAt: reads.memory.latency + 1, stateAt: stateReadLatency(parameters) },
        slice: sliceFinding(parameters),
      }),
      { bus, weights: word, ...state, ...adaptation },
    );
    const control = instance("tickControl", TickControl({ indexBits: index.width, regionBits: region.width }), {
      ...{ events, outside: outside.in, clear, historyDone: delaysDone },
      ...{ startable: walk.startable, tickDrained: drain.tickDrained, clearDone: drain.clearDone },
    });

    const lists = instance("lists", EventLists(listParameters(parameters)), {
      ...{ own, delayed: delayed.out, outside: outside.out },
      swapOutside: control.start,
      swapOwn: control.ownSwap.or(control.clearSwap),
      drop: control.drop,
      startWrite: memory.writeRegionStart,
      startRegion: memory.address.trunc(region.width),
      startData: bus.data,
      ...lookup,
      readEntry: walk.entry,
    });
    const learning =
      before &&
      instance("learning", Learning({ shape, fabric }), {
        ...{ start: control.start, ownReady: control.ownReady, clear, stateCleared: before.stateCleared },
        ...{ rows: before.rows, word, index: lists.index },
        ...{ lookupFirst: lists.lookupFirst, lookupCount: lists.lookupCount },
        ...{ write: memory.writeLearning, writeAddress: memory.address.trunc(learnAddressBits), writeData: bus.data },
      });
    // Lists and weights are learning's while it uses them.
    const turns = <T extends Bool | UInt>(own: T | undefined, others: T): T =>
      learning === undefined || own === undefined ? others : (learning.uses.mux(own as UInt, others as UInt) as T);
    const clearState = learning?.clearState ?? clear;

    const segmentMemory = memoryFor(fabric, "program", shape.segments);
    if (segmentMemory.latency > longestSegmentRead) throw new Error("the segment memory is too slow for its walker");
    const walkerAddress = wires({ segmentAddress });
    const { slices: segmentWord } = instance(
      "segments",
      SlicedMemory({
        ...{ bits: segment.bits, depth: shape.segments, ...segmentMemory },
        ...carriedAs("segments", contents),
      }),
      {
        address: walkerAddress.segmentAddress,
        write: memory.writeSegments,
        writeAddress: wordOf(memory.address, segment.slices, segmentAddress.width),
        writeSlice: sliceOf(memory.address, segment.slices),
        writeData: bus.data,
      },
    );
    const descriptor = fieldsOf(segmentWord, segment);
    const walker = instance(
      "walker",
      SegmentWalker({
        weightBaseBits: addressBits(shape.weightWords),
        regionBits: region.width,
        entryBits: walk.entry.width,
        segmentAddressBits: segmentAddress.width,
        idleAfterGroup: idleAfterGroup(fabric),
      }),
      {
        ...{
          start: learning?.walk ?? control.start,
          ownReady: control.ownReady,
          hold: control.hold,
          released: walk.released,
        },
        weightBase: descriptor.uint("weightBase"),
        region: descriptor.uint("region"),
        lastOfGroup: descriptor.bool("lastOfGroup"),
        lastOfTick: descriptor.bool("lastOfTick"),
        waits: shape.waits ? descriptor.bool("wait") : lo,
        ...{ lookupFirst: lists.lookupFirst, lookupCount: lists.lookupCount },
      },
    );
    walkerAddress.segmentAddress.value = walker.segmentAddress;
    walk.startable.value = learning === undefined ? walker.startable : walker.startable.and(learning.busy.not());
    walk.entry.value = turns(learning?.readEntry, walker.entry);
    lookup.lookup.value = turns(learning?.lookup, walker.lookup);
    lookup.lookupRegion.value = turns(learning?.lookupRegion, walker.lookupRegion);
    lookup.lookupOwn.value = turns(learning?.lookupOwn, walker.lookupOwn);

    const fetch = instance("weightFetch", WeightFetch(parameters), {
      valid: walker.issueValid,
      first: walker.issueFirst,
      last: walker.issueLast,
      base: walker.entryBase,
      index: lists.index,
      handle: memory.handle,
      access: learning === undefined ? memory.access : memory.access.or(learning.uses),
      accessAddress: turns(learning?.address, memory.address),
      write: turns(learning?.writeWeights, memory.writeWeights),
      writeAddress: turns(learning?.address, memory.address),
      writeData: turns(learning?.data, bus.data),
    });
    word.value = fetch.word;
    const { sums } = instance("accumulate", Accumulate(parameters), {
      ...{ valid: fetch.controlValid, first: fetch.controlFirst, last: fetch.controlLast },
      weights: fetch.word,
    });

    // From `released` it takes a cycle until a word is issued, and from there until its group starts.
    const neurons = instance("neurons", NeuronBank({ ...parameters, releaseLead: 1 + reads.groupStarts }), {
      ...{ groupStarts: fetch.groupStarts, sums, clear: clearState, spikes },
      ...{ busAccess: memory.access, busAddress: memory.address, busState: memory.state },
      ...{ writeGroups: memory.writeGroups, writeAddress: memory.address, writeData: bus.data },
      ...{ writeInputParameters: memory.writeInputParameters, writeOutputParameters: memory.writeOutputParameters },
      ...onlyWhere(hasLearningWords(shape), () => ({ writeLearning: memory.writeLearning })),
    });
    if (shape.adaptation !== undefined) adaptation.adaptation.value = neurons.adaptation;
    walk.released.value = neurons.released;
    drain.tickDrained.value = neurons.tickDrained;
    drain.clearDone.value = learning?.clearDone ?? neurons.clearDone;
    if (before !== undefined) {
      before.rows.value = neurons.learned;
      before.stateCleared.value = neurons.clearDone;
    }
    state.membrane.value = neurons.membrane;
    state.refractory.value = neurons.refractory;
    // Nobody listens in a core without waiting segments.
    own.value = shape.waits ? neurons.own : { ...neurons.own, valid: lo };

    if (shape.historyWords > 0) {
      const history = instance("history", SpikeHistory(parameters), {
        ...{ rows: neurons.rows, start: control.ownSwap, append: delayed.in, clear: clearState },
        writeProgram: memory.writeDelayProgram,
        ...{ writeAddress: memory.address, writeData: bus.data },
      });
      delaysDone.value = history.done;
    } else {
      delaysDone.value = hi;
      delayed.valid.value = lo;
      delayed.payload.value = { region: 0, index: 0 };
    }
    formal.assert(
      own.valid.and(control.ownWaits).not(),
      "a spike of the next tick comes before the lists of the last one have changed over",
    );
    return {
      events: control.events,
      spikes: neurons.spikes,
      busy: learning === undefined ? control.busy : control.busy.or(learning.busy),
      room: neurons.room,
      saturations: neurons.saturations,
      busData: memory.busData,
    };
  },
);
