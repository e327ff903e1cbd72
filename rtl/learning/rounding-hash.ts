import { bool, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";
import { flagLater } from "../core/later.ts";

export interface RoundingHashParameters {
  /** Cycles from an address to its word. */
  readonly latency: number;
}

const roundConstant = 0x9e37;
const rounds = 12;

/**
 * 16 bits from seed, axon, neuron, tick and kind of change: 12 rounds of Simon's Feistel function over two halves.
 *
 * Ports       start: pulse; readLow, readHigh: the halves of the seed are to come as `word`, `latency` cycles later. kind, axon
 *             from then on, neuron and tick from 5 cycles after `start` on must stand. done, with bits: until the next start
 * Latency     13 + `latency` cycles from `start` to `done`
 * Source      decision 0011; the halves are kept turned right by the number of the round, so that the round constant stands still
 */
export const RoundingHash = module(
  "rounding_hash",
  (_: RoundingHashParameters) => ({
    start: input(bool),
    word: input(uint(16)),
    axon: input(uint(16)),
    neuron: input(uint(16)),
    tick: input(uint(16)),
    kind: input(uint(3)),
    readLow: output(bool),
    readHigh: output(bool),
    done: output(bool),
    bits: output(uint(16)),
  }),
  ({ start, word, axon, neuron, tick, kind }, { latency }) => {
    const { x, y } = regs({ x: uint(16), y: uint(16) });
    const { round, mixes, done } = regs({ round: uint(4), mixes: [bool, false], done: [bool, false] });
    const begins = flagLater(start, "begin", 2 + latency);
    const highComes = begins(2 + latency);
    const { runs } = nodes({ runs: highComes.or(mixes) });
    // What is put into y comes into x a round later: so the seed's low half begins a round before the first, with x at 0.
    const { seeded } = nodes({
      seeded: highComes.mux(word.xor(kind.extend(16)), word.xor(axon).rotateLeft(1).xor(roundConstant)),
    });
    // Of the fourth round: what joins x comes into y a round before, in round 2, what joins y in round 3.
    const { meetsNeuron, meetsTick } = regs({ meetsNeuron: [bool, false], meetsTick: [bool, false] });
    meetsNeuron.next = mixes.and(round.eq(1)).and(start.not());
    meetsTick.next = meetsNeuron.and(start.not());
    const { met } = nodes({
      met: meetsNeuron.mux(neuron.rotateRight(3), 0).or(meetsTick.mux(tick.rotateRight(4), 0)),
    });
    const { mixed } = nodes({
      mixed: y
        .xor(x.rotateLeft(1).and(x.rotateLeft(8)))
        .xor(x.rotateLeft(2))
        .xor(roundConstant)
        .rotateRight(1),
    });
    when(done.not(), () => {
      x.next = runs.mux(mixed, 0);
      y.next = x.rotateRight(1).xor(mixes.mux(0, seeded)).xor(met);
    });
    const { isLast } = nodes({ isLast: mixes.and(round.eq(rounds - 1)) });
    mixes.next = highComes.or(mixes.and(isLast.not())).and(start.not());
    round.next = mixes.mux(round.addw(1), 0);
    done.next = isLast.or(done).and(start.not());
    return { readLow: begins(1), readHigh: begins(2), done, bits: x.rotateLeft(rounds) };
  },
);
