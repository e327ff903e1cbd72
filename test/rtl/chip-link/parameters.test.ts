import { expect, it } from "vitest";
import { elaborate, type Module, type Ports } from "../../../hdlgen/index.ts";
import { AerSender } from "../../../rtl/chip-link/aer-sender.ts";
import { beatCycles, LinkEndpoint } from "../../../rtl/chip-link/link-endpoint.ts";
import { SerialTransmitter } from "../../../rtl/chip-link/serial-transmitter.ts";

const endpoint = {
  routeBits: 12,
  indexBits: 10,
  window: 64,
  frameWords: 16,
  crcBits: 16,
  byteCycles: 16,
  cableCycles: 96,
} as const;

const refusals: readonly (readonly [() => Module<Ports>, string])[] = [
  [() => LinkEndpoint({ ...endpoint, window: 48 }), "a window of 48 words"],
  [() => LinkEndpoint({ ...endpoint, frameWords: 32 }), "take a power of two from 2 to a quarter of the window"],
  [() => LinkEndpoint({ ...endpoint, routeBits: 60 }), "words of 60 bits of route and 10 of index"],
  [() => LinkEndpoint({ ...endpoint, byteCycles: 0.5 }), "0.5 cycles per byte"],
  [() => SerialTransmitter({ lanes: 4, clockCyclesPerBit: 3 }), "3 clock cycles per bit"],
  [
    () => AerSender({ routeBits: 2, indexBits: 3, phases: 4, markers: "none", setupCycles: 0 }),
    "0 cycles before the request",
  ],
];

it.each(refusals)("refuses what cannot be built, %#", (build, message) => {
  expect(() => elaborate(build())).toThrow(message);
});

it("a beat is as long as the longest frame and its way, rounded up to a power of two", () => {
  // 1 + 3 + 16 · 3 + 2 + 1 bytes of 16 cycles, a quarter for escapes, and 96.
  expect(beatCycles(endpoint)).toBe(2048);
});
