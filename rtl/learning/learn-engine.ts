import { bool, constant, lo, module, regs, sint, uint } from "../../hdlgen/index.ts";
import { type LearnParameters, learnPorts } from "./learn-ports.ts";

/**
 * The controller of learning: before the walk of a tick it visits the axons that have to be, one lane after the other.
 *
 * Ports       start: the outside lists have changed over; ownReady: looked at from the next cycle on, the own lists and the
 *             post history of the tick before are complete. walk: pulse, the walk may start; busy: from the cycle after
 *             `start`, `clear` or a flush up to and including the one of `walk`, of `cleared`, or the last one of the flush.
 *             clear: pulse while idle, pending changes are applied and the records zeroed, then `cleared`. write: of the
 *             registers and the program, while idle, data with it; a write of bit 0 of `command` flushes. Lists: as
 *             `SegmentWalker` reads them, only while busy. address: of the weight memory, word × stride + slice, while
 *             busy; the word is there `weightTiming.memory.latency` + 1 cycles later. writeWeights: with the address, `data`
 *             a cycle later. The other ports: post history and lane unit, names as there
 */
export const LearnEngine = module(
  "learn_engine",
  (parameters: LearnParameters) => learnPorts(parameters),
  (io, { shape }) => {
    const { walk, cleared } = regs({ walk: [bool, false], cleared: [bool, false] });
    walk.next = io.start;
    cleared.next = io.clear;
    const none = { lookupRegion: 0, lookupOwn: lo, readEntry: 0, readSlot: 0, readMask: 0, teachSlot: 0 };
    const history = Array.from({ length: (shape.learning?.historyBits ?? 0) / 16 }, () => constant(uint(16), 0));
    return {
      ...none,
      ...{ walk, cleared, busy: walk.or(cleared), lookup: lo, address: 0, writeWeights: lo, data: 0 },
      ...{ teachWrite: lo, laneStart: lo, tickBegins: io.start, now: 0, record: history, pendingAge: 0 },
      ...{ arrivalAge: 0, arrival: lo, slow: lo, normalising: lo, factor: constant(sint(8), 0), axon: 0, neuron: 0 },
      ...{ weight: 0, second: 0 },
    };
  },
);
