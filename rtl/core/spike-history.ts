import { delayLayout, listIndexBits, regionBits, savesCells, sliceBits } from "../../config/index.ts";
import {
  array,
  bool,
  bundle,
  cat,
  currentClock,
  formal,
  input,
  instance,
  module,
  output,
  ram,
  stream,
  type UInt,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import { Ram40, ram40Depth, ram40Reading } from "../../hdlgen/targets/ice40.ts";
import type { BackParameters } from "./back-timing.ts";
import { sliceOf, wordOf } from "./bus-address.ts";
import { DelayProgram } from "./delay-program.ts";
import { memoryFor, spikeMemory } from "./memory-choice.ts";
import { carriedAs, type SliceAccess } from "./memory-slice.ts";
import { updatedRowOf } from "./neuron-bank.ts";
import { RowRecorder } from "./row-recorder.ts";
import { addressBits, SlicedMemory, WordMemory } from "./sliced-memory.ts";
import { historyWordBits, SpikeRecorder } from "./spike-recorder.ts";

/** Ticks that are remembered. */
export const historyTicks = 16;

/**
 * Spikes of the last 16 ticks, for axons with delays of 2 and more: a recorder and the delay program. Left out (by the
 * core) when `shape.historyWords` is 0.
 *
 * Ports       rows: every updated row, as the neuron bank gives them. start: pulse when the own lists change over for the
 *             n-th time since clear (n = 1, 2, …): the lists being filled from the next cycle on are those of tick n + 1,
 *             and the program fills in what is due then. done: level, low from the cycle after `start` until the last
 *             entry has been taken; high after reset and clear. append: entries for the own lists. clear: pulse while
 *             idle. writeProgram: a slice of a step, `writeAddress` counted from `delayProgramAddress`, which it may
 *             contain, with it and for a cycle more, `writeData` in that cycle
 * Throughput  as `DelayProgram`
 * Hazards     `start` only while `done`, and when all rows of the tick have been given. Nothing is ever cleared: a word is
 *             written in every tick, and what was before tick 0 is not read
 * Source      docs/decisions/0001, line 1
 */
export const SpikeHistory = module(
  "spike_history",
  ({ shape }: BackParameters) => ({
    rows: input(updatedRowOf(shape)),
    start: input(bool),
    done: output(bool),
    append: stream.out(bundle({ region: uint(regionBits(shape)), index: uint(listIndexBits(shape)) })),
    clear: input(bool),
    writeProgram: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  }),
  ({ rows, start, append, clear, writeProgram, writeAddress, writeData }, parameters) => {
    const { shape, fabric, rowMemory = "block", contents } = parameters;
    const layout = delayLayout(shape);
    const programBits = addressBits(shape.delayProgram);
    const steps = memoryFor(fabric, "program", shape.delayProgram);
    const depth = historyTicks * shape.historyWords;
    if (steps.latency > 2) throw new Error("the delay program's memory is too slow for it");
    const words = spikeMemory(fabric, depth, rowMemory);
    const memory = wires({ step: array(uint(sliceBits), layout.slices), kept: uint(historyWordBits) });

    // A mask for the bits of a word saves their registers; a fast clock needs them.
    const byRow = savesCells(fabric);
    const masked = byRow ? instance("recorder", RowRecorder({ shape }), { rows, clear }) : undefined;
    const recorder = masked ?? instance("recorder", SpikeRecorder({ shape }), { rows, clear });
    const program = instance("delayProgram", DelayProgram({ shape, historyLatency: words.latency }), {
      start,
      clear,
      append,
      step: memory.step,
      history: memory.kept,
    });
    const place = (tick: UInt, word: UInt): UInt => (shape.historyWords === 1 ? tick : cat(tick, word));
    const access = {
      address: place(program.historyTick, program.historyWord),
      write: recorder.write,
      writeAddress: place(recorder.tick, recorder.word),
      writeData: recorder.spikes,
    };
    if (masked === undefined) {
      memory.kept.value = instance("spikes", WordMemory({ bits: historyWordBits, depth, ...words }), access).word;
    } else {
      memory.kept.value = maskedMemory(depth, access, masked.mask);
    }
    const { slices } = instance(
      "steps",
      SlicedMemory({
        ...{ bits: layout.bits, depth: shape.delayProgram, ...steps },
        ...carriedAs("delayProgram", contents),
      }),
      {
        address: program.stepAddress,
        write: writeProgram,
        writeAddress: wordOf(writeAddress, layout.slices, programBits),
        writeSlice: sliceOf(writeAddress, layout.slices),
        writeData,
      },
    );
    memory.step.value = slices;

    // The recorder is at the tick whose lists are being read from now on, or has even finished it.
    formal.assert(
      start.implies(recorder.tick.subw(program.tick).le(1)),
      "the delay program starts before the tick's spikes are in the history, or too late",
    );
    return { done: program.done, append: program.append };
  },
);

/** A memory of which a mask says which rows of a word are written. The cell itself, where there is one, has an enable beside its mask. */
function maskedMemory(depth: number, { address, write, writeAddress, writeData }: SliceAccess, mask: UInt): UInt {
  const updates = writeData.width / mask.width;
  if (depth > ram40Depth) {
    const spikes = ram("spikes", uint(writeData.width), {
      depth,
      collision: "dontCare",
      style: "block",
      mask: updates,
    });
    spikes.write(writeAddress, writeData, { enable: write, mask });
    return spikes.read(address);
  }
  const kept = mask
    .not()
    .toBools()
    .flatMap((bit) => Array.from({ length: updates }, () => bit));
  const { RDATA } = instance("spikes", Ram40({}), {
    ...ram40Reading,
    ...{ RCLK: currentClock(), WCLK: currentClock() },
    ...{ RADDR: address.extend(11), WADDR: writeAddress.extend(11) },
    ...{ WE: write, MASK: cat(...kept.reverse()), WDATA: writeData },
  });
  return RDATA;
}
