import { type CoreShape, listIndexBits, regionBits } from "../../config/index.ts";
import {
  bool,
  bundle,
  cat,
  formal,
  hi,
  input,
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
 * Ports       rows: stream; spikes: AER words; own: a register, never refused; tickDrained: in the cycle after the last
 *             `own` of the tick at the earliest; clear: the next marker is that of tick 0
 * Latency     2 cycles from a row to its first spike
 * Throughput  1 spike per cycle and 1 cycle more for each row; 2 cycles for a word that leaves the core
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
    const row = regs({
      busy: [bool, false],
      // What is left to do: a bit for each lane, and the marker above them.
      left: uint(updates + 1),
      one: bool,
      leaves: bool,
      at: rows.payload.row.width === 0 ? uint(1) : uint(rows.payload.row.width),
      report: bool,
      loopBack: bool,
      region: uint(regionBits(shape)),
    });
    const out = regs({
      spikesValid: [bool, false],
      spikesWord: uint(16),
      ownValid: [bool, false],
      ownRegion: uint(regionBits(shape)),
      ownIndex: uint(listIndexBits(shape)),
      tickDrained: [bool, false],
      tick: [uint(15), 0],
    });
    const { take } = nodes({ take: rows.valid.and(row.busy.not()) });
    const { step } = nodes({ step: row.busy.and(row.leaves.and(out.spikesValid).not()) });
    const { emit } = nodes({ emit: step.and(row.leaves) });
    const { isMarker } = nodes({ isMarker: row.left.trunc(updates).any().not() });
    const { rest } = nodes({ rest: row.left.and(row.left.subw(1)) });
    row.busy.next = take.or(row.busy.and(step.and(row.one).not()));
    when(take, () => {
      row.left.next = cat(rows.payload.endsTick, rows.payload.spikes);
      row.one.next = atMostOne(cat(rows.payload.endsTick, rows.payload.spikes));
      row.leaves.next = rows.payload.report.or(rows.payload.spikes.any().not());
      row.at.next = rows.payload.row;
      row.report.next = rows.payload.report;
      row.loopBack.next = rows.payload.loopBack;
      row.region.next = rows.payload.region;
    }).elsewhen(step, () => {
      row.left.next = rest;
      row.one.next = atMostOne(rest);
      row.leaves.next = row.report.or(rest.trunc(updates).any().not());
    });

    const { slot } = nodes({ slot: slotOf(row.at, row.left.trunc(updates), shape) });
    out.ownValid.next = step.and(row.loopBack).and(isMarker.not());
    out.ownRegion.next = row.region;
    out.ownIndex.next = slot.extend(listIndexBits(shape));
    out.tickDrained.next = step.and(isMarker);
    out.spikesValid.next = emit.or(out.spikesValid.and(spikes.ready.not()));
    when(emit, () => {
      out.spikesWord.next = isMarker.mux(cat(hi, out.tick), slot.extend(16));
    });
    when(clear, () => {
      out.tick.next = 0;
    }).elsewhen(step.and(isMarker), () => {
      out.tick.next = out.tick.addw(1);
    });
    formal.assert(row.busy.not().or(row.left.any()), "a row without spikes and without a tick's end");
    formal.assert(row.busy.not().or(row.one.eq(atMostOne(row.left))), "the last of a row is known as such");
    formal.assert(emit.and(out.spikesValid).not(), "a word is overwritten before it was taken");
    return {
      rows: { ready: row.busy.not() },
      own: { valid: out.ownValid, region: out.ownRegion, index: out.ownIndex },
      tickDrained: out.tickDrained,
      spikes: { valid: out.spikesValid, payload: out.spikesWord },
    };
  },
);

const atMostOne = (bits: UInt) => bits.and(bits.subw(1)).any().not();

/** The slot of the lowest spike of a row. */
function slotOf(row: UInt, spikes: UInt, { updates, slots }: CoreShape): UInt {
  if (updates === 1) return row;
  const { index } = spikes.priorityEncode();
  return slots === updates ? index : cat(row, index);
}
