import { type CoreShape, sliceBits } from "../../config/index.ts";
import {
  array,
  type Bool,
  bool,
  constant,
  formal,
  input,
  instance,
  lo,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import { rowOfSlot } from "../core/bus-address.ts";
import { flagLater, later } from "../core/later.ts";
import { learnedRowOf } from "../core/learned-row.ts";
import { type MemoryChoice, memoryFor } from "../core/memory-choice.ts";
import { addressBits } from "../core/sliced-memory.ts";
import { historyOf, type LaneParameters, learningOf } from "./lane-ports.ts";
import { maskBits, maskChunks, maskLatency, PostMasks } from "./post-masks.ts";
import { flagWords, postedWords } from "./post-words.ts";
import { teachMemory } from "./teach-memory.ts";

const rowsOf = ({ slots, updates }: CoreShape): number => Math.max(2, slots / updates);

/** Where posts are kept. */
const postsMemory = ({ shape, fabric }: LaneParameters): MemoryChoice => memoryFor(fabric, "state", rowsOf(shape));

/** Cycles from `readSlot` to `posts`, `minus`, `up` and `down`, and from `readMask` to `mask`. */
export function postHistoryTiming(parameters: LaneParameters): { readonly posts: number; readonly mask: number } {
  const lanes = parameters.shape.updates === 1 ? 0 : 1;
  return { posts: postsMemory(parameters).latency + lanes, mask: maskLatency(parameters) };
}

/**
 * What the learning engine knows of neurons: their posts of the last N ticks, or, for SDSP, which way their synapses move.
 *
 * Ports       rows: every updated row, one per cycle at most. posts, minus: bit j: the neuron posted in the tick j + 1 ticks
 *             before the coming one, low slice first; with a teacher, posts are spikes that were missing, and minus those
 *             that were too many. up, down: the flags after the last tick. mask: as `PostMasks`: lanes with any bit. teachWrite: `teachSlot` is taught
 *             in the coming tick. settled: level, low while rows are on their way or memories are cleared. clear: pulse while
 *             settled; clearDone: pulse
 * Latency     `postHistoryTiming` from readSlot and readMask, one per cycle
 * Throughput  a row per cycle: every word is read once per tick and written back shifted by one, with the row's bit
 * Hazards     reads and teachWrite only while settled
 * Cost        U × N bits of block RAM by row (twice that with a teacher), and a block for masks; U × N registers
 * Source      docs/decisions/0011
 */
export const PostHistory = module(
  "post_history",
  ({ shape }: LaneParameters) => {
    const history = historyOf(learningOf(shape));
    return {
      rows: input(learnedRowOf(shape)),
      readSlot: input(uint(addressBits(shape.slots))),
      posts: output(history),
      minus: output(history),
      up: output(bool),
      down: output(bool),
      readMask: input(uint(addressBits(maskChunks(shape)))),
      mask: output(uint(maskBits(shape))),
      teachWrite: input(bool),
      teachSlot: input(uint(addressBits(shape.slots))),
      settled: output(bool),
      clear: input(bool),
      clearDone: output(bool),
    };
  },
  ({ rows, clear, ...io }, parameters) => {
    const { shape, fabric } = parameters;
    const { updates } = shape;
    const learning = learningOf(shape);
    const isPairs = learning.kind === "pairs";
    const hasTeacher = isPairs && learning.posts === "teacher";
    const depth = rowsOf(shape);
    const rowAddress = uint(addressBits(depth));
    const choice = postsMemory(parameters);
    // Flags are written as they are, posts are read before.
    const readAt = isPairs ? choice.latency : 0;
    const writeAt = readAt + 1;
    const masksAt = isPairs ? writeAt + 1 : 0;

    const { ends, endsGroup } = nodes({
      ends: rows.valid.and(rows.endsTick),
      endsGroup: rows.valid.and(rows.endsGroup),
    });
    const most = Math.max(writeAt, masksAt);
    const validAt = flagLater(rows.valid, "valid", most);
    const endsTickAt = flagLater(ends, "endsTick", most);
    const endsGroupAt = flagLater(endsGroup, "endsGroup", most);

    // Clearing sweeps the write addresses over all words while zeros are written.
    const sweepBits = Math.max(addressBits(depth), addressBits(maskChunks(shape)));
    const sweep = regs({ clearing: [bool, false], sweep: [bool, false], lastSweep: [bool, false] });
    const { swept } = regs({ swept: [uint(sweepBits), 0] });
    sweep.clearing.next = clear.or(sweep.clearing.and(sweep.lastSweep.not()));
    sweep.sweep.next = sweep.clearing.and(sweep.lastSweep.not());
    swept.next = swept.addw(sweep.sweep.asUInt());
    sweep.lastSweep.next = sweep.sweep.and(swept.eq(2 ** sweepBits - 2));

    const { write } = nodes({ write: validAt(writeAt).or(sweep.sweep) });
    const { writeRow } = regs({ writeRow: [rowAddress, 0] });
    writeRow.next = endsTickAt(writeAt).mux(0, writeRow.addw(write.asUInt()));
    const slotRow = rowOfSlot(io.readSlot, shape);
    const { address } = nodes({ address: isPairs ? rows.valid.mux(rows.row, slotRow) : slotRow });

    const access = { ...choice, depth, address, write, writeAddress: writeRow, clearing: sweep.clearing };
    const fired = later(rows.spikes, "fired", readAt);
    /** By lane, and with a teacher by sign: what was missing, and what was too much. */
    const posts = (): Bool[][] => {
      if (!hasTeacher) return fired.toBools().map((spike) => [spike]);
      const wanted = teachMemory(fabric, {
        ...{ lanes: updates, depth, latency: readAt, address: rows.row },
        consumed: { write, address: writeRow },
        taught: { write: io.teachWrite, address: rowOfSlot(io.teachSlot, shape), lane: laneOf(io.teachSlot, shape) },
      });
      return fired
        .toBools()
        .map((spike, lane) => [wanted.bit(lane).and(spike.not()), spike.and(wanted.bit(lane).not())]);
    };
    const words = isPairs ? postedWords(learning, access, posts()) : flagWords(access, rows);

    const masks = instance("postMasks", PostMasks(parameters), {
      valid: validAt(masksAt),
      lanes: words.lanes,
      endsGroup: endsGroupAt(masksAt),
      endsTick: endsTickAt(masksAt),
      sweep: sweep.sweep,
      readMask: io.readMask,
    });

    const own = chosenLane(words.ofLane, later(laneOf(io.readSlot, shape), "readLane", choice.latency));
    const ofPlane = learning.historyBits / sliceBits;
    const none = Array.from({ length: ofPlane }, () => constant(uint(sliceBits), 0));

    const { settled } = regs({ settled: [bool, false] });
    const onTheWay = Array.from({ length: most + 1 }, (_, i) => validAt(i)).reduce((all, one) => all.or(one));
    settled.next = onTheWay.or(masks.pending).or(clear).or(sweep.clearing).or(sweep.sweep).not();
    formal.assert(rows.valid.and(sweep.clearing.or(sweep.sweep)).not(), "posts are cleared while a tick runs");
    formal.assert(io.teachWrite.and(write).not(), "a neuron is taught while rows are updated");
    return {
      posts: isPairs ? own.slice(0, ofPlane) : none,
      minus: hasTeacher ? own.slice(ofPlane) : none,
      up: isPairs ? lo : (own[0]?.bit(1) ?? lo),
      down: isPairs ? lo : (own[0]?.bit(0) ?? lo),
      mask: masks.mask,
      settled,
      clearDone: sweep.lastSweep,
    };
  },
);

/** The lane that a slot is in. */
const laneOf = (slot: UInt, { updates }: CoreShape): UInt =>
  updates === 1 ? constant(uint(1), 0) : slot.trunc(Math.log2(updates));

/** One lane's slices; a register where there is something to choose. */
function chosenLane(ofLane: readonly (readonly UInt[])[], lane: UInt): readonly UInt[] {
  const [first] = ofLane;
  if (first === undefined) throw new Error("no lanes");
  if (ofLane.length === 1) return first;
  const { byLane } = wires({ byLane: array(array(uint(first[0]?.width ?? 1), first.length), ofLane.length) });
  byLane.value = ofLane;
  const { read } = regs({ read: array(uint(first[0]?.width ?? 1), first.length) });
  read.next = byLane.at(lane);
  return [...read];
}
