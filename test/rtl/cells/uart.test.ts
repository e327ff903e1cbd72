import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { UartRx } from "../../../rtl/cells/uart-rx.ts";
import { UartTx } from "../../../rtl/cells/uart-tx.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";
import { bytesOfLevels, lineLevels } from "../../support/uart-line.ts";

const randomBytes = (random: Random, length: number) => Array.from({ length }, () => random.integer(0, 255));

/** What a receiver makes of a line, and how often it reported a broken byte. */
function receive(clockCyclesPerBit: number, levels: readonly number[]) {
  const sim = openEmbedded(elaborate(UartRx({ clockCyclesPerBit })));
  const [rx, received, byte, broken] = ["rx", "received", "data", "broken"].map((name) => sim.port(name));
  if (!rx || !received || !byte || !broken) throw new Error("ports");
  rx.value = 1;
  sim.reset();
  const bytes: number[] = [];
  let brokenBytes = 0;
  for (const level of levels) {
    rx.value = level;
    sim.step();
    if (received.value === 1) bytes.push(byte.value);
    brokenBytes += broken.value;
  }
  return { bytes, brokenBytes };
}

describe("uart receiver", () => {
  for (const cycles of [4, 5, 7, 16, 104]) {
    for (const mismatch of [-0.02, 0, 0.02]) {
      it(`hears bytes back to back: ${cycles} cycles per bit, sender ${mismatch * 100} % slow`, () => {
        const bytes = [0x00, 0xff, 0x55, 0xaa, 0x7e, ...randomBytes(new Random(cycles), 60)];
        expect(receive(cycles, lineLevels(bytes, cycles * (1 + mismatch)))).toEqual({ bytes, brokenBytes: 0 });
      });
    }
  }

  for (const mismatch of [-0.04, 0.04]) {
    it(`hears bytes of a sender that is ${mismatch * 100} % slow, with many cycles per bit`, () => {
      const bytes = [0x00, 0xff, ...randomBytes(new Random(104), 60)];
      expect(receive(104, lineLevels(bytes, 104 * (1 + mismatch)))).toEqual({ bytes, brokenBytes: 0 });
    });
  }

  it("is lost with a sender that is 8 % slow, and says so", () => {
    const bytes = Array.from({ length: 40 }, () => 0);
    expect(receive(16, lineLevels(bytes, 16 * 1.08)).brokenBytes).toBeGreaterThan(0);
  });

  it("ignores a spike on an idle line", () => {
    const levels = [...Array(20).fill(1), 0, 0, 0, ...Array(100).fill(1), ...lineLevels([0x31], 16)];
    expect(receive(16, levels)).toEqual({ bytes: [0x31], brokenBytes: 0 });
  });

  it("reports a byte without a stop bit once, and hears the next after the line was high", () => {
    const levels = [...lineLevels([0x12], 8), ...Array(8 * 30).fill(0), ...lineLevels([0x34], 8)];
    expect(receive(8, levels)).toEqual({ bytes: [0x12, 0x34], brokenBytes: 1 });
  });

  it("refuses fewer than 4 cycles per bit", () => {
    expect(() => elaborate(UartRx({ clockCyclesPerBit: 3 }))).toThrow("take a whole number, at least 4");
  });
});

describe("uart transmitter", () => {
  for (const cycles of [4, 5, 16]) {
    it(`sends what it takes: ${cycles} cycles per bit`, () => {
      const sim = openEmbedded(elaborate(UartTx({ clockCyclesPerBit: cycles })));
      const [valid, payload, ready, tx] = [
        sim.port("data_valid"),
        sim.port("data_payload"),
        sim.port("data_ready"),
        sim.port("tx"),
      ];
      sim.reset();
      const random = new Random(cycles);
      const bytes = [0x00, 0xff, 0x7e, ...randomBytes(random, 40)];
      const levels: number[] = [];
      let sent = 0;
      while (levels.length < bytes.length * cycles * 14) {
        valid.value = sent < bytes.length && random.chance(0.3) ? 1 : 0;
        payload.value = bytes[sent] ?? 0;
        if (valid.value === 1 && ready.value === 1) sent++;
        sim.step();
        levels.push(tx.value);
      }
      expect(sent).toBe(bytes.length);
      expect(bytesOfLevels(levels, cycles)).toEqual(bytes);
    });
  }

  it("sends a byte every 10 bits and a cycle", () => {
    const sim = openEmbedded(elaborate(UartTx({ clockCyclesPerBit: 4 })));
    sim.port("data_valid").value = 0;
    sim.reset();
    sim.port("data_valid").value = 1;
    let taken = 0;
    for (let i = 0; i < 410; i++) {
      taken += sim.port("data_ready").value;
      sim.step();
    }
    expect(taken).toBe(10);
  });

  it("keeps the line high through reset and idle", () => {
    const sim = openEmbedded(elaborate(UartTx({ clockCyclesPerBit: 4 })), { seed: 5 });
    expect(sim.port("tx").value).toBe(1);
    sim.reset();
    expect(sim.port("tx").value).toBe(1);
    sim.step(50);
    expect(sim.port("tx").value).toBe(1);
  });
});
