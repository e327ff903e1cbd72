/** Harnesses for cells without streams: LFSR, CRC, reset; and for the two ends of a UART. */
import {
  bool,
  cat,
  constant,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  stream,
  synchronise,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { type CrcParameters, crc } from "../../../../rtl/cells/crc.ts";
import { type LfsrParameters, lfsr } from "../../../../rtl/cells/lfsr.ts";
import { PowerOnReset } from "../../../../rtl/cells/power-on-reset.ts";
import { assumeStream } from "../../../../rtl/cells/stream-properties.ts";
import { type UartParameters, UartRx } from "../../../../rtl/cells/uart-rx.ts";
import { UartTx } from "../../../../rtl/cells/uart-tx.ts";
import { implies } from "./lemmas.ts";

/** Never 0, moves with `step` only; `whole`: the seed comes again after 2^width − 1 steps and not before. */
export const LfsrProof = module(
  "lfsr_proof",
  ({ width }: LfsrParameters & { readonly period: "whole" | "open" }) => ({
    step: input(bool),
    value: output(uint(width)),
  }),
  (io, { period, ...parameters }) => {
    const { width, seed = 1 } = parameters;
    const { drives, value } = lfsr(io, parameters);
    formal.assert(value.any(), "it is never 0");
    const { was, stepped } = regs({ was: [uint(width), seed], stepped: [bool, false] });
    was.next = value;
    stepped.next = io.step;
    formal.assert(value.eq(was).eq(stepped.not()), "every step changes the value, and nothing else does");
    if (period === "whole") {
      const { steps } = regs({ steps: [uint(width), 0] });
      when(io.step, () => {
        steps.next = steps.eq(2 ** width - 2).mux(0, steps.addw(1));
      });
      formal.assert(value.eq(seed).eq(steps.eq(0)), "the seed comes again when all values have been there");
    }
    return drives;
  },
);

/** Equals a register that takes the bits of every word one after the other. */
export const CrcProof = module(
  "crc_proof",
  ({ algorithm, bitsPerCycle }: CrcParameters) => ({
    clear: input(bool),
    enable: input(bool),
    data: input(uint(bitsPerCycle)),
    checksum: output(uint(algorithm.width)),
  }),
  (io, { algorithm, bitsPerCycle }) => {
    const { width, polynomial, initial, dataOrder } = algorithm;
    formal.assume(io.clear.and(io.enable).not(), "no word while it starts anew");
    const { drives, remainder } = crc(io, { algorithm, bitsPerCycle });
    const { bySteps } = regs({ bySteps: [uint(width), initial] });
    const afterBit = (register: UInt, place: number): UInt => {
      const bit = io.data.bit(dataOrder === "lsbFirst" ? place : bitsPerCycle - 1 - place);
      const shifted = cat(register.trunc(width - 1), constant(uint(1), 0));
      return register
        .bit(width - 1)
        .xor(bit)
        .mux(shifted.xor(polynomial), shifted);
    };
    when(io.clear, () => {
      bySteps.next = initial;
    }).elsewhen(io.enable, () => {
      bySteps.next = Array.from({ length: bitsPerCycle }).reduce<UInt>((now, _, i) => afterBit(now, i), bySteps);
    });
    formal.assert(remainder.eq(bySteps), "a whole word at once is its bits one after the other");
    return { checksum: drives.checksum };
  },
);

/** What the sender takes is what the receiver hears, in time, once. */
export const UartProof = module(
  "uart_proof",
  (_: UartParameters) => ({ data: stream.in(uint(8)), tx: output(bool) }),
  (io, { clockCyclesPerBit }) => {
    const { data, tx } = instance("sender", UartTx({ clockCyclesPerBit }), { data: io.data });
    const heard = instance("receiver", UartRx({ clockCyclesPerBit }), { rx: tx });
    const enq = { ...io.data, ready: data.ready };
    assumeStream("data", uint(8), enq);
    const { taken } = nodes({ taken: enq.valid.and(enq.ready) });
    const { underWay, word, age } = regs({ underWay: [bool, false], word: uint(8), age: [uint(10), 0] });
    const frame = 10 * clockCyclesPerBit;
    when(taken, () => {
      underWay.next = true;
      word.next = io.data.payload;
      age.next = 0;
    }).otherwise(() => {
      underWay.next = underWay.and(heard.received.not());
      age.next = age.addw(1);
    });
    formal.assert(heard.broken.not(), "no stop bit is missed");
    formal.assert(implies(heard.received, underWay), "no byte comes from nowhere or twice");
    formal.assert(implies(heard.received, heard.data.eq(word)), "the byte is heard as it was sent");
    formal.assert(implies(taken, underWay.not().or(heard.received)), "it is heard before the next is taken");
    formal.assert(implies(heard.received, age.eq(frame)), "it is heard in the middle of its stop bit");
    formal.assert(implies(underWay, age.le(frame)), "it is heard");
    const { begun } = regs({ begun: [bool, false] });
    begun.next = begun.or(taken);
    formal.assert(implies(begun.and(enq.ready), age.ge(frame)), "a byte takes ten bits");
    formal.assert(implies(begun.and(age.ge(frame)), enq.ready), "a sender with nothing to do takes a byte");
    return { data, tx };
  },
);

/** No reset exactly while lock and button were good in all of the `cycles` cycles that ended 3 cycles ago. */
export const PowerOnResetProof = module(
  "power_on_reset_proof",
  (_: { readonly cycles: number }) => ({
    locked: input(bool, { domain: "async" }),
    pressed: input(bool, { domain: "async" }),
    reset: output(bool),
  }),
  (io, { cycles }) => {
    const cell = instance("inner", PowerOnReset({ cycles }), io);
    const isLocked = synchronise("isLocked", io.locked, { powerUp: false });
    const isPressed = synchronise("isPressed", io.pressed, { powerUp: true });
    const { past } = regs({ past: { type: uint(cycles + 1), powerUp: 0 } });
    past.next = cat(past.trunc(cycles), isLocked.and(isPressed.not()));
    formal.assert(cell.reset.eq(past.slice(cycles, 1).all().not()), "reset until all has been good for long enough");
    return cell;
  },
);
