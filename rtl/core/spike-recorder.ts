import type { CoreShape } from "../../config/index.ts";
import { bool, cat, input, module, nodes, output, regArray, regs, uint, when } from "../../hdlgen/index.ts";
import { updatedRowOf } from "./neuron-bank.ts";

/** Neurons of a history word. */
export const historyWordBits = 16;
export const historyWordAddressBits = ({ historyWords }: CoreShape): number => Math.max(1, Math.log2(historyWords));

/**
 * Collects the spikes of recorded populations in words of 16 neurons, each population from a word of its own.
 *
 * Ports       rows: every updated row; write: a word and where it belongs: in tick `tick` modulo 16, the words of all
 *             recorded populations counted in order. clear: the next row, two cycles later at the earliest, is of tick 0
 * Latency     1 cycle from the last row of a word to `write`, 2 from the end of a tick to the next `tick`
 * Hazards     none: a word is complete before it is written, zeros and all
 */
export const SpikeRecorder = module(
  "spike_recorder",
  ({ shape }: { shape: CoreShape }) => ({
    rows: input(updatedRowOf(shape)),
    clear: input(bool),
    write: output(bool),
    tick: output(uint(4)),
    word: output(uint(historyWordAddressBits(shape))),
    spikes: output(uint(historyWordBits)),
  }),
  ({ rows, clear }, { shape }) => {
    const { updates } = shape;
    const rowsOfWord = historyWordBits / updates;
    // One bit says which row of the word comes next: the row's place follows it until it is recorded.
    const { place } = regs({ place: [uint(rowsOfWord), 1] });
    const state = regs({
      write: [bool, false],
      ended: [bool, false],
      /**
       * No row comes so soon behind a clear, and it has come a long way. A reset begins with it, so that what it clears needs
       * none.
       */
      cleared: [bool, true],
      tick: uint(4),
      word: uint(historyWordAddressBits(shape)),
    });
    const { recorded } = nodes({ recorded: rows.valid.and(rows.record) });
    const { wordEnds } = nodes({ wordEnds: recorded.and(rows.endsPopulation.or(place.bit(rowsOfWord - 1))) });
    when(recorded, () => {
      place.next = wordEnds.mux(1, place.shl(1).trunc(rowsOfWord));
    });
    const spikes = regArray("spikes", rowsOfWord, uint(updates));
    spikes.forEach((own, row) => {
      const kept = place.bit(row).mux(rows.spikes, own);
      own.next = row === 0 ? kept : place.bit(0).mux(0, kept);
    });
    state.write.next = wordEnds;
    state.ended.next = rows.valid.and(rows.endsTick);
    state.cleared.next = clear;
    when(state.ended.or(state.cleared), () => {
      state.word.next = 0;
    }).elsewhen(state.write, () => {
      state.word.next = state.word.addw(1);
    });
    when(state.cleared, () => {
      state.tick.next = 0;
    }).elsewhen(state.ended, () => {
      state.tick.next = state.tick.addw(1);
    });
    return { write: state.write, tick: state.tick, word: state.word, spikes: cat(...[...spikes].reverse()) };
  },
);
