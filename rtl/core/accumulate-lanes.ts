/**
 * The lanes of an accumulator and the way of their sums out, for fabrics that differ in what is free: on iCE40 a choice
 * fits into the LUT of the adder before it or of the flip-flop behind it; on ECP5 it takes a LUT of its own, while
 * flip-flops and their resets cost nothing.
 */
import type { CoreShape } from "../../config/index.ts";
import {
  type Bool,
  bool,
  constant,
  formal,
  instance,
  pipeline,
  regArray,
  regs,
  type SInt,
  sint,
  type UInt,
  type Vec,
  when,
} from "../../hdlgen/index.ts";
import { Accumulator, ClearedAccumulator } from "./accumulator.ts";
import { sliced } from "./fields.ts";

interface Words {
  readonly valid: Bool;
  readonly first: Bool;
  readonly last: Bool;
  readonly weights: Vec<UInt>;
}

/** A group's first word is loaded; its sums go into a shift register when it has ended. 3 cycles. */
export function handedByShift({ valid, first, last, weights }: Words, shape: CoreShape): SInt[] {
  const { lanes, updates, weightBits, weightSign, accumulatorBits } = shape;
  const accumulator = Accumulator({ weightBits, weightSign, accumulatorBits });
  const sums: SInt[] = [];
  const words = pipeline("words", { inputs: { valid, first, last } })
    .stage("decode", ({ valid, first, last }) => ({
      enable: valid.or(first),
      load: first,
      clear: first.and(valid.not()),
      groupEnds: last,
    }))
    .arriving({ weights })
    .stage("add", ({ enable, load, clear, weights, groupEnds }) => {
      for (let lane = 0; lane < lanes; lane++) {
        const weight = sliced(weights, lane * weightBits, weightBits);
        sums.push(instance(`lane${lane}`, accumulator, { enable, load, clear, weight }).sum);
      }
      return { handOver: groupEnds };
    })
    .end(({ handOver }) => ({ handOver }));
  // The last row needs no choice: what is behind it is never looked at.
  const handed = regArray("sum", lanes, sint(accumulatorBits));
  handed.forEach((own, lane) => {
    const [sum, following] = [sums[lane], handed[lane + updates]];
    if (sum === undefined) throw new Error("a lane without a sum");
    own.next = following === undefined ? sum : words.outputs.handOver.mux(sum, following);
  });
  return handed.slice(0, updates);
}

/**
 * A group's last word clears the accumulators, and its sums are kept; each row of them in turn is let into registers that
 * are 0 otherwise, and all rows are or-ed, four at first: from all over the lanes to the neurons the way is long. 7 cycles.
 */
export function handedByChoice({ valid, last, weights }: Words, shape: CoreShape): SInt[] {
  const { lanes, updates, weightBits, weightSign, accumulatorBits } = shape;
  const accumulator = ClearedAccumulator({ weightBits, weightSign, accumulatorBits });
  const flags = regs({
    weightIdle: [bool, true],
    weightLast: [bool, false],
    takenLast: [bool, false],
    ends: [bool, true],
  });
  flags.weightIdle.next = valid.not();
  flags.weightLast.next = last;
  flags.takenLast.next = flags.weightLast;
  flags.ends.next = flags.takenLast;
  formal.assert(
    flags.takenLast.implies(flags.weightIdle),
    "a group begins while the last one's sums are still added to",
  );
  const kept = regArray("kept", lanes, sint(accumulatorBits));
  kept.forEach((own, lane) => {
    const weight = sliced(weights, lane * weightBits, weightBits);
    const { sum } = instance(`lane${lane}`, accumulator, { idle: flags.weightIdle, clear: flags.ends, weight });
    when(flags.ends, () => {
      own.next = sum;
    });
  });
  const rows = lanes / updates;
  // Inverted, like `weightIdle`: a reset takes its signal without a LUT.
  const hides = regArray("hides", rows, [bool, true]);
  const shown = regArray("shown", lanes, sint(accumulatorBits));
  shown.forEach((own, lane) => {
    const [hidden, value] = [hides[Math.floor(lane / updates)], kept[lane]];
    if (hidden === undefined || value === undefined) throw new Error("a lane without a row");
    own.next = hidden.mux(0, value);
  });
  // A group with few rows is not followed by the empty ones when the next group comes.
  hides.forEach((own, row) => {
    own.next = hides[row - 1]?.or(flags.ends) ?? flags.ends.not();
  });
  const or = (values: readonly SInt[]): SInt =>
    values.reduce<SInt>((all, one) => all.or(one), constant(sint(accumulatorBits), 0));
  const ofNeuron = (values: readonly SInt[], lane: number): SInt[] => values.filter((_, i) => i % updates === lane);
  const four = regArray("four", Math.ceil(rows / 4) * updates, sint(accumulatorBits));
  four.forEach((own, i) => {
    const from = Math.floor(i / updates) * 4;
    own.next = or(ofNeuron(shown, i % updates).slice(from, from + 4));
  });
  const out = regArray("sum", updates, sint(accumulatorBits));
  out.forEach((own, lane) => {
    own.next = or(ofNeuron(four, lane));
  });
  return [...out];
}
