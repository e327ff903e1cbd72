import { type CoreShape, delayLayout, listIndexBits, regionBits, sliceBits } from "../../config/index.ts";
import {
  array,
  bool,
  bundle,
  cat,
  formal,
  input,
  lo,
  module,
  nodes,
  output,
  regArray,
  regs,
  stream,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { fieldsOf } from "./fields.ts";
import { addressBits } from "./sliced-memory.ts";
import { historyWordAddressBits, historyWordBits } from "./spike-recorder.ts";

export interface DelayProgramParameters {
  readonly shape: CoreShape;
  /** Cycles from an address to its word. */
  readonly stepLatency: number;
  readonly historyLatency: number;
}

/**
 * Runs the steps of the delay program: fetches a word of the history for each, and appends its spikes one by one.
 *
 * Ports       start: pulse, the n-th one since clear runs the program for tick n + 1; done: level. step: the word at
 *             `stepAddress`, in slices; history: the word at `historyTick`, `historyWord`. append: entries of the own lists, from a
 *             register; done rises when the last one has been taken
 * Throughput  1 spike per cycle, 1 cycle more for each step; a step without spikes takes as long as both memories, and 2
 *             cycles
 * Hazards     `start` only while `done`
 */
export const DelayProgram = module(
  "delay_program",
  ({ shape }: DelayProgramParameters) => ({
    start: input(bool),
    clear: input(bool),
    done: output(bool),
    stepAddress: output(uint(addressBits(shape.delayProgram))),
    step: input(array(uint(sliceBits), delayLayout(shape).slices)),
    historyTick: output(uint(4)),
    historyWord: output(uint(historyWordAddressBits(shape))),
    history: input(uint(historyWordBits)),
    append: stream.out(bundle({ region: uint(regionBits(shape)), index: uint(listIndexBits(shape)) })),
    /** The tick that is being prepared, or was last, modulo 16. */
    tick: output(uint(4)),
  }),
  (io, { shape, stepLatency, historyLatency }) => {
    const layout = delayLayout(shape);
    const fields = fieldsOf(io.step, layout);
    const region = uint(regionBits(shape));
    const word = uint(historyWordAddressBits(shape));

    const ticks = regs({ tick: [uint(4), 1], old: [bool, false] });
    when(io.clear, () => {
      ticks.tick.next = 1;
      ticks.old.next = false;
    }).elsewhen(io.start, () => {
      ticks.tick.next = ticks.tick.addw(1);
      ticks.old.next = ticks.old.or(ticks.tick.eq(14));
    });

    // One step at a time is on its way from its word to its spikes; the word of the next one is read meanwhile.
    const fetch = regs({
      stepAddress: [uint(addressBits(shape.delayProgram)), 0],
      running: [bool, false],
      decode: [bool, false],
      waiting: [bool, false],
      region,
      historyTick: uint(4),
      historyWord: word,
      due: bool,
    });
    const scan = regs({ left: [uint(historyWordBits), 0], scanRegion: region, scanWord: word });
    const append = regs({ appendValid: [bool, false], appendRegion: region, appendIndex: uint(listIndexBits(shape)) });
    const { scanning } = nodes({ scanning: scan.left.any() });
    const { ends } = nodes({ ends: fields.uint("delay").eq(0) });
    const { handOver } = nodes({ handOver: fetch.waiting.and(scanning.not()) });
    const onItsWay = regArray("onItsWay", Math.max(stepLatency, historyLatency), [bool, false]);
    onItsWay.forEach((own, i) => {
      own.next = onItsWay[i - 1] ?? fetch.decode.and(ends.not());
    });
    fetch.running.next = io.start.or(fetch.running.and(fetch.decode.and(ends).not()));
    fetch.decode.next = io.start.or(handOver);
    fetch.waiting.next = (onItsWay.at(-1) ?? lo).or(fetch.waiting.and(handOver.not()));
    when(fetch.decode, () => {
      fetch.stepAddress.next = ends.mux(0, fetch.stepAddress.addw(1));
      fetch.region.next = fields.uint("region");
      fetch.historyTick.next = ticks.tick.subw(fields.uint("delay"));
      fetch.historyWord.next = fields.has("word") ? fields.uint("word") : 0;
      // What was before tick 0 is not in the history.
      fetch.due.next = ticks.old.or(fields.uint("delay").le(ticks.tick));
    });

    const { step } = nodes({ step: scanning.and(append.appendValid.not().or(io.append.ready)) });
    when(handOver, () => {
      scan.left.next = fetch.due.mux(io.history, 0);
      scan.scanRegion.next = fetch.region;
      scan.scanWord.next = fetch.historyWord;
    }).elsewhen(step, () => {
      scan.left.next = scan.left.and(scan.left.subw(1));
    });
    append.appendValid.next = step.or(append.appendValid.and(io.append.ready.not()));
    when(step, () => {
      append.appendRegion.next = scan.scanRegion;
      append.appendIndex.next = indexOf(scan.scanWord, scan.left, shape);
    });
    const { done } = regs({ done: [bool, true] });
    done.next = io.start.not().and(done.or(fetch.running.or(scanning).or(append.appendValid).not()));
    formal.assert(io.start.implies(done), "the delay program starts before it has ended");
    formal.assert(
      io.start.implies(append.appendValid.not()),
      "an entry of the delay program comes after the change of lists",
    );
    return {
      done,
      stepAddress: fetch.stepAddress,
      historyTick: fetch.historyTick,
      historyWord: fetch.historyWord,
      append: { valid: append.appendValid, payload: { region: append.appendRegion, index: append.appendIndex } },
      tick: ticks.tick,
    };
  },
);

/** The list entry of the lowest spike of a history word. */
function indexOf(word: UInt, spikes: UInt, shape: CoreShape): UInt {
  const { index } = spikes.priorityEncode();
  return (shape.historyWords === 1 ? index : cat(word, index)).extend(listIndexBits(shape));
}
