/**
 * Ports of cores with any tables, whatever comes in, whenever it is taken: what has to come out does, in order, once, and
 * nothing else. Bounded, since the tables are written first.
 */
import {
  type Bool,
  bool,
  cat,
  constant,
  formal,
  instance,
  lo,
  module,
  nodes,
  regArray,
  regs,
  stream,
  type UInt,
  uint,
} from "../../../../hdlgen/index.ts";
import { assertStream, assumeStream } from "../../../../rtl/cells/stream-properties.ts";
import { aerBits, dueWord, ImportLookup } from "../../../../rtl/router/import-lookup.ts";
import { SpikeExporter } from "../../../../rtl/router/spike-exporter.ts";
import { spikeWord } from "../../../../rtl/router/spike-word.ts";
import { assertDueList } from "./due-list.ts";

interface OfFabric {
  readonly fabric: "ice40up" | "ice40hx";
}

const widths = { routeBits: 1, indexBits: 2 } as const;
const type = spikeWord(widths);
const one = spikeWord({ routeBits: 1, indexBits: 1 });
const packedMarker = constant(uint(4), 0b1000);

/** Any values, which stay. */
function anyConstants(name: string, count: number, bits: number): UInt[] {
  const values = regArray(name, count, uint(bits));
  for (const value of values) value.next = value;
  return values;
}

/** Writes words to a table, one every second cycle, before anything else happens. */
function loads(words: readonly UInt[]) {
  const { phase } = regs({ phase: [uint(4), 0] });
  const { loaded } = nodes({ loaded: phase.eq(2 * words.length) });
  phase.next = loaded.mux(phase, phase.addw(1));
  const word = phase.slice(3, 1);
  const writeData = words.reduce((data, own, i) => word.eq(i).mux(own, data), constant(uint(16), 0));
  return { loaded, access: { write: loaded.or(phase.bit(0)).not(), writeAddress: word.extend(16), writeData } };
}

/** Two rows of two slots, each with any route or none. */
export const ExporterProof = module(
  "exporter_proof",
  (_: OfFabric) => ({ spikes: stream.in(uint(16)), words: stream.out(type) }),
  ({ spikes, words }, { fabric }) => {
    const rows = anyConstants("row", 2, 2);
    const { loaded, access } = loads(rows.map((row) => cat(row.bit(1), row.trunc(1).extend(15))));
    const exporter = instance("exporter", SpikeExporter({ ...widths, rows: 2, updates: 2, fabric }), {
      ...{ spikes, words, clear: false },
      ...access,
    });
    formal.assume(spikes.valid.or(words.ready).implies(loaded), "the table is there before anything moves");
    const isMarker = spikes.payload.bit(15);
    const slot = spikes.payload.trunc(2);
    formal.assume(isMarker.or(spikes.payload.eq(slot)), "slots that there are");
    assumeStream("spikes", uint(16), { ...spikes, ready: exporter.spikes.ready });
    assertStream("words", type, { ...exporter.words, ready: words.ready });

    const taken = spikes.valid.and(exporter.spikes.ready);
    const [low, high] = rows;
    if (low === undefined || high === undefined) throw new Error("two rows");
    const entry = slot.bit(1).mux(high, low);
    const { marker, route, index } = exporter.words.payload;
    assertDueList({
      ...{ depth: 6, patience: 8, bits: 4, first: packedMarker },
      comes: [
        { when: taken.and(isMarker), value: packedMarker },
        { when: taken.and(isMarker.not()).and(entry.bit(1)), value: cat(lo, entry.trunc(1), slot) },
      ],
      isDue: (value) => value.eq(cat(marker, route, index)),
      out: { valid: exporter.words.valid, ready: words.ready },
    });
    return { spikes: exporter.spikes, words: exporter.words };
  },
);

/** Two entries, each valid or not, with any small base and delay; the first one's chain may go on with the second. */
export const ImporterProof = module(
  "importer_proof",
  (_: OfFabric) => ({ words: stream.in(one), due: stream.out(dueWord) }),
  ({ words, due }, { fabric }) => {
    const { chained } = regs({ chained: bool });
    chained.next = chained;
    const bases = anyConstants("base", 2, 2);
    const delays = anyConstants("delay", 2, 2);
    const valid = anyConstants("valid", 2, 1);
    const of = (values: readonly UInt[], entry: UInt): UInt => entry.bit(0).mux(values[1] ?? entry, values[0] ?? entry);
    const entries = [0, 1].flatMap((i) => {
      const entry = constant(uint(1), i);
      const next = i === 0 ? chained : lo;
      return [
        cat(of(valid, entry), of(bases, entry).extend(aerBits)),
        cat(next, of(delays, entry).extend(4)).extend(16),
      ];
    });
    const { loaded, access } = loads(entries);
    const lookup = instance("lookup", ImportLookup({ routeBits: 1, indexBits: 1, entries: 2, fabric }), {
      ...{ words, due, clear: false },
      ...access,
    });
    formal.assume(words.valid.or(due.ready).implies(loaded), "the table is there before anything moves");
    assumeStream("words", one, { ...words, ready: lookup.words.ready });
    assertStream("due", dueWord, { ...lookup.due, ready: due.ready });

    const taken = words.valid.and(lookup.words.ready);
    const { marker, route, index } = words.payload;
    const both = route
      .eq(0)
      .and((valid[0] ?? route).bit(0))
      .and(chained);
    const event = (entry: number, isMeant: Bool) => ({
      when: taken
        .and(marker.not())
        .and(isMeant)
        .and((valid[entry] ?? route).bit(0)),
      value: cat(lo, constant(uint(1), entry), index),
    });
    const { word, ahead } = lookup.due.payload;
    assertDueList({
      ...{ depth: 8, patience: 8, bits: 3 },
      comes: [
        { when: taken.and(marker), value: constant(uint(3), 0b100) },
        event(0, route.eq(0)),
        event(1, route.eq(1).or(both)),
      ],
      isDue: (value) => {
        const entry = value.slice(1, 1);
        const aer = of(bases, entry).add(value.trunc(1));
        return value
          .bit(2)
          .mux(word.eq(0x8000).and(ahead.eq(0)), word.eq(aer).and(ahead.eq(of(delays, entry).extend(4).subw(1))));
      },
      out: { valid: lookup.due.valid, ready: due.ready },
    });
    return { words: lookup.words, due: lookup.due };
  },
);
