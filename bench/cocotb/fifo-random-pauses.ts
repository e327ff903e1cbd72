import { scoreboard, streamMonitor, streamSink, streamSource } from "../../sim/harness/agents/index.ts";
import { ByteFifo } from "./designs/byte-fifo.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** Rests in so many of a hundred cycles. */
function* restsIn(percent: number, random: Xorshift) {
  for (;;) yield random.chance(percent);
}

/** 300 random words, with pauses on both sides; what leaves must be what came, in its order. */
export const fifoRandomPauses = twin("fifo_random_pauses", ByteFifo(), (tb, log) => {
  const { enq, deq } = tb.dut;
  tb.reset(2);
  const random = new Xorshift(5);
  const words = Array.from({ length: 300 }, () => random.below(256));

  const source = streamSource(tb, enq, { pause: restsIn(30, new Xorshift(6)) });
  streamSink(tb, deq, { pause: restsIn(40, new Xorshift(7)) });
  const [left, came] = [streamMonitor(tb, deq), streamMonitor(tb, enq)];
  left.onTransfer((word) => log.note(`${tb.cycle}: got ${word}`));
  came.onTransfer((word) => log.note(`${tb.cycle}: put ${word}`));
  const board = scoreboard<number>(tb, "words");
  board.expectFrom(came);
  board.compare(left);

  source.sendAll(words);
  tb.until(() => board.matched === words.length);
});
