import { expect, it } from "vitest";
import { elaborate, type Module, type Ports, uint } from "../../../hdlgen/index.ts";
import { AsyncFifo } from "../../../rtl/cells/async-fifo.ts";
import { Crc } from "../../../rtl/cells/crc.ts";
import { crcAlgorithms } from "../../../rtl/cells/crc-algorithm.ts";
import { Fifo } from "../../../rtl/cells/fifo.ts";
import { Lfsr } from "../../../rtl/cells/lfsr.ts";
import { PowerOnReset } from "../../../rtl/cells/power-on-reset.ts";
import { RoundRobinArbiter } from "../../../rtl/cells/round-robin-arbiter.ts";
import { StreamArbiter } from "../../../rtl/cells/stream-arbiter.ts";
import { StreamDemux } from "../../../rtl/cells/stream-demux.ts";
import { StreamFork } from "../../../rtl/cells/stream-fork.ts";
import { StreamJoin } from "../../../rtl/cells/stream-join.ts";
import { StreamMux } from "../../../rtl/cells/stream-mux.ts";
import { UartRx } from "../../../rtl/cells/uart-rx.ts";
import { UartTx } from "../../../rtl/cells/uart-tx.ts";

const type = uint(8);

it("a parameter out of range is reported with the line that uses the cell, and every one of them", () => {
  const messageOf = (use: () => unknown): string => {
    try {
      use();
    } catch (error) {
      return String(error).replace(/test\.ts:\d+/g, "test.ts:N");
    }
    return "no error";
  };
  expect(messageOf(() => Lfsr({ width: 8, form: "galois", seed: 256, shiftsPerStep: 3 }))).toBe(
    [
      "SpikeforgeError: CELL001 lfsr: seed 256",
      "    at parameters.test.ts:N",
      "    take 1 to 255: 0 would stay for ever",
      "CELL001 lfsr: 3 shifts per step",
      "    at parameters.test.ts:N",
      "    take a number without a common factor with the period, 255",
    ].join("\n"),
  );
});

const wrong: readonly (readonly [string, () => Module<Ports>])[] = [
  ["fifo: 6 words in block memory", () => Fifo({ type, depth: 6, storage: "block" })],
  ["fifo: 2 words in block memory", () => Fifo({ type, depth: 2, storage: "block" })],
  ["fifo: 1 words in logic", () => Fifo({ type, depth: 1, storage: "logic" })],
  ["fifo: 2.5 words in logic", () => Fifo({ type, depth: 2.5, storage: "logic" })],
  ["async_fifo: 2 words", () => AsyncFifo({ type, depth: 2 })],
  ["round_robin_arbiter: 1 requesters", () => RoundRobinArbiter({ count: 1 })],
  ["round_robin_arbiter: 33 requesters", () => RoundRobinArbiter({ count: 33 })],
  ["stream_arbiter: 1 named streams", () => StreamArbiter({ type, sources: ["a"] })],
  ["stream_arbiter: the name grant is taken", () => StreamArbiter({ type, sources: ["a", "grant"] })],
  ["stream_fork: the name a is taken", () => StreamFork({ type, sinks: ["a", "b", "a"] })],
  ["stream_join: the name deq is taken", () => StreamJoin({ sources: { a: type, deq: type } })],
  ["stream_mux: the name choice is taken", () => StreamMux({ type, sources: ["a", "choice"] })],
  ["stream_demux: the name enq is taken", () => StreamDemux({ type, sinks: ["a", "enq"] })],
  ["lfsr: 2 bits", () => Lfsr({ width: 2, form: "galois" })],
  ["lfsr: 65 bits", () => Lfsr({ width: 65, form: "galois" })],
  ["lfsr: seed 0", () => Lfsr({ width: 8, form: "galois", seed: 0 })],
  ["lfsr: 0 shifts per step", () => Lfsr({ width: 8, form: "galois", shiftsPerStep: 0 })],
  ["crc: 0 bits per cycle", () => Crc({ algorithm: crcAlgorithms["CRC-5/USB"], bitsPerCycle: 0 })],
  [
    "crc: polynomial 32 does not fit 5 bits",
    () => Crc({ algorithm: { ...crcAlgorithms["CRC-5/USB"], polynomial: 32 }, bitsPerCycle: 8 }),
  ],
  [
    "crc: a checksum of 65 bits",
    () => Crc({ algorithm: { ...crcAlgorithms["CRC-64/XZ"], width: 65 }, bitsPerCycle: 8 }),
  ],
  ["uart_rx: 3 clock cycles per bit", () => UartRx({ clockCyclesPerBit: 3 })],
  ["uart_tx: 4.5 clock cycles per bit", () => UartTx({ clockCyclesPerBit: 4.5 })],
  ["power_on_reset: 100 cycles", () => PowerOnReset({ cycles: 100 })],
];

it.each(wrong)("CELL001 %s", (found, use) => {
  expect(() => elaborate(use())).toThrow(`CELL001 ${found}`);
});
