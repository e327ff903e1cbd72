import type { Fabric } from "../../config/index.ts";
import {
  bool,
  bundle,
  cat,
  hi,
  input,
  instance,
  module,
  nodes,
  regs,
  reset,
  stream,
  uint,
  wires,
  withReset,
} from "../../hdlgen/index.ts";
import { SkidBuffer } from "../cells/skid-buffer.ts";
import { sliceOf, wordOf } from "../core/bus-address.ts";
import { memoryFor } from "../core/memory-choice.ts";
import { addressBits, SlicedMemory } from "../core/sliced-memory.ts";
import { lookupLine } from "./lookup-line.ts";
import { type SpikeWordShape, spikeWord } from "./spike-word.ts";

export interface ImportLookupParameters extends SpikeWordShape {
  /** Entries of the table: a power of two, at least as many as routes. */
  readonly entries: number;
  readonly fabric: Fabric;
}

/** Bits of a word of AER without its marker bit. */
export const aerBits = 15;

/** An AER word and how many periods later it is due. */
export const dueWord = bundle({ word: uint(aerBits + 1), ahead: uint(4) });

/** Cycles from a word to what its entry says, with a register behind the memory. */
export const importLatency = ({ fabric, entries }: Pick<ImportLookupParameters, "fabric" | "entries">): number =>
  memoryFor(fabric, "program", entries).latency + 1;

/**
 * What a core does with the words of others: each becomes the events that the entries of its route say, one after the
 * other along their chain; `base + index` is an AER word, or the number of a delayed axon.
 *
 * Ports       words: spike words; due: AER words and after how many periods, 0 to 14, they are due; a marker is due at once.
 *             clear: level, what is inside is lost and nothing taken. write: a slice of an entry, `writeAddress` = 2 × entry +
 *             slice, with it, `writeData` with it and for a cycle more: slice 0: bit 15 valid, the base below; slice 1: the
 *             delay in the low 4 bits, above it the next entry, 0 where the chain ends
 * Latency     1 cycle and `importLatency`.  Throughput: 1 word per cycle, dropped ones too; each entry more of a chain takes
 *             `importLatency` cycles.  Capacity: 2 words and `importLatency`
 * Hazards     no path from `due.ready` to `words.ready`. The table is written while nothing comes
 * Proof       each word gives one event for each entry of its chain, in order, before its period's marker, and nothing else
 *             comes: k-induction for the way of words, 17 cycles with any table
 */
export const ImportLookup = module(
  "import_lookup",
  (shape: ImportLookupParameters) => ({
    words: stream.in(spikeWord(shape)),
    due: stream.out(dueWord),
    clear: input(bool),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  }),
  ({ words, due, clear, write, writeAddress, writeData }, parameters) => {
    const { entries, fabric, indexBits, routeBits } = parameters;
    const nextBits = addressBits(entries);
    if (nextBits < routeBits || nextBits > 12) throw new Error(`${entries} entries for routes of ${routeBits} bits`);
    const lookup = wires({ entry: uint(nextBits) });
    const choice = memoryFor(fabric, "program", entries);
    const { slices } = instance("entries", SlicedMemory({ bits: 20 + nextBits, depth: entries, ...choice }), {
      address: lookup.entry,
      write,
      writeAddress: wordOf(writeAddress, 2, nextBits),
      writeSlice: sliceOf(writeAddress, 2),
      writeData,
    });
    const [low, high] = [slices.at(0), slices.at(1)];

    return withReset(reset().or(clear), () => {
      const line = lookupLine({
        tag: bundle({ entry: uint(nextBits), index: uint(indexBits) }),
        length: choice.latency + 1,
        starts: "empty",
      });
      const { last, turn, connect } = line;
      // What the entry says, a cycle behind the memory.
      const found = regs({ leaves: bool, chained: bool, aerWord: uint(aerBits), ahead: uint(4), next: uint(nextBits) });
      const marker = line.inside.marker[choice.latency - 1] ?? hi;
      const index = line.inside.tags[choice.latency - 1]?.index;
      if (index === undefined) throw new Error("a line without an index");
      const { isEntry, follows } = nodes({
        isEntry: low.bit(15).and(marker.not()),
        follows: high.slice(3 + nextBits, 4).any(),
      });
      found.leaves.next = isEntry.or(marker);
      found.chained.next = isEntry.and(follows);
      found.aerWord.next = low.trunc(aerBits).addw(index.trunc(Math.min(aerBits, indexBits)));
      found.ahead.next = marker.mux(0, high.trunc(4).subw(1));
      found.next.next = high.slice(3 + nextBits, 4);
      const buffer = instance("buffer", SkidBuffer({ type: dueWord }), {
        enq: {
          valid: last.valid.and(turn).and(found.leaves),
          payload: { word: cat(last.marker, last.marker.mux(0, found.aerWord)), ahead: found.ahead },
        },
        deq: due,
      });
      const { goesOn } = nodes({ goesOn: turn.and(found.chained).and(buffer.enq.ready) });
      const { ready, entering } = connect(
        {
          valid: words.valid.and(clear.not()),
          marker: words.payload.marker,
          tag: { entry: words.payload.route.extend(nextBits), index: words.payload.index },
        },
        {
          finished: found.leaves.not().or(buffer.enq.ready.and(found.chained.not())),
          again: { entry: goesOn.mux(found.next, last.tag.entry), index: last.tag.index },
        },
      );
      lookup.entry.value = entering.entry;
      return { words: { ready: ready.and(clear.not()) }, due: buffer.deq };
    });
  },
);
