/** The designs that the harness is tested with: few, because each is a model to compile on Verilator. */
import {
  array,
  bool,
  bundle,
  clock,
  domain,
  enumeration,
  fix,
  input,
  module,
  nodes,
  output,
  regs,
  sint,
  stream,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { openTestbench } from "../../sim/harness/index.ts";

export const engines = ["embedded", "verilator"] as const;

export const Mode = enumeration("Mode", ["hold", "up", "down"]);

/** Four lanes, each a register that follows its input one cycle later, and a sum that follows the inputs at once. */
export const Lanes = module(
  "harness_lanes",
  (_: object) => ({
    a: input(uint(8)),
    b: input(uint(8)),
    c: input(uint(8)),
    d: input(uint(8)),
    lastA: output(uint(8)),
    lastB: output(uint(8)),
    lastC: output(uint(8)),
    lastD: output(uint(8)),
    sum: output(uint(10)),
    count: output(uint(16)),
  }),
  ({ a, b, c, d }) => {
    const { lastA, lastB, lastC, lastD, count } = regs({
      lastA: [uint(8), 0],
      lastB: [uint(8), 0],
      lastC: [uint(8), 0],
      lastD: [uint(8), 0],
      count: [uint(16), 0],
    });
    lastA.next = a;
    lastB.next = b;
    lastC.next = c;
    lastD.next = d;
    count.next = count.addw(1);
    const { sum } = nodes({ sum: a.add(b).add(c.add(d)) });
    return { lastA, lastB, lastC, lastD, sum, count };
  },
);

/** A port of every kind, all but the stream's given back one cycle later. */
export const Kinds = module(
  "harness_kinds",
  (_: object) => ({
    flag: input(bool),
    level: input(sint(32)),
    tiny: input(sint(5)),
    wide: input(uint(64)),
    middle: input(uint(40)),
    mode: input(Mode),
    ratio: input(fix(3, 5)),
    pair: input(bundle({ left: uint(4), right: array(sint(3), 2) })),
    words: stream.in(uint(8)),
    lastFlag: output(bool),
    lastLevel: output(sint(32)),
    lastTiny: output(sint(5)),
    lastWide: output(uint(64)),
    lastMiddle: output(uint(40)),
    lastMode: output(Mode),
    lastRatio: output(fix(3, 5)),
    lastPair: output(bundle({ left: uint(4), right: array(sint(3), 2) })),
    held: stream.out(uint(8)),
  }),
  ({ flag, level, tiny, wide, middle, mode, ratio, pair, words, held }) => {
    const last = regs({
      lastFlag: bool,
      lastLevel: sint(32),
      lastTiny: sint(5),
      lastWide: uint(64),
      lastMiddle: uint(40),
      lastMode: Mode,
      lastRatio: fix(3, 5),
      lastPair: bundle({ left: uint(4), right: array(sint(3), 2) }),
    });
    last.lastFlag.next = flag;
    last.lastLevel.next = level;
    last.lastTiny.next = tiny;
    last.lastWide.next = wide;
    last.lastMiddle.next = middle;
    last.lastMode.next = mode;
    last.lastRatio.next = ratio;
    last.lastPair.next = pair;
    const { full, word } = regs({ full: [bool, false], word: uint(8) });
    const { ready } = nodes({ ready: full.not().or(held.ready) });
    when(ready, () => {
      full.next = words.valid;
      word.next = words.payload;
    });
    return { ...last, words: { ready }, held: { valid: full, payload: word } };
  },
);

/** A counter for each of two clocks; each shows its own clock's input one edge later. */
export const TwoClocks = module(
  "harness_two_clocks",
  (_: object) => ({
    fastClk: input(clock),
    slowClk: input(clock),
    fastIn: input(uint(8), { domain: "fastClk" }),
    slowIn: input(uint(8), { domain: "slowClk" }),
    fast: output(uint(16)),
    slow: output(uint(16)),
    fastOut: output(uint(8)),
    slowOut: output(uint(8)),
  }),
  ({ fastClk, slowClk, fastIn, slowIn }) => {
    const fast = domain({ clock: fastClk }, () => {
      const { fastCount, fastLast } = regs({
        fastCount: { type: uint(16), powerUp: 0 },
        fastLast: { type: uint(8), powerUp: 0 },
      });
      fastCount.next = fastCount.addw(1);
      fastLast.next = fastIn;
      return { fastCount, fastLast };
    });
    const slow = domain({ clock: slowClk }, () => {
      const { slowCount, slowLast } = regs({
        slowCount: { type: uint(16), powerUp: 0 },
        slowLast: { type: uint(8), powerUp: 0 },
      });
      slowCount.next = slowCount.addw(1);
      slowLast.next = slowIn;
      return { slowCount, slowLast };
    });
    return { fast: fast.fastCount, slow: slow.slowCount, fastOut: fast.fastLast, slowOut: slow.slowLast };
  },
);

/** A testbench on the lanes, after reset: `cycle` is 1. */
export async function lanes(engine: (typeof engines)[number]) {
  const tb = await openTestbench(engine, Lanes({}));
  tb.reset();
  return tb;
}
