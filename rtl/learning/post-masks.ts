import type { CoreShape, Fabric } from "../../config/index.ts";
import {
  bool,
  cat,
  constant,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  regArray,
  regs,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { memoryFor } from "../core/memory-choice.ts";
import { addressBits, WordMemory } from "../core/sliced-memory.ts";

/** Lanes of a group whose mask is read together: a chunk. */
export const maskBits = ({ lanes, updates }: CoreShape): number => Math.max(updates, Math.min(16, lanes));
const chunksOfGroup = (shape: CoreShape): number => shape.lanes / maskBits(shape);
/** Chunks of all groups. */
export const maskChunks = (shape: CoreShape): number => Math.max(2, shape.groups * chunksOfGroup(shape));

/** Cycles from `readMask` to `mask`. */
export const maskLatency = ({ shape, fabric }: { shape: CoreShape; fabric: Fabric }): number =>
  memoryFor(fabric, "history", maskChunks(shape)).latency;

/**
 * Which neurons have something for the learning engine: a bit per lane, by group.
 *
 * Ports       valid, lanes, endsGroup, endsTick: one row after the other, from the tick's first group on. sweep: level, the
 *             rest are 0, and every cycle makes one chunk 0; as many cycles as 2^`addressBits` of all chunks, or a
 *             multiple. readMask: group × chunks of a group + chunk → mask, one bit per lane of the chunk, `maskLatency`
 *             cycles later. pending: a chunk is about to be written
 * Throughput  a row per cycle
 * Hazards     what is read while it is written is anything. A chunk that a short group does not reach keeps what it had: 0
 *             since the sweep
 * Cost        one block RAM
 */
export const PostMasks = module(
  "post_masks",
  ({ shape }: { shape: CoreShape; fabric: Fabric }) => ({
    valid: input(bool),
    lanes: input(uint(shape.updates)),
    endsGroup: input(bool),
    endsTick: input(bool),
    sweep: input(bool),
    pending: output(bool),
    readMask: input(uint(addressBits(maskChunks(shape)))),
    mask: output(uint(maskBits(shape))),
  }),
  ({ valid, lanes, endsGroup, endsTick, sweep, readMask }, { shape, fabric }) => {
    const bits = maskBits(shape);
    const rows = bits / shape.updates;
    const chunks = chunksOfGroup(shape);
    const depth = maskChunks(shape);

    // The row's place follows it until it is taken; a chunk's first row clears the rest of it.
    const { place } = regs({ place: [uint(rows), 1] });
    const { chunkEnds } = nodes({ chunkEnds: valid.and(endsGroup.or(place.bit(rows - 1))) });
    when(valid, () => {
      place.next = chunkEnds.mux(1, place.shl(1).trunc(rows));
    });
    const kept = regArray("kept", rows, uint(shape.updates));
    kept.forEach((own, row) => {
      const held = place.bit(row).mux(lanes, own);
      own.next = row === 0 ? held : place.bit(0).mux(0, held);
    });

    const write = regs({ write: [bool, false], groupEnded: bool, tickEnded: bool });
    write.write.next = chunkEnds;
    write.groupEnded.next = endsGroup;
    write.tickEnded.next = endsTick;
    const { chunk } = regs({ chunk: [uint(addressBits(depth)), 0] });
    when(write.write.or(sweep), () => {
      const follows = chunk.addw(1);
      if (chunks === 1) {
        chunk.next = write.tickEnded.and(sweep.not()).mux(0, follows);
        return;
      }
      const low = Math.log2(chunks);
      const nextGroup = cat(chunk.slice(chunk.width - 1, low).addw(1), constant(uint(low), 0));
      chunk.next = sweep.mux(follows, write.tickEnded.mux(0, write.groupEnded.mux(nextGroup, follows)));
    });
    const { word } = instance("masks", WordMemory({ bits, depth, ...memoryFor(fabric, "history", depth) }), {
      address: readMask,
      write: write.write.or(sweep),
      writeAddress: chunk,
      writeData: sweep.mux(0, cat(...[...kept].reverse())),
    });
    formal.assert(sweep.and(valid.or(write.write)).not(), "masks are cleared while a tick runs");
    return { pending: write.write, mask: word };
  },
);
