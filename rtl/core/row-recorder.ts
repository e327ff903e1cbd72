import type { CoreShape } from "../../config/index.ts";
import {
  type Bool,
  bool,
  cat,
  input,
  lo,
  module,
  nodes,
  output,
  regArray,
  regs,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { updatedRowOf } from "./neuron-bank.ts";
import { historyWordAddressBits, historyWordBits } from "./spike-recorder.ts";

/**
 * Writes the spikes of recorded populations into words of 16 neurons, each population from a word of its own: row by row,
 * for a memory that takes the bits of a mask alone.
 *
 * Ports       rows: every updated row; write, mask: bits of a word, and where it belongs: in tick `tick` modulo 16, the
 *             words of all recorded populations counted in order. A word's first row clears the rest of it. clear: the next
 *             row is of tick 0
 * Latency     none to `write`, 2 cycles from the end of a tick to the next `tick`
 * Hazards     none: a word is complete when its last row has come, zeros and all
 */
export const RowRecorder = module(
  "row_recorder",
  ({ shape }: { shape: CoreShape }) => ({
    rows: input(updatedRowOf(shape)),
    clear: input(bool),
    write: output(bool),
    /** One bit for every row of a word. */
    mask: output(uint(historyWordBits / shape.updates)),
    tick: output(uint(4)),
    word: output(uint(historyWordAddressBits(shape))),
    spikes: output(uint(historyWordBits)),
  }),
  ({ rows, clear }, { shape }) => {
    const rowsOfWord = historyWordBits / shape.updates;
    const state = regs({
      first: [bool, true],
      ended: [bool, false],
      tick: [uint(4), 0],
      word: [uint(historyWordAddressBits(shape)), 0],
    });
    // The mask is kept inverted, as block RAM takes it: low for the row that comes, and for all at a word's first one.
    const kept = regArray("kept", rowsOfWord - 1, [bool, false]);
    const isKept = (row: number): Bool => (row === 0 ? state.first.not() : (kept[row - 1] ?? lo));
    const { recorded } = nodes({ recorded: rows.valid.and(rows.record) });
    const last =
      rowsOfWord === 1
        ? state.first
        : isKept(rowsOfWord - 1)
            .or(state.first)
            .not();
    const { ends } = nodes({ ends: rows.endsPopulation.or(last) });
    const { wordEnds } = nodes({ wordEnds: recorded.and(ends) });
    when(recorded, () => {
      state.first.next = ends;
      kept.forEach((own, i) => {
        own.next = ends.not().and(i === 0 ? state.first.not() : isKept(i).or(state.first));
      });
    });
    state.ended.next = rows.valid.and(rows.endsTick);
    when(state.ended.or(clear), () => {
      state.word.next = 0;
    }).elsewhen(wordEnds, () => {
      state.word.next = state.word.addw(1);
    });
    when(clear, () => {
      state.tick.next = 0;
    }).elsewhen(state.ended, () => {
      state.tick.next = state.tick.addw(1);
    });
    const { others } = nodes({ others: state.first.mux(0, rows.spikes) });
    const all = Array.from({ length: rowsOfWord }, (_, row) => row);
    return {
      write: recorded,
      mask: cat(...all.map((row) => isKept(row).not()).reverse()),
      tick: state.tick,
      word: state.word,
      spikes: cat(...all.map((row) => (row === 0 ? rows.spikes : others)).reverse()),
    };
  },
);
