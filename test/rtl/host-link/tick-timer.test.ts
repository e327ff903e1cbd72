import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { TickTimer } from "../../../rtl/host-link/tick-timer.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";

function open() {
  const sim = openEmbedded(elaborate(TickTimer({})));
  const pulse = (name: string, word = 0) => {
    sim.port("word").value = word;
    sim.port(name).value = 1;
    sim.step();
    sim.port(name).value = 0;
  };
  sim.reset();
  return { sim, pulse, get: (name: string) => sim.port(name).value };
}

describe("tick timer", () => {
  // Around the ends of its two halves and of the words that it is loaded from.
  it.each([16, 17, 4095, 4096, 4097, 8191, 8192, 65_535, 65_536, 70_000])("has a period of %i + 2 cycles", (period) => {
    const { sim, pulse, get } = open();
    pulse("load_address", period % 0x10000);
    pulse("load_period_high", Math.floor(period / 0x10000));
    pulse("start");
    const pulses: number[] = [];
    for (let cycle = 0; pulses.length < 4; cycle++) {
      if (get("expired") === 1) pulses.push(cycle - pulses.length * (period + 2));
      sim.step();
    }
    expect(pulses).toEqual(Array.from({ length: 4 }, () => period + 3));
  });

  it("is silent when stopped, and counts addresses", () => {
    const { sim, pulse, get } = open();
    pulse("load_address", 0xfffe);
    pulse("load_period_high");
    for (const address of [0xfffe, 0xffff, 0, 1]) {
      pulse("accesses");
      expect(get("address")).toBe(address);
      sim.step(5);
      expect(get("address"), "until the next access").toBe(address);
    }
    pulse("load_address", 20);
    pulse("start");
    sim.step(10);
    pulse("stop");
    for (let cycle = 0; cycle < 100; cycle++) {
      expect(get("expired")).toBe(0);
      sim.step();
    }
  });
});
