import { expect, test } from "vitest";
import type { Module } from "../../hdlgen/index.ts";
import type { Ports } from "../../hdlgen/ports.ts";
import { Dp16Kd, Mult18X18D } from "../../hdlgen/targets/ecp5.ts";
import { Mac16, Ram40, Spram256Ka } from "../../hdlgen/targets/ice40.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { benchOf } from "../support/cell-bench.ts";
import { Random } from "../support/random.ts";

const wide = { width: 18, writeMode: "READBEFOREWRITE" } as const;

const benches: readonly (readonly [string, readonly Module<Ports>[]])[] = [
  ["SB_MAC16", [Mac16({ multiplier: "16x16", registers: ["A", "16x16 product"] }), Mac16({ multiplier: "two 8x8" })]],
  ["MULT18X18D", [Mult18X18D({ registers: ["inputs", "output"] }), Mult18X18D({ registers: ["pipeline"] })]],
  [
    "DP16KD",
    [
      Dp16Kd({ a: wide, b: { width: 9, outputRegister: "used" }, clocks: "one", init: [5, 6, 7] }),
      Dp16Kd({ a: { width: 4 }, b: wide, clocks: "one" }),
    ],
  ],
  ["SB_RAM40_4K, read where it is not written", [Ram40({})]],
  ["SB_SPRAM256KA, read where it was written", [Spram256Ka({})]],
];

test.each(benches)("%s: several settings in one design, the same on both engines", async (name, cells) => {
  const design = benchOf(cells);
  const [embedded, verilator] = [openEmbedded(design), await openVerilator(design)];
  const inputs = design.top.ports.filter((port) => port.direction === "input" && port.signal.type.kind !== "clock");
  const outputs = design.top.ports.filter((port) => port.direction === "output");
  const random = new Random(7);
  const isRam40 = name.startsWith("SB_RAM40");
  const isSpram = name.startsWith("SB_SPRAM");
  const fixed: Record<string, bigint> = { STANDBY: 0n, SLEEP: 0n, POWEROFF: 1n, CHIPSELECT: 1n, MASKWREN: 15n };
  for (let i = 0; i < 300; i++) {
    for (const { signal } of inputs) {
      const drawn = BigInt.asUintN(signal.type.width, (BigInt(random.next()) << 32n) | BigInt(random.next()));
      // Registers without a reset start unknown: in the first cycles everything is reset.
      const isReset = /RST/.test(signal.name);
      let value = isReset ? BigInt(i < 3 || random.chance(0.03)) : drawn;
      if (/^AD/.test(signal.name)) value &= 0x7fn;
      if (isRam40 && /ADDR$/.test(signal.name)) value = (value & 6n) | BigInt(signal.name === "WADDR");
      if (isRam40 && /^(RCLKE|RE)$/.test(signal.name)) value = 1n;
      if (isSpram) value = fixed[signal.name] ?? value;
      if (isSpram && signal.name === "ADDRESS") value = BigInt(i >> 1) & 7n;
      if (isSpram && signal.name === "WREN") value = BigInt(i % 2 === 0);
      for (const sim of [embedded, verilator]) sim.port(signal.name).big = value;
    }
    // Two writes to one word of the RAM are undefined.
    if (name === "DP16KD") for (const sim of [embedded, verilator]) sim.port("WEB").value = 0;
    const isDefined = i >= 3 && (!isSpram || (i % 2 === 0 && i > 3));
    if (isDefined) {
      const of = (sim: Simulation) => outputs.map(({ signal }) => sim.port(signal.name).big);
      expect(of(verilator), `cycle ${i}`).toEqual(of(embedded));
    }
    for (const sim of [embedded, verilator]) for (const clock of sim.clocks) sim.edge(clock);
  }
  embedded.close();
  verilator.close();
});
