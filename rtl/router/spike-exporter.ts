import { type Fabric, tableValidBit } from "../../config/index.ts";
import {
  bool,
  cat,
  input,
  instance,
  module,
  nodes,
  reset,
  stream,
  type UInt,
  uint,
  wires,
  withReset,
} from "../../hdlgen/index.ts";
import { SkidBuffer } from "../cells/skid-buffer.ts";
import { memoryFor } from "../core/memory-choice.ts";
import { addressBits, WordMemory } from "../core/sliced-memory.ts";
import { lookupLine } from "./lookup-line.ts";
import { type SpikeWordShape, spikeWord } from "./spike-word.ts";

export interface SpikeExporterParameters extends SpikeWordShape {
  /** Rows of the core, a power of two, and slots of a row: `CoreShape.slots / CoreShape.updates`, `CoreShape.updates`. */
  readonly rows: number;
  readonly updates: number;
  readonly fabric: Fabric;
}

/** Cycles from a word to its route. */
export const exportLatency = ({ fabric, rows }: SpikeExporterParameters): number =>
  memoryFor(fabric, "program", rows).latency;

/**
 * A core's way to the other cores: its AER words become spike words with the route of their row. Spikes of rows that have
 * none end here: nobody elsewhere listens to them. The first word is a marker, so that period 0 has no spikes and period p
 * those of tick p − 1.
 *
 * Ports       spikes: AER words of the core; words: stream. clear: level, what is inside is lost and nothing taken.
 *             write: the table's entry of row `writeAddress`: bit 15 valid, the route below
 * Latency     1 cycle and those of the table's memory.  Throughput: 1 word per cycle.  Capacity: 2 words and as many as the
 *             memory has cycles
 * Hazards     no path from `words.ready` to `spikes.ready`. The table is written while nothing comes
 * Proof       each spike with a route leaves once, in order, with it, before its tick's marker, and nothing else does:
 *             k-induction for the way of words, 14 cycles with any table
 */
export const SpikeExporter = module(
  "spike_exporter",
  (shape: SpikeExporterParameters) => ({
    spikes: stream.in(uint(16)),
    words: stream.out(spikeWord(shape)),
    clear: input(bool),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  }),
  ({ spikes, words, clear, write, writeAddress, writeData }, parameters) => {
    const { rows, updates, fabric, routeBits, indexBits } = parameters;
    const rowBits = addressBits(rows);
    const laneBits = Math.log2(updates);
    const slotBits = rowBits + laneBits;
    if (slotBits > indexBits) throw new Error(`slots of ${slotBits} bits in an index of ${indexBits}`);
    const lookup = wires({ row: uint(rowBits) });
    const choice = memoryFor(fabric, "program", rows);
    const { word: entry } = instance("routes", WordMemory({ bits: routeBits + 1, depth: rows, ...choice }), {
      address: lookup.row,
      write,
      writeAddress: writeAddress.trunc(rowBits),
      writeData: cat(writeData.bit(tableValidBit), writeData.trunc(routeBits)),
    });

    return withReset(reset().or(clear), () => {
      const { last, turn, connect } = lookupLine({
        tag: uint(slotBits),
        length: choice.latency,
        starts: "with a marker",
      });
      const { leaves } = nodes({ leaves: last.marker.or(entry.bit(routeBits)) });
      const unlessMarker = (value: UInt): UInt => last.marker.mux(0, value);
      const buffer = instance("buffer", SkidBuffer({ type: spikeWord(parameters) }), {
        enq: {
          valid: last.valid.and(turn).and(leaves),
          payload: {
            marker: last.marker,
            route: unlessMarker(entry.trunc(routeBits)),
            index: unlessMarker(last.tag.extend(indexBits)),
          },
        },
        deq: words,
      });
      const { ready, entering } = connect(
        { valid: spikes.valid.and(clear.not()), marker: spikes.payload.bit(15), tag: spikes.payload.trunc(slotBits) },
        // Also what is dropped waits for room, so that no path leads from the memory back to it.
        { finished: buffer.enq.ready, again: last.tag },
      );
      lookup.row.value = entering.slice(slotBits - 1, laneBits);
      return { spikes: { ready: ready.and(clear.not()) }, words: buffer.deq };
    });
  },
);
