import { type CoreShape, delayLayout, listIndexBits, regionBits, sliceBits } from "../../config/index.ts";
import {
  array,
  type Bool,
  bool,
  bundle,
  cat,
  formal,
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
import { fieldsOf } from "./fields.ts";
import { flagLater } from "./later.ts";
import { addressBits } from "./sliced-memory.ts";
import { historyWordAddressBits, historyWordBits } from "./spike-recorder.ts";

/** Neurons of a word that are looked at together. */
const scanned = 4;

export interface DelayProgramParameters {
  readonly shape: CoreShape;
  /** Cycles from an address to its word. The step's word comes at most 2 cycles later. */
  readonly historyLatency: number;
}

/**
 * Runs the steps of the delay program: fetches a word of the history for each, and appends its spikes one by one.
 *
 * Ports       start: pulse, the n-th one since clear runs the program for tick n + 1; done: level. step: the word at
 *             `stepAddress`, in slices; history: the word at `historyTick`, `historyWord`. append: entries of the own
 *             lists; done rises after the last one has been taken
 * Throughput  4 neurons without a spike per cycle, up to the last ones of a word that fired, and 1 spike every other cycle. The next step's
 *             word is fetched meanwhile; a step takes 2 cycles more than that, and 3 plus the latency of the history's
 *             memory at least
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
  (io, { shape, historyLatency }) => {
    const layout = delayLayout(shape);
    const fields = fieldsOf(io.step, layout);

    const ticks = regs({ tick: [uint(4), 1], old: [bool, false] });
    // Without an enable: `clear` and the reset would join it, which come from far away.
    ticks.tick.next = io.clear.mux(1, ticks.tick.addw(io.start.asUInt()));
    ticks.old.next = ticks.old.or(io.start.and(ticks.tick.eq(14))).and(io.clear.not());

    // One step after the other: its word, the history's word, then the spikes, lowest neuron first. A step is fetched while
    // the one before is scanned.
    const fetch = regs({
      stepAddress: [uint(addressBits(shape.delayProgram)), 0],
      decode: [bool, false],
      region: uint(regionBits(shape)),
      historyTick: uint(4),
      historyWord: uint(historyWordAddressBits(shape)),
      due: bool,
    });
    const scan = regs({
      /** Nothing was left some time, and nothing has come since: what stands in `left` is nothing, or from before a reset. */
      resting: [bool, true],
      appendRegion: uint(regionBits(shape)),
      scannedWord: uint(historyWordAddressBits(shape)),
      left: uint(historyWordBits),
      /** Of the lowest four of them more than one fired. */
      several: bool,
      four: uint(Math.log2(historyWordBits / scanned)),
      appending: [bool, false],
      appendNeuron: uint(Math.log2(historyWordBits)),
    });
    const { ends } = nodes({ ends: fields.uint("delay").eq(0) });
    const wordComes = flagLater(fetch.decode.and(ends.not()), "onItsWay", historyLatency + 1)(historyLatency + 1);
    const { waiting, ended, done } = regs({ waiting: [bool, false], ended: [bool, false], done: [bool, true] });
    const { fetched } = nodes({ fetched: waiting.or(wordComes) });
    const { load } = nodes({ load: fetched.and(scan.resting) });
    waiting.next = fetched.and(scan.resting.not());
    scan.resting.next = load.not().and(scan.resting.or(scan.left.any().or(scan.appending).not()));
    fetch.decode.next = io.start.or(load);
    when(fetch.decode, () => {
      fetch.stepAddress.next = ends.mux(0, fetch.stepAddress.addw(1));
      fetch.region.next = fields.uint("region");
      fetch.historyTick.next = ticks.tick.subw(fields.uint("delay"));
      fetch.historyWord.next = fields.has("word") ? fields.uint("word") : 0;
      // What was before tick 0 is not in the history.
      fetch.due.next = ticks.old.or(fields.uint("delay").le(ticks.tick));
    });

    // Four neurons at a time: their spikes one by one, and with the last one on to the next four.
    const few = scan.left.trunc(scanned);
    const { first, others, othersAreSeveral } = lowestOf(few);
    const { spike } = nodes({ spike: few.any().and(scan.resting.not()) });
    // Nothing is loaded while a spike is appended: one register enables all these.
    when(scan.appending.not(), () => {
      scan.several.next = load.mux(
        fetch.due.and(areSeveral(io.history.trunc(scanned))),
        scan.several.mux(othersAreSeveral, areSeveral(scan.left.slice(2 * scanned - 1, scanned))),
      );
      when(load, () => {
        scan.left.next = fetch.due.mux(io.history, 0);
        scan.four.next = 0;
        scan.appendRegion.next = fetch.region;
        scan.scannedWord.next = fetch.historyWord;
      })
        .elsewhen(scan.several, () => {
          scan.left.next = cat(scan.left.shr(scanned).trunc(historyWordBits - scanned), others);
        })
        .otherwise(() => {
          scan.left.next = scan.left.shr(scanned).extend(historyWordBits);
          scan.four.next = scan.four.addw(1);
        });
      scan.appendNeuron.next = cat(scan.four, first);
    });
    // No path leads from `ready` to the scan.
    scan.appending.next = scan.appending.mux(io.append.ready.not(), spike);
    formal.assert(load.implies(scan.appending.not()), "a word is loaded while a spike is appended");
    formal.assert(scan.resting.or(scan.several.eq(others.any())), "whether several fired is known wrongly");
    ended.next = fetch.decode.and(ends).or(ended.and(scan.resting.not()));
    done.next = done.or(ended.and(scan.resting)).and(io.start.not());
    formal.assert(io.start.implies(done), "the delay program starts before it has ended");
    formal.assert(done.implies(spike.or(scan.appending).not()), "an entry of the delay program comes after its end");
    const index = shape.historyWords === 1 ? scan.appendNeuron : cat(scan.scannedWord, scan.appendNeuron);
    return {
      done,
      stepAddress: fetch.stepAddress,
      historyTick: fetch.historyTick,
      historyWord: fetch.historyWord,
      append: {
        valid: scan.appending,
        payload: { region: scan.appendRegion, index: index.extend(listIndexBits(shape)) },
      },
      tick: ticks.tick,
    };
  },
);

/** More than one of four. */
function areSeveral(few: UInt): Bool {
  const [a, b, c, d] = [few.bit(0), few.bit(1), few.bit(2), few.bit(3)];
  return a
    .and(b)
    .or(c.and(d))
    .or(a.or(b).and(c.or(d)));
}

/** The lowest of four neurons that fired, those that are left without it, and whether they are several. */
function lowestOf(few: UInt) {
  const [a, b, c, d] = [few.bit(0), few.bit(1), few.bit(2), few.bit(3)];
  return nodes({
    first: cat(a.or(b).not(), a.not().and(b.or(c.not()))),
    others: cat(d.and(a.or(b).or(c)), c.and(a.or(b)), b.and(a), lo),
    othersAreSeveral: a
      .and(b)
      .and(c.or(d))
      .or(c.and(d).and(a.or(b))),
  });
}
