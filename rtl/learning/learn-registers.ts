import { learningRegisters } from "../../config/index.ts";
import {
  type Bool,
  bool,
  cat,
  input,
  module,
  nodes,
  output,
  regArray,
  regs,
  sint,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { learningOf } from "./lane-ports.ts";
import { type LearnParameters, learnAddressBits } from "./learn-ports.ts";
import { programEntries } from "./learn-program.ts";

/** Low 14 bits of a bus address: registers at 0x100, the program at 0x200. */
const page = { registers: 1, program: 2 };
const pageBits = 8;

/** The write means the page. */
export const isOnPage = (address: UInt, wanted: keyof typeof page): Bool =>
  address.slice(learnAddressBits - 1, pageBits).eq(page[wanted]);

/**
 * What the controller of learning is told by the bus, and the age of what has been learned.
 *
 * Ports       write: with address and data. tickEnds: the age counts on. age: of the tick that runs or comes next. works: some
 *             entry that is in use is enabled. enabled: by entry. normalises: weights are normalised in this tick. flush:
 *             pulse, the bus asks for it
 * Latency     1 cycle from a write
 */
export const LearnRegisters = module(
  "learn_registers",
  ({ shape }: Pick<LearnParameters, "shape">) => ({
    write: input(bool),
    writeAddress: input(uint(learnAddressBits)),
    writeData: input(uint(16)),
    tickEnds: input(bool),
    age: output(uint(16)),
    window: output(uint(Math.log2(learningOf(shape).historyBits))),
    works: output(bool),
    enabled: output(uint(programEntries(shape))),
    normalises: output(bool),
    target: output(sint(32)),
    scale: output(uint(5)),
    flush: output(bool),
  }),
  ({ write, writeAddress, writeData, tickEnds }, { shape }) => {
    const { historyBits, projections, normalise } = learningOf(shape);
    const entries = programEntries(shape);
    const { isRegister } = nodes({ isRegister: write.and(isOnPage(writeAddress, "registers")) });
    const writes = (name: (typeof learningRegisters)[number]): Bool =>
      isRegister.and(writeAddress.trunc(pageBits).eq(learningRegisters.indexOf(name)));

    const { age, first, window, flush } = regs({
      age: [uint(16), 0],
      /** Nothing has been run: age 0 is tick 0. */
      first: [bool, true],
      window: uint(Math.log2(historyBits)),
      flush: [bool, false],
    });
    when(writes("age"), () => {
      age.next = writeData;
      first.next = writeData.any().not();
    }).elsewhen(tickEnds, () => {
      age.next = age.addw(1);
      first.next = false;
    });
    when(writes("window"), () => {
      window.next = writeData.trunc(window.width);
    });
    flush.next = writes("command").and(writeData.bit(0));

    const { isFlags } = nodes({
      isFlags: write.and(isOnPage(writeAddress, "program")).and(writeAddress.trunc(4).eq(0)),
    });
    const inUse = regArray("inUse", entries, [bool, false]);
    const isOn = regArray("isOn", entries, [bool, false]);
    const enabled = isOn.map((own, entry) => {
      const isOwn = writeAddress.slice(pageBits - 1, 4).eq(entry);
      when(isFlags.and(isOwn), () => {
        own.next = writeData.bit(0);
      });
      const used = inUse[entry] ?? own;
      when(writes("programs"), () => {
        used.next = writeData.trunc(Math.ceil(Math.log2(projections + 1))).gt(entry);
      });
      return own.and(used);
    });
    const { all } = nodes({ all: cat(...[...enabled].reverse()) });
    return {
      ...{ age, window, enabled: all, works: all.any(), flush },
      ...(normalise ? normalisation() : { normalises: false, target: 0, scale: 0 }),
    };

    function normalisation() {
      const { never, period, targetLow, targetHigh, scale } = regs({
        never: [bool, true],
        period: uint(15),
        targetLow: uint(16),
        targetHigh: uint(16),
        scale: uint(5),
      });
      when(writes("normalisePeriod"), () => {
        never.next = writeData.bit(15);
        period.next = writeData.trunc(15);
      });
      when(writes("normaliseTargetLow"), () => {
        targetLow.next = writeData;
      });
      when(writes("normaliseTargetHigh"), () => {
        targetHigh.next = writeData;
      });
      when(writes("normaliseShifts"), () => {
        scale.next = writeData.trunc(5);
      });
      const { isDue } = nodes({ isDue: age.trunc(15).and(period).any().or(never).or(first).not() });
      return { normalises: isDue, target: cat(targetHigh, targetLow).asSInt(), scale };
    }
  },
);
