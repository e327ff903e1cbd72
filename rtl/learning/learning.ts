import { bool, formal, input, instance, module, nodes, output, past, regs, uint, wires } from "../../hdlgen/index.ts";
import { learnedRowOf } from "../core/learned-row.ts";
import { type LaneParameters, laneAddressBits } from "./lane-ports.ts";
import { LaneUnit } from "./lane-unit.ts";
import { LearnEngine } from "./learn-engine.ts";
import { type LearnParameters, learnPorts } from "./learn-ports.ts";
import { PostHistory, postHistoryTiming } from "./post-history.ts";
import { maskBits } from "./post-masks.ts";

const engineOf = ({ shape, fabric }: LaneParameters): LearnParameters => ({
  ...{ shape, fabric, maskBits: maskBits(shape) },
  latency: postHistoryTiming({ shape, fabric }),
});

/**
 * Everything by which a core learns: before the walk of a tick, and behind the last spike of the tick before, the axons whose
 * turn it is are visited, and the weights of their synapses onto neurons that posted are changed.
 *
 * Ports       start: the outside lists have changed over; ownReady: so have the own ones; walk: pulse, the walk may start. busy:
 *             from the cycle after `start`, `clear` or a flush up to `walk` or the end; uses: lists and weight memory are
 *             learning's meanwhile, once `ownReady` has come. rows: every updated row. clear: pulse while idle; what is
 *             pending is applied, then clearState: the neurons' state may be cleared; clearDone: pulse, `stateCleared` has
 *             come and nothing is known of posts any more. write: of words from 0xC000 on, data with the address, while idle.
 *             The rest: as `LearnEngine`
 * Latency     2 cycles or fewer from start to walk when no projection learns
 * Source      docs/decisions/0011
 */
export const Learning = module(
  "learning",
  (parameters: LaneParameters) => {
    const { start, ownReady, clear, walk, busy, uses, ...engine } = learnPorts(engineOf(parameters));
    return {
      ...{ start, ownReady, clear, walk, busy, uses },
      clearState: output(bool),
      stateCleared: input(bool),
      clearDone: output(bool),
      rows: input(learnedRowOf(parameters.shape)),
      write: engine.write,
      writeAddress: engine.writeAddress,
      writeData: engine.writeData,
      lookup: engine.lookup,
      lookupRegion: engine.lookupRegion,
      lookupOwn: engine.lookupOwn,
      lookupFirst: engine.lookupFirst,
      lookupCount: engine.lookupCount,
      readEntry: engine.readEntry,
      index: engine.index,
      address: engine.address,
      writeWeights: engine.writeWeights,
      data: engine.data,
      word: engine.word,
    };
  },
  ({ start, ownReady, clear, stateCleared, rows, ...io }, parameters) => {
    const { shape } = parameters;
    const weight = uint(shape.weightBits);
    const back = wires({
      settled: bool,
      mask: uint(maskBits(shape)),
      done: bool,
      newWeight: weight,
      newSecond: weight,
    });
    const { readSlot, readMask, teachWrite, teachSlot, laneStart, cleared, ...engine } = instance(
      "engine",
      LearnEngine(engineOf(parameters)),
      {
        ...{ start, clear, ownReady: ownReady.and(back.settled) },
        ...{ write: io.write, writeAddress: io.writeAddress, writeData: io.writeData },
        ...{ lookupFirst: io.lookupFirst, lookupCount: io.lookupCount, index: io.index, word: io.word },
        ...{ mask: back.mask, laneDone: back.done, newWeight: back.newWeight, newSecond: back.newSecond },
      },
    );
    const { mask, settled, clearDone, ...posts } = instance("posts", PostHistory(parameters), {
      ...{ rows, readSlot, readMask, teachWrite, teachSlot, clear: cleared },
    });
    const { walk, busy, uses, lookup, lookupRegion, lookupOwn, readEntry, address, writeWeights, data, ...lane } =
      engine;
    const { done, newWeight, newSecond } = instance("lane", LaneUnit(parameters), {
      ...{ ...lane, ...posts, start: laneStart },
      // Tables and registers come before the program.
      write: io.write.and(io.writeAddress.lt(2 ** laneAddressBits)),
      writeAddress: io.writeAddress.trunc(laneAddressBits),
      writeData: io.writeData,
    });
    back.settled.value = settled;
    back.mask.value = mask;
    back.done.value = done;
    back.newWeight.value = newWeight;
    back.newSecond.value = newSecond;

    const cleaning = regs({ stateClears: [bool, false], postsClear: [bool, false], clearDone: [bool, false] });
    cleaning.stateClears.next = cleared.or(cleaning.stateClears.and(stateCleared.not()));
    cleaning.postsClear.next = cleared.or(cleaning.postsClear.and(clearDone.not()));
    const { either } = nodes({ either: cleaning.stateClears.or(cleaning.postsClear) });
    const { wasEither } = regs({ wasEither: [bool, false] });
    wasEither.next = either;
    cleaning.clearDone.next = wasEither.and(either.not());

    formal.assert(start.implies(busy.not()), "a tick starts while the last one's learning goes on");
    formal.assert(past(writeWeights).implies(uses), "the data of a changed weight comes after learning has ended");
    return {
      ...{ walk, busy, uses, lookup, lookupRegion, lookupOwn, readEntry, address, writeWeights, data },
      clearState: cleared,
      clearDone: cleaning.clearDone,
    };
  },
);
