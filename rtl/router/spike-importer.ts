import type { Fabric } from "../../config/index.ts";
import { bool, input, instance, lo, module, output, stream, streams, uint } from "../../hdlgen/index.ts";
import { DelayWheel } from "./delay-wheel.ts";
import { aerBits, dueWord, ImportLookup } from "./import-lookup.ts";
import { type SpikeWordShape, spikeWord } from "./spike-word.ts";

export interface SpikeImporterParameters extends SpikeWordShape {
  /** Entries of the import table: a power of two, at least as many as routes. */
  readonly entries: number;
  /** Words of 16 delayed axons, a power of two; 0 leaves the wheel out, and with it delays above 1. */
  readonly delayedWords: number;
  readonly fabric: Fabric;
}

/**
 * The way of other cores' spikes into a core: spike words become the core's AER words, each in its period or in a later one.
 *
 * Ports       words: spike words; events: AER words, of which markers are 0x8000: the core counts ticks itself. clear: level;
 *             sweeping: the delay wheel is being emptied, after reset and clear. writeImports, writeDelayed: tables, as
 *             `ImportLookup` and `DelayWheel` say
 * Latency     2 cycles and those of the import table's memory; 1 more through the wheel
 * Throughput  1 word per cycle; less where words are delayed or have several entries
 */
export const SpikeImporter = module(
  "spike_importer",
  (shape: SpikeImporterParameters) => ({
    words: stream.in(spikeWord(shape)),
    events: stream.out(uint(aerBits + 1)),
    clear: input(bool),
    sweeping: output(bool),
    writeImports: input(bool),
    writeDelayed: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  }),
  ({ words, events, clear, writeImports, writeDelayed, writeAddress, writeData }, parameters) => {
    const { entries, delayedWords, fabric, routeBits, indexBits } = parameters;
    const { due } = streams({ due: dueWord });
    const lookup = instance("lookup", ImportLookup({ routeBits, indexBits, entries, fabric }), {
      ...{ words, due: due.in, clear, write: writeImports, writeAddress, writeData },
    });
    if (delayedWords === 0) {
      due.ready.value = events.ready;
      return { words: lookup.words, events: { valid: due.valid, payload: due.payload.word }, sweeping: lo };
    }
    const wheel = instance("wheel", DelayWheel({ words: delayedWords, fabric }), {
      ...{ due: due.out, events, clear, write: writeDelayed, writeAddress, writeData },
    });
    return { words: lookup.words, events: wheel.events, sweeping: wheel.sweeping };
  },
);
