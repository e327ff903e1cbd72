/** Four boards in a row, each a simulation of its own with a clock of its own, and a different cable between any two. */
import { expect, it } from "vitest";
import { bool, clock, elaborate, input, instance, module, output, streams, uint } from "../../hdlgen/index.ts";
import { SerialLink } from "../../rtl/chip-link/serial-link.ts";
import { UartLink } from "../../rtl/chip-link/uart-link.ts";
import { spikeWord } from "../../rtl/router/spike-word.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { LinkedChips } from "../../sim/links/index.ts";
import { Random } from "../support/random.ts";
import { boot, period, Traffic } from "./link-bench.ts";

const shape = { routeBits: 6, indexBits: 9, window: 32, frameWords: 8, crcBits: 32 } as const;

const serialPorts = (lanes: 1 | 4) => ({
  inClock: input(clock),
  inStart: input(bool, { domain: "inClock" }),
  inData: input(uint(lanes), { domain: "inClock" }),
  outClock: output(bool),
  outStart: output(bool),
  outData: output(uint(lanes)),
});

/** From a UART to serial pins of one lane, and back. */
const UartRelay = module(
  "uart_relay",
  (_: object) => ({ rx: input(bool, { domain: "async" }), tx: output(bool), ...serialPorts(1) }),
  ({ rx, inClock, inStart, inData }) => {
    const { east, west } = streams({ east: spikeWord(shape), west: spikeWord(shape) });
    const left = instance("left", UartLink({ ...shape, clockCyclesPerBit: 4 }), {
      clear: false,
      enq: west.out,
      deq: east.in,
      rx,
    });
    const right = instance("right", SerialLink({ ...shape, lanes: 1, clockCyclesPerBit: 2 }), {
      clear: false,
      enq: east.out,
      deq: west.in,
      inClock,
      inStart,
      inData,
    });
    return { tx: left.tx, outClock: right.outClock, outStart: right.outStart, outData: right.outData };
  },
);

const lanePorts = serialPorts(4);

/** From serial pins of one lane to those of four, and back. */
const SerialRelay = module(
  "serial_relay",
  (_: object) => ({
    ...serialPorts(1),
    wideInClock: lanePorts.inClock,
    wideInStart: input(bool, { domain: "wideInClock" }),
    wideInData: input(uint(4), { domain: "wideInClock" }),
    wideOutClock: lanePorts.outClock,
    wideOutStart: lanePorts.outStart,
    wideOutData: lanePorts.outData,
  }),
  ({ inClock, inStart, inData, wideInClock, wideInStart, wideInData }) => {
    const { east, west } = streams({ east: spikeWord(shape), west: spikeWord(shape) });
    const ends = { clear: false } as const;
    const left = instance("left", SerialLink({ ...shape, lanes: 1, clockCyclesPerBit: 2 }), {
      ...ends,
      enq: west.out,
      deq: east.in,
      inClock,
      inStart,
      inData,
    });
    const right = instance("right", SerialLink({ ...shape, lanes: 4, clockCyclesPerBit: 2 }), {
      ...ends,
      enq: east.out,
      deq: west.in,
      inClock: wideInClock,
      inStart: wideInStart,
      inData: wideInData,
    });
    return {
      outClock: left.outClock,
      outStart: left.outStart,
      outData: left.outData,
      wideOutClock: right.outClock,
      wideOutStart: right.outStart,
      wideOutData: right.outData,
    };
  },
);

it.each([1, 2])("four boards pass words on over three cables that disturb and are pulled, seed %i", (seed) => {
  const random = new Random(seed);
  const open = (design: Parameters<typeof openEmbedded>[0], openLevel: 0 | 1) => {
    const simulation = openEmbedded(design, { seed });
    boot(simulation, openLevel);
    return simulation;
  };
  const a = new Traffic(open(elaborate(UartLink({ ...shape, clockCyclesPerBit: 4 })), 1), random);
  const d = new Traffic(open(elaborate(SerialLink({ ...shape, lanes: 4, clockCyclesPerBit: 2 })), 0), random);
  const serial = (from: string, to: string, out: string, into: string) =>
    ["clock", "start", "data"].map((wire) => ({
      from: { chip: from, pin: `${out}_${wire}` },
      to: { chip: to, pin: `${into}_${wire}` },
    }));
  const chips = new LinkedChips({
    seed,
    chips: [
      { name: "a", simulation: a.simulation, period, beforeEdge: a.beforeEdge },
      { name: "b", simulation: open(elaborate(UartRelay({})), 1), period: period + 30, phase: 9_000 },
      { name: "c", simulation: open(elaborate(SerialRelay({})), 0), period: period - 25, phase: 4_000 },
      { name: "d", simulation: d.simulation, period: period + 55, phase: 14_000, beforeEdge: d.beforeEdge },
    ],
    cables: [
      {
        name: "a-b",
        delay: 8_000,
        openLevel: 1,
        errors: { rate: 0.001, bit: 4 * period },
        joins: [
          { from: { chip: "a", pin: "tx" }, to: { chip: "b", pin: "rx" } },
          { from: { chip: "b", pin: "tx" }, to: { chip: "a", pin: "rx" } },
        ],
      },
      {
        name: "b-c",
        delay: 12_000,
        jitter: 3_000,
        openLevel: 0,
        errors: { rate: 0.0005, bit: period },
        joins: [...serial("b", "c", "out", "in"), ...serial("c", "b", "out", "in")],
      },
      {
        name: "c-d",
        delay: 3_000,
        jitter: 1_000,
        openLevel: 0,
        joins: [...serial("c", "d", "wide_out", "in"), ...serial("d", "c", "out", "wide_in")],
      },
    ],
  });
  [a.toSend, d.toSend] = [150, 150];
  for (let i = 0; i < 400 && (a.received.length < 150 || d.received.length < 150); i++) {
    const cable = random.pick(["a-b", "b-c", "c-d"]);
    if (random.chance(0.5)) chips.pull(cable);
    chips.advance(random.integer(1, 3_000 * period));
    chips.plug(cable);
    chips.advance(random.integer(1, 6_000 * period));
  }
  expect(d.received).toEqual(a.sent);
  expect(a.received).toEqual(d.sent);
  expect(a.received.length).toBe(150);
});
