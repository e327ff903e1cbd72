import { describe, expect, it } from "vitest";
import { bool, input, module, output, regs } from "../../../hdlgen/index.ts";
import { UartRx, UartTx } from "../../../rtl/cells/index.ts";
import {
  openTestbench,
  scoreboard,
  streamSource,
  type UartOptions,
  uartSink,
  uartSource,
} from "../../../sim/harness/index.ts";
import { messageOf } from "../../support/error-texts.ts";

const bytes = [0x00, 0xff, 0x55, 0xaa, 0x01, 0x80];

/** A wire with one register: what a source sends, a sink hears. */
const Wire = module(
  "wire_of_a_line",
  (_: object) => ({ rx: input(bool), tx: output(bool) }),
  ({ rx }) => {
    const { held } = regs({ held: [bool, true] });
    held.next = rx;
    return { tx: held };
  },
);

async function wire(source: Partial<UartOptions>, sink: Partial<UartOptions> & { faults?: "collected" }) {
  const tb = await openTestbench("embedded", Wire({}));
  const line = {
    tb,
    source: uartSource(tb, tb.dut.rx, { clockCyclesPerBit: 8, ...source }),
    sink: uartSink(tb, tb.dut.tx, { clockCyclesPerBit: 8, ...sink }),
  };
  tb.reset();
  return line;
}

describe.each(["embedded", "verilator"] as const)("uart agents on %s", (engine) => {
  it("speak with the receiver and hear the transmitter of the library", async () => {
    for (const clockCyclesPerBit of [4, 7]) {
      const rx = await openTestbench(engine, UartRx({ clockCyclesPerBit }));
      const source = uartSource(rx, rx.dut.rx, { clockCyclesPerBit });
      const heard: number[] = [];
      let broken = 0;
      rx.reset();
      rx.onEdge(() => {
        if (rx.dut.received.value === 1) heard.push(rx.dut.data.value);
        broken += rx.dut.broken.value;
      });
      source.send(bytes);
      source.sendFaulty(0x3c, "framing");
      source.send(0x42);
      source.drain();
      rx.step(2 * clockCyclesPerBit);
      expect([heard, broken]).toEqual([[...bytes, 0x42], 1]);
      rx.close();

      const tx = await openTestbench(engine, UartTx({ clockCyclesPerBit }));
      const data = streamSource(tx, tx.dut.data);
      const sink = uartSink(tx, tx.dut.tx, { clockCyclesPerBit });
      const board = scoreboard<number>(tx, "bytes");
      board.expectFrom(data);
      board.compare(sink);
      tx.reset();
      data.sendAll(bytes);
      expect(sink.recvAll(bytes.length)).toEqual(bytes);
      tx.close();
    }
  });
});

describe("uart agents", () => {
  const formats: readonly Partial<UartOptions>[] = [
    {},
    { parity: "even" },
    { parity: "odd", stopBits: 2 },
    { dataBits: 5, parity: "even" },
    { dataBits: 7, stopBits: 2 },
    { clockCyclesPerBit: 4.3 },
  ];
  it.each(formats)("understand each other: %j", async (format) => {
    const { tb, source, sink } = await wire(format, format);
    const sent = bytes.map((byte) => byte % 2 ** (format.dataBits ?? 8));
    source.send(sent);
    expect(source.idle).toBe(false);
    expect(sink.recvAll(sent.length)).toEqual(sent);
    source.drain();
    expect([source.pending, source.idle, sink.collected.length]).toEqual([0, true, sent.length]);
    tb.close();
  });

  it("send at exactly the bit length that they are told", async () => {
    const { tb, source } = await wire({ clockCyclesPerBit: 10 }, {});
    source.send(0x55);
    tb.step();
    const levels = Array.from({ length: 100 }, () => {
      const level = tb.dut.rx.value;
      tb.step();
      return level;
    });
    expect(levels.map(String).join("")).toBe(
      "0".repeat(10) + ("1".repeat(10) + "0".repeat(10)).repeat(4) + "1".repeat(10),
    );
    tb.close();
  });

  it("report a parity that is wrong", async () => {
    const { tb, source } = await wire({ parity: "odd" }, { parity: "even" });
    source.send(0x41);
    expect(messageOf(() => tb.step(200)).replace(/\n {4}(thrown|forked) at .*/g, "")).toBe(
      `SIM100 uart sink tx: died in cycle 87: SIM127 uart tx: the parity is not even for the byte 0x41, heard until cycle 87
    compare bit length and format of both ends; faulty bytes on purpose: { faults: "collected" }`,
    );
  });

  it("report a stop bit that is missing, as with another bit length", async () => {
    const { tb, source } = await wire({ clockCyclesPerBit: 16 }, {});
    source.send(0x00);
    expect(messageOf(() => tb.step(200)).replace(/\n {4}(thrown|forked) at .*/g, "")).toBe(
      `SIM100 uart sink tx: died in cycle 79: SIM127 uart tx: a stop bit is low for the byte 0x00, heard until cycle 79
    compare bit length and format of both ends; faulty bytes on purpose: { faults: "collected" }`,
    );
  });

  it("send faulty bytes on purpose, and collect them on request", async () => {
    const format = { parity: "even" } as const;
    const { tb, source, sink } = await wire(format, { ...format, faults: "collected" });
    source.send(1);
    source.sendFaulty(2, "parity");
    source.send(3);
    source.sendFaulty(4, "framing");
    source.send([5, 6]);
    expect(sink.recvAll(4)).toEqual([1, 3, 5, 6]);
    expect(sink.faults.map(({ byte, fault }) => [byte, fault])).toEqual([
      [2, "parity"],
      [4, "framing"],
    ]);
    tb.close();
  });

  it("refuse what no line carries", async () => {
    const { tb, source } = await wire({}, {});
    expect(messageOf(() => source.send(256))).toBe(`SIM131 uart rx: 256 to be sent
    give whole numbers from 0 to 255`);
    expect(messageOf(() => source.sendFaulty(1, "parity"))).toBe(`SIM131 uart rx: a parity error without parity
    give the line a parity: { parity: "even" }`);
    expect(messageOf(() => uartSink(tb, tb.dut.tx, { clockCyclesPerBit: 1 }))).toBe(
      `SIM131 uart tx: 1 clock cycles per bit
    give 2 or more`,
    );
    expect(messageOf(() => uartSink(tb, tb.dut.tx, { clockCyclesPerBit: 4, dataBits: 9 }))).toBe(
      `SIM131 uart tx: 9 data bits
    give 5 to 8`,
    );
    tb.step();
    tb.close();
  });
});
