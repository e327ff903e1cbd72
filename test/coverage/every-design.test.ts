import { expect, it } from "vitest";
import { place } from "../../compile/index.ts";
import { computePll } from "../../constraints/index.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { checkModules } from "../../hdlgen/passes/index.ts";
import { shapeHash } from "../../host/index.ts";
import { BoardTop } from "../../rtl/board-top.ts";
import { coveredSimulation, instrumentCoverage } from "../../sim/coverage/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { reportingAll } from "../../sim/harness/core-driver.ts";
import { compareDomains, randomClocks } from "../support/compare-domains.ts";
import { cells } from "../support/every-design.ts";
import { Random } from "../support/random.ts";
import { randomDomains } from "../support/random-domains.ts";
import { oneCore, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

function board() {
  const network = randomNetwork(2, { ...oneCore, maxNeurons: 24 });
  const { shape } = reportingAll(place(network, roomyTarget(4)));
  const { achievedMHz: _, ...dividers } = computePll(12, 24, "up5k");
  const top = BoardTop({
    name: "icebreaker",
    chip: { core: { shape, fabric: "ice40hx" }, clockCyclesPerBit: 8, shapeHash: shapeHash(shape) },
    clockNet: "clk_pin",
    pll: { cell: "pad", ...dividers },
    uartRxNet: "uart_rx",
    uartTxNet: "uart_tx",
    tickLed: { net: "led_green", active: "low" },
    resetButton: { net: "btn_n", active: "low" },
  });
  return { name: "board", design: elaborate(top) };
}

it("every cell, and a board's top with its PLL, is sound IR with counters in it", () => {
  const all = [...Object.entries(cells).map(([name, cell]) => ({ name, design: elaborate(cell) })), board()];
  for (const { name, design } of all) {
    const { design: counting } = instrumentCoverage(design);
    // A counter may watch what follows no clock, a pin for instance: it is a probe, and no hardware samples there. It may
    // watch values of `past` as properties do.
    const isProbe = ({ code, place }: Diagnostic): boolean =>
      (code === "HDL151" && /\.coverage_\w+$/.test(place)) || (code === "HDL181" && /\bpast_valid$|_past$/.test(place));
    const found = checkModules(counting.modules, { top: counting.top }).filter((problem) => !isProbe(problem));
    expect([name, found]).toEqual([name, []]);
    openEmbedded(counting).close();
  }
  expect(all.length).toBeGreaterThanOrEqual(20);
});

it("60 random circuits of several clocks do with counters what they do without (seed in the message)", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed);
    const { design, clocks } = randomDomains(random);
    const options = randomClocks(random, clocks);
    const instrumented = instrumentCoverage(design);
    const sim = coveredSimulation(instrumented, openEmbedded(instrumented.design, { seed, clocks: options }));
    compareDomains(design, clocks, options, sim, random, `seed ${seed}`);
  }
});
