import type { Fabric } from "../../config/index.ts";
import { bool, input, instance, module, output, reset, stream, uint, wires, withReset } from "../../hdlgen/index.ts";
import { SkidBuffer } from "../cells/skid-buffer.ts";
import { type MemoryChoice, memoryFor } from "../core/memory-choice.ts";
import { addressBits, WordMemory } from "../core/sliced-memory.ts";
import { aerBits, dueWord } from "./import-lookup.ts";
import { WheelControl, wheelWordBits } from "./wheel-control.ts";

/** Periods that the wheel goes round in. */
const wheelSlots = 16;

export interface DelayWheelParameters {
  /** Words of 16 delayed axons: a power of two, at least 1. */
  readonly words: number;
  readonly fabric: Fabric;
}

/** What is read is written back: through a DP16KD as a cell that would look like a loop, so its register is left to logic. */
function wheelMemory({ fabric, words }: DelayWheelParameters): MemoryChoice {
  const choice = memoryFor(fabric, "history", wheelSlots * words);
  return choice.kind === "dp16kd" ? { ...choice, kind: "block" } : choice;
}

/** Cycles of an access to the wheel: a word is read and written back. */
export const wheelAccess = (parameters: DelayWheelParameters): number => wheelMemory(parameters).latency + 1;

/**
 * Keeps events that are due in a later period: a bit for each delayed axon in each of the next 16 periods. When a period
 * begins, the bits that have come for it become events among the others of the period, before its marker.
 *
 * Ports       due: AER words, at once (`ahead` 0) or as the number of a delayed axon, `ahead` 1 to 14 periods later; an
 *             axon has one delay, so that it comes once. events: AER words of the core. clear: level; sweeping: the wheel is
 *             being emptied, after reset and clear; no marker passes then. write: the AER word of axon 16 w, `writeAddress` = w
 * Latency     1 cycle for words that are not delayed; those behind a delayed one wait for it
 * Throughput  1 word per cycle; `wheelAccess` cycles for a delayed word, for each word of the wheel in a period, and one
 *             for each event that comes out
 * Hazards     the table is written while nothing comes
 * Proof       k-induction: each axon comes out once for each time that it came, in its period, and at no other time
 */
export const DelayWheel = module(
  "delay_wheel",
  (_: DelayWheelParameters) => ({
    due: stream.in(dueWord),
    events: stream.out(uint(aerBits + 1)),
    clear: input(bool),
    sweeping: output(bool),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  }),
  ({ due, events, clear, write, writeAddress, writeData }, { words, fabric }) => {
    const depth = wheelSlots * words;
    const choice = wheelMemory({ words, fabric });
    const baseDepth = Math.max(2, words);
    const baseChoice = memoryFor(fabric, "program", baseDepth);
    if (baseChoice.latency > 1 + choice.latency) throw new Error("the wheel's table is too slow for it");
    const wordBits = addressBits(words);
    const found = wires({ kept: uint(wheelWordBits), base: uint(aerBits), room: bool });
    const control = instance("control", WheelControl({ words, slots: wheelSlots, latency: choice.latency }), {
      ...{ due, clear, ...found },
    });
    found.kept.value = instance("wheel", WordMemory({ bits: wheelWordBits, depth, ...choice }), {
      address: control.readFrom,
      write: control.writes,
      writeAddress: control.writeTo,
      writeData: control.bits,
    }).word;
    found.base.value = instance("bases", WordMemory({ bits: aerBits, depth: baseDepth, ...baseChoice }), {
      address: control.baseWord,
      write,
      writeAddress: writeAddress.trunc(wordBits),
      writeData: writeData.trunc(aerBits),
    }).word;
    const buffer = withReset(reset().or(clear), () =>
      instance("buffer", SkidBuffer({ type: uint(aerBits + 1) }), {
        enq: { valid: control.gives.valid, payload: control.gives.word },
        deq: events,
      }),
    );
    found.room.value = buffer.enq.ready;
    return { due: control.due, events: buffer.deq, sweeping: control.sweeping };
  },
);
