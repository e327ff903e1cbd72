/** A circuit with state of every kind, and faults that are put into it at a chosen cycle. */
import { bool, elaborate, input, module, nodes, output, ram, regs, sint, uint, when } from "../../hdlgen/index.ts";

/** What is wrong at the edge, or in the cycle, number `cycle`. */
export interface Fault {
  readonly cycle: number;
  readonly where: "register" | "memory" | "output";
  readonly bit: number;
}

const wordBits = 16;

/** Sums its input, writes the sums to a memory one after the other, and reads them back. */
const Summing = module(
  "summing",
  (_: { fault: Fault | false }) => ({
    en: input(bool),
    data: input(sint(8)),
    sum: output(sint(wordBits)),
    both: output(sint(9)),
    readBack: output(sint(wordBits)),
  }),
  ({ en, data }, { fault }) => {
    const { total, at } = regs({ total: [sint(wordBits), 0], at: [uint(10), 0] }); // @total
    const { cycle } = regs({ cycle: [uint(20), 0] });
    cycle.next = cycle.addw(1);
    const { delayed } = regs({ delayed: [sint(8), 0] });
    delayed.next = data;
    // The counter restarts with reset, which takes the first edge.
    const isNow = (where: Fault["where"]) => fault && fault.where === where && cycle.eq(fault.cycle);
    const flipped = fault ? 2 ** fault.bit : 0;
    const words = ram("words", sint(wordBits), {
      depth: 1024,
      collision: "readFirst",
      init: Array.from({ length: 1024 }, () => 0),
    });
    const wrongWord = isNow("memory");
    const { word } = nodes({
      word: wrongWord ? wrongWord.mux(total.asUInt().xor(flipped), total.asUInt()) : total.asUInt(),
    });
    words.write(at, word.asSInt(), { enable: en });
    when(en, () => {
      at.next = at.addw(1);
    });
    const { grown } = nodes({ grown: total.addw(data) });
    const { next } = nodes({ next: en.mux(grown, total) });
    const wrongSum = isNow("register");
    total.next = wrongSum ? wrongSum.mux(next.asUInt().xor(flipped).asSInt(), next) : next;
    const both = data.add(delayed);
    const wrongBoth = isNow("output");
    const shown = wrongBoth ? wrongBoth.mux(both.asUInt().xor(1).asSInt(), both) : both;
    return { sum: total, both: shown, readBack: words.read(at) };
  },
);

/** The name of the register stays `cycle` in both, so that it is compared as well. */
export const summing = (fault?: Fault) => elaborate(Summing({ fault: fault ?? false }));

/** The same in TypeScript, state after reset. */
export class SummingModel {
  total = 0;
  at = 0;
  cycle = 0;
  delayed = 0;
  readonly words = new Int32Array(1024);

  get state() {
    return { total: this.total, at: this.at, sum: this.total, words: this.words, delayed: this.delayed };
  }

  outputs({ data }: { data: number }) {
    return { both: data + this.delayed };
  }

  step({ rst, en, data }: { rst: number; en: number; data: number }): void {
    if (en === 1) this.words[this.at] = this.total;
    this.at = rst === 1 ? 0 : (this.at + en) & 0x3ff;
    this.total = rst === 1 ? 0 : ((this.total + en * data) << 16) >> 16;
    this.delayed = rst === 1 ? 0 : data;
  }
}
