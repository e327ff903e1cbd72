import type { CoreShape } from "../../config/index.ts";
import { bool, cat, constant, input, module, nodes, output, regArray, regs, uint, when } from "../../hdlgen/index.ts";
import { updatedRowOf } from "./neuron-bank.ts";

/** Neurons of a history word. */
export const historyWordBits = 16;
export const historyWordAddressBits = ({ historyWords }: CoreShape): number => Math.max(1, Math.log2(historyWords));

/**
 * Collects the spikes of recorded populations in words of 16 neurons, each population from a word of its own.
 *
 * Ports       rows: every updated row; write: a word and where it belongs: in tick `tick` modulo 16, the words of all
 *             recorded populations counted in order. clear: the next row is of tick 0
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
    const at = rowsOfWord === 1 ? undefined : regs({ at: [uint(Math.log2(rowsOfWord)), 0] }).at;
    const place = at ?? constant(uint(1), 0);
    const state = regs({
      write: [bool, false],
      ended: [bool, false],
      tick: [uint(4), 0],
      word: [uint(historyWordAddressBits(shape)), 0],
    });
    const { recorded } = nodes({ recorded: rows.valid.and(rows.record) });
    const { wordEnds } = nodes({ wordEnds: recorded.and(rows.endsPopulation.or(place.eq(rowsOfWord - 1))) });
    const spikes = regArray("spikes", rowsOfWord, uint(updates));
    spikes.forEach((own, row) => {
      when(recorded, () => {
        const before = row === 0 ? own : place.eq(0).mux(0, own);
        own.next = place.eq(row).mux(rows.spikes, before);
      });
    });
    if (at !== undefined) {
      when(recorded, () => {
        at.next = wordEnds.mux(0, at.addw(1));
      });
    }
    state.write.next = wordEnds;
    state.ended.next = rows.valid.and(rows.endsTick);
    when(state.ended.or(clear), () => {
      state.word.next = 0;
    }).elsewhen(state.write, () => {
      state.word.next = state.word.addw(1);
    });
    when(clear, () => {
      state.tick.next = 0;
    }).elsewhen(state.ended, () => {
      state.tick.next = state.tick.addw(1);
    });
    return { write: state.write, tick: state.tick, word: state.word, spikes: cat(...[...spikes].reverse()) };
  },
);
