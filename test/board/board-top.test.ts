import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../compile/index.ts";
import { computePll } from "../../constraints/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { connect, shapeHash } from "../../host/index.ts";
import { BoardTop } from "../../rtl/board-top.ts";
import { simulatedBoard } from "../../sim/board/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { reportingAll } from "../../sim/harness/core-driver.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const network = randomNetwork(2, { ...oneCore, maxNeurons: 24 });
const config = reportingAll(place(network, roomyTarget(4)));
const hash = shapeHash(config.shape);

/** The iCEBreaker's clock: 12 MHz at the pin, 24 from the PLL, so that a bit of 8 cycles takes 4 of the pin's. */
const { achievedMHz, ...dividers } = computePll(12, 24, "up5k");
const pll = { cell: "pad" as const, ...dividers };
const pinCyclesPerBit = 4;
/** The PLL's time to lock, and 4,096 cycles of its clock until the reset goes. */
const bootCycles = 600 + 2048 + 16;

const design = elaborate(
  BoardTop({
    name: "icebreaker",
    chip: { core: { shape: config.shape, fabric: "ice40up" }, clockCyclesPerBit: 8, shapeHash: hash },
    clockNet: "clk_pin",
    pll,
    uartRxNet: "uart_rx",
    uartTxNet: "uart_tx",
    tickLed: { net: "led_green", active: "low" },
    resetButton: { net: "btn_n", active: "low" },
  }),
);

/** The board as it comes out of configuration, its button not pressed. */
function boardOn(simulation: Simulation) {
  simulation.port("btn_n").value = 1;
  return simulatedBoard(design, { clockCyclesPerBit: pinCyclesPerBit, clockMHz: 12, engine: () => simulation });
}

async function exchange(simulation: Simulation): Promise<number> {
  const board = boardOn(simulation);
  await board.advance(bootCycles);
  const session = await connect(board, { shapeHash: hash, timeoutMs: 50 });
  await session.load(coreImage(config));
  await session.clear();
  const reference = new Reference(network);
  const ticks = randomInput(new Random(2), network, 6);
  const found = await session.run(
    ticks.map((channels) => channels.map((channel) => config.channelWord[channel] ?? -1)),
  );
  const expected = ticks.map((channels) =>
    Array.from(reference.tick(channels).spikes, (neuron) => config.slotOfNeuron[neuron] ?? -1).sort((a, b) => a - b),
  );
  expect(found.map((slots) => [...slots].sort((a, b) => a - b))).toEqual(expected);
  await session.close();
  return expected.flat().length;
}

describe("a board's top: PLL, power-on reset, chip, pins", () => {
  it("has the PLL's clock at its frequency, and locks", () => {
    const simulation = openEmbedded(design);
    expect(achievedMHz).toBe(24);
    expect(simulation.clocks).toEqual(["clk_pin", "clocked.pll.PLLOUTGLOBAL"]);
    simulation.port("btn_n").value = 1;
    simulation.step(599);
    expect(simulation.register("clocked.pll.count").value).toBe(599);
    expect(simulation.register("clocked.power_on_reset.locked_now").value).toBe(0);
    simulation.step(5);
    expect(simulation.register("clocked.power_on_reset.locked_now").value).toBe(1);
    expect([simulation.cycle, simulation.edges("clocked.pll.PLLOUTGLOBAL")]).toEqual([604, 1207]);
    expect(simulation.register("clocked.power_on_reset.reset").value).toBe(1);
    simulation.step(bootCycles - 604);
    expect(simulation.register("clocked.power_on_reset.reset").value).toBe(0);
  });

  it("boots and runs a network for the host on the embedded engine", async () => {
    expect(await exchange(openEmbedded(design, { seed: 3 }))).toBeGreaterThan(5);
  });

  it("does so on Verilator", async () => {
    await ensureVerilator({ install: "allowed" });
    expect(await exchange(await openVerilator(design, { seed: 3 }))).toBeGreaterThan(5);
  }, 120_000);

  it("does not answer while its button is pressed", async () => {
    const board = boardOn(openEmbedded(design));
    board.simulation.port("btn_n").value = 0;
    await board.advance(2 * bootCycles);
    await expect(connect(board, { shapeHash: hash, timeoutMs: 0.2, tries: 2 })).rejects.toThrow("LINK001");
  });
});
