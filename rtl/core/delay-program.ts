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
  uint,
  when,
} from "../../hdlgen/index.ts";
import { fieldsOf } from "./fields.ts";
import { addressBits } from "./sliced-memory.ts";
import { historyWordAddressBits, historyWordBits } from "./spike-recorder.ts";

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
 * Throughput  1 neuron per cycle, up to the last one of a word that fired, and 1 spike every other cycle; for each step, 3
 *             cycles and the latency of the history's memory besides
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
    when(io.clear, () => {
      ticks.tick.next = 1;
      ticks.old.next = false;
    }).elsewhen(io.start, () => {
      ticks.tick.next = ticks.tick.addw(1);
      ticks.old.next = ticks.old.or(ticks.tick.eq(14));
    });

    // One step after the other: its word, the history's word, then the spikes, lowest neuron first.
    const fetch = regs({
      stepAddress: [uint(addressBits(shape.delayProgram)), 0],
      decode: [bool, false],
      region: uint(regionBits(shape)),
      historyTick: uint(4),
      historyWord: uint(historyWordAddressBits(shape)),
      due: bool,
    });
    const scan = regs({
      scanning: [bool, false],
      left: [uint(historyWordBits), 0],
      neuron: uint(Math.log2(historyWordBits)),
      appending: [bool, false],
      appendNeuron: uint(Math.log2(historyWordBits)),
    });
    const { ends } = nodes({ ends: fields.uint("delay").eq(0) });
    const onItsWay = regArray("onItsWay", historyLatency + 1, [bool, false]);
    onItsWay.forEach((own, i) => {
      own.next = onItsWay[i - 1] ?? fetch.decode.and(ends.not());
    });
    const { load } = nodes({ load: onItsWay.at(-1) ?? lo });
    const { some } = nodes({ some: scan.left.any() });
    scan.scanning.next = load.or(scan.scanning.and(some.or(scan.appending)));
    const { stepEnds } = nodes({ stepEnds: scan.scanning.and(some.or(scan.appending).not()) });
    fetch.decode.next = io.start.or(stepEnds);
    when(fetch.decode, () => {
      fetch.stepAddress.next = ends.mux(0, fetch.stepAddress.addw(1));
      fetch.region.next = fields.uint("region");
      fetch.historyTick.next = ticks.tick.subw(fields.uint("delay"));
      fetch.historyWord.next = fields.has("word") ? fields.uint("word") : 0;
      // What was before tick 0 is not in the history.
      fetch.due.next = ticks.old.or(fields.uint("delay").le(ticks.tick));
    });

    const { spike } = nodes({ spike: scan.left.bit(0) });
    when(load, () => {
      scan.left.next = fetch.due.mux(io.history, 0);
      scan.neuron.next = 0;
    }).elsewhen(spike.and(scan.appending).not(), () => {
      scan.left.next = scan.left.shr(1);
      scan.neuron.next = scan.neuron.addw(1);
    });
    // No path leads from `ready` to the scan.
    scan.appending.next = scan.appending.mux(io.append.ready.not(), spike);
    when(scan.appending.not(), () => {
      scan.appendNeuron.next = scan.neuron;
    });
    const { done } = regs({ done: [bool, true] });
    when(io.start, () => {
      done.next = false;
    }).elsewhen(fetch.decode.and(ends), () => {
      done.next = true;
    });
    formal.assert(io.start.implies(done), "the delay program starts before it has ended");
    formal.assert(done.implies(spike.or(scan.appending).not()), "an entry of the delay program comes after its end");
    const index = shape.historyWords === 1 ? scan.appendNeuron : cat(fetch.historyWord, scan.appendNeuron);
    return {
      done,
      stepAddress: fetch.stepAddress,
      historyTick: fetch.historyTick,
      historyWord: fetch.historyWord,
      append: { valid: scan.appending, payload: { region: fetch.region, index: index.extend(listIndexBits(shape)) } },
      tick: ticks.tick,
    };
  },
);
