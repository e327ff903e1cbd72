import { type Bool, bool, cat, input, module, nodes, output, regs, type UInt, uint } from "../../hdlgen/index.ts";

/**
 * Chooses the word that goes into the answer. Every step of the choice takes two more words for one LUT a bit: it gives
 * what the step before gives, or, when its own bit is set, one of its two words: the step before gives all ones or all
 * zeros then, to say which.
 *
 *     bit 4     sequence
 *     bit 3     place (step before: ones), badFrames (zeros)
 *     bit 2     ticks (ones), saturations (zeros)
 *     bit 1     bit 0 in all places: the ones and zeros
 *     bit 0     spike, else busData
 *
 * Ports       choice: see `answerSources`; storeNow: the word is stored; busValid: so are bus data, unasked while the choice
 *             is 0; store, stored: to the answer
 * Latency     1 cycle from `storeNow`; 2 from bus data, and from what the core and the gate have
 * Cost        48 LC
 */
export const AnswerWord = module(
  "answer_word",
  (_: object) => ({
    choice: input(uint(5)),
    storeNow: input(bool),
    busValid: input(bool),
    busData: input(uint(16)),
    spike: input(uint(16)),
    ticks: input(uint(16)),
    saturations: input(uint(16)),
    badFrames: input(uint(8)),
    place: input(uint(8)),
    sequenceNumber: input(uint(8)),
    store: output(bool),
    stored: output(uint(16)),
  }),
  ({ choice, storeNow, busValid, busData, spike, ticks, saturations, badFrames, place, sequenceNumber }) => {
    // No answer is written before the first reset: HELLO's stands in the same memory from configuration on.
    const { store, stored } = regs({ store: { type: bool, reset: false, powerUp: false }, stored: uint(16) });
    // Half way a register, which costs nothing: the choice stands early enough, and what the core has read waits for it.
    const { counted, busCounted } = regs({ counted: uint(16), busCounted: [bool, false] });
    busCounted.next = busValid;
    store.next = storeNow.or(busCounted);
    // Words of eight bits have zeros above.
    const { highOnes } = nodes({ highOnes: choice.bit(0).and(choice.bit(3).not()) });
    const sources = Array.from({ length: 16 }, (_, i) => {
      const ones = i < 8 ? choice.bit(0) : highOnes;
      const ofCore = choice.bit(1).mux(ones, ones.mux(spike.bit(i), busData.bit(i)));
      return choice.bit(2).mux(ofCore.mux(ticks.bit(i), saturations.bit(i)), ofCore);
    });
    counted.next = joined(sources);
    const bits = counted.toBools().map((own, i) => {
      if (i >= 8) return own;
      const ofLink = choice.bit(3).mux(own.mux(place.bit(i), badFrames.bit(i)), own);
      return choice.bit(4).mux(sequenceNumber.bit(i), ofLink);
    });
    stored.next = joined(bits);
    return { store, stored };
  },
);

const joined = (bits: readonly Bool[]): UInt => cat(...[...bits].reverse());
