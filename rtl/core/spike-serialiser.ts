import { type CoreShape, listIndexBits, regionBits } from "../../config/index.ts";
import {
  type Bool,
  bool,
  bundle,
  cat,
  formal,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  stream,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { addressBits } from "./sliced-memory.ts";

/** A row with spikes, or the last one of a tick. */
export const spikeRowOf = (shape: CoreShape) =>
  bundle({
    spikes: uint(shape.updates),
    endsTick: bool,
    row: uint(addressBits(shape.slots / shape.updates)),
    report: bool,
    loopBack: bool,
    region: uint(regionBits(shape)),
  });

/**
 * Takes rows apart: one spike per cycle goes to the lists of the core, out of it, or both. Behind the last row of a tick
 * comes its marker.
 *
 * Ports       rows: stream; spikes: AER words; own: never refused; tickDrained: at the earliest 2 cycles after the last
 *             `own` of the tick; clear: the next marker is that of tick 0
 * Latency     1 cycle from a row to its first spike
 * Throughput  1 spike per cycle and 2 cycles more for each row; 2 cycles for a word that leaves the core
 * Hazards     none: what is to leave waits for the outside, and what is behind it waits with it
 */
export const SpikeSerialiser = module(
  "spike_serialiser",
  ({ shape }: { shape: CoreShape }) => ({
    rows: stream.in(spikeRowOf(shape)),
    clear: input(bool),
    own: output(bundle({ valid: bool, region: uint(regionBits(shape)), index: uint(listIndexBits(shape)) })),
    tickDrained: output(bool),
    spikes: stream.out(uint(16)),
  }),
  ({ rows, clear, spikes }, { shape }) => {
    const { updates } = shape;
    const { report, loopBack, region } = rows.payload;
    // The row itself stays in the FIFO until the last of it is done.
    const row = regs({
      taken: [bool, false],
      // What is left to do: a bit for each lane, and the marker above them.
      left: uint(updates + 1),
      one: bool,
      leaves: bool,
      loops: bool,
    });
    const out = regs({
      spikesValid: [bool, false],
      spikesWord: uint(16),
      tickDrained: [bool, false],
      tick: [uint(15), 0],
    });
    const { take } = nodes({ take: rows.valid.and(row.taken.not()) });
    // What stays in the core waits too: `own` goes on into long paths, and rows that leave and rows that stay hardly mix.
    const { step } = nodes({ step: row.taken.and(out.spikesValid.not()) });
    const { last } = nodes({ last: step.and(row.one) });
    const { isMarker } = nodes({ isMarker: row.left.trunc(updates).any().not() });
    row.taken.next = take.or(row.taken.and(last.not()));
    const { begun } = nodes({ begun: cat(rows.payload.endsTick, rows.payload.spikes) });
    const { rest } = nodes({ rest: take.mux(begun, withoutLowest(row.left)) });
    when(take.or(step), () => {
      const spikesLeft = rest.trunc(updates).any();
      row.left.next = rest;
      row.one.next = take.mux(atMost(1, begun), atMost(2, row.left));
      row.leaves.next = report.or(spikesLeft.not());
      row.loops.next = loopBack.and(spikesLeft);
    });

    const { slot } = nodes({ slot: slotOf(rows.payload.row, row.left.trunc(updates), shape) });
    const { emit } = nodes({ emit: step.and(row.leaves) });
    out.spikesValid.next = emit.or(out.spikesValid.and(spikes.ready.not()));
    when(emit, () => {
      out.spikesWord.next = isMarker.mux(cat(hi, out.tick), slot.extend(16));
    });
    out.tickDrained.next = step.and(isMarker);
    // Counted by adding: an enable would join with the reset and become the longest path.
    out.tick.next = clear.mux(0, out.tick.addw(out.tickDrained.asUInt()));
    formal.assert(row.taken.implies(row.left.any()), "a row without spikes and without a tick's end");
    formal.assert(row.taken.implies(row.one.eq(atMost(1, row.left))), "the last of a row is known as such");
    formal.assert(row.taken.implies(rows.valid), "a row goes away before the last of it is done");
    formal.assert(emit.and(out.spikesValid).not(), "a word is overwritten before it was taken");
    return {
      rows: { ready: last },
      own: { valid: step.and(row.loops), region, index: slot.extend(listIndexBits(shape)) },
      tickDrained: out.tickDrained,
      spikes: { valid: out.spikesValid, payload: out.spikesWord },
    };
  },
);

// Without an adder, whose carry chain would be the longest path of the module.
const withoutLowest = (bits: UInt): UInt =>
  cat(
    ...bits
      .toBools()
      .map((bit, i) => (i === 0 ? lo : bit.and(bits.slice(i - 1, 0).any())))
      .reverse(),
  );

/** At most this many bits are 1: no choice of one more has all its bits. */
function atMost(count: number, bits: UInt): Bool {
  const choices = (left: number, from: number): Bool =>
    bits
      .toBools()
      .map((bit, i) => (i < from ? lo : left === 1 ? bit : bit.and(choices(left - 1, i + 1))))
      .reduce((one, other) => one.or(other));
  return choices(count + 1, 0).not();
}

/** The slot of the lowest spike of a row. */
function slotOf(row: UInt, spikes: UInt, { updates, slots }: CoreShape): UInt {
  if (updates === 1) return row;
  const { index } = spikes.priorityEncode();
  return slots === updates ? index : cat(row, index);
}
