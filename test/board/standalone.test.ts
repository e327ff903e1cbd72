import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { coreImage, place, quantise } from "../../compile/index.ts";
import { aerMarker, type Fabric } from "../../config/index.ts";
import { rhythm } from "../../examples/boards/rhythm.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { bootImage, connect, shapeHash } from "../../host/index.ts";
import { parseNetwork } from "../../network/index.ts";
import { BootChip, StandaloneChip } from "../../rtl/boot/boot-chip.ts";
import { SimulatedFlash, simulatedBoard, withFlash } from "../../sim/board/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const offset = 0x060000;
const periodCycles = 400;
const network = quantise(rhythm());
const config = place(network, roomyTarget(2));
const hash = shapeHash(config.shape);
const image = bootImage(coreImage(config), { shapeHash: hash, periodCycles });
const left = config.slotOfNeuron[0] ?? -1;

function flashed(): SimulatedFlash {
  const flash = new SimulatedFlash({ bytes: 1 << 20, wakeCycles: 500 });
  flash.program(offset, image);
  return flash;
}

/** The left cell's spikes by tick, as the reference has them. */
function expectedTicks(ticks: number): number[][] {
  const reference = new Reference(network);
  return Array.from({ length: ticks }, () => ([...reference.tick([]).spikes].includes(0) ? [left] : []));
}

const settings = (halfPeriodCycles: number) => ({ offset, halfPeriodCycles, wakeBytes: 60 });
const standalone = (fabric: Fabric, halfPeriodCycles: number) =>
  elaborate(
    StandaloneChip({ core: { shape: config.shape, fabric }, shapeHash: hash, boot: settings(halfPeriodCycles) }),
  );

/** Runs until that many ticks have ended; what the core gave in each, and the cycle of the first marker. */
function ticksOf(simulation: Simulation, ticks: number) {
  const step = withFlash(simulation, flashed());
  simulation.reset();
  const [valid, ready, payload] = ["valid", "ready", "payload"].map((name) => simulation.signal(`core.spikes_${name}`));
  const ended: number[][] = [];
  let open: number[] = [];
  const last = 120 * image.length + (ticks + 4) * periodCycles;
  for (let cycle = 0; ended.length < ticks && cycle < last; cycle++) {
    step(1);
    if (valid?.value !== 1 || ready?.value !== 1) continue;
    const word = payload?.value ?? 0;
    if (word < aerMarker) open.push(word);
    else {
      expect(word - aerMarker).toBe(ended.length);
      ended.push(open);
      open = [];
    }
  }
  return ended;
}

describe("a chip without a host", () => {
  it.each<[Fabric, number]>([
    ["ice40up", 1],
    ["ice40hx", 2],
    ["ecp5", 3],
  ])("%s: runs by itself from flash, every spike as the reference; half a flash clock is %i cycles", (fabric, half) => {
    const simulation = openEmbedded(standalone(fabric, half), { seed: 2, visible: "nets" });
    expect(ticksOf(simulation, 300)).toEqual(expectedTicks(300));
    expect(simulation.port("led_error").value).toBe(0);
    simulation.close();
  });

  it("does so on Verilator", async () => {
    await ensureVerilator({ install: "allowed" });
    const simulation = await openVerilator(standalone("ice40up", 1), { seed: 3, visible: "nets" });
    expect(ticksOf(simulation, 40)).toEqual(expectedTicks(40));
    simulation.close();
  }, 120_000);

  it("is written down as a network file", () => {
    const text = readFileSync(new URL("../../examples/boards/rhythm.network.json", import.meta.url), "utf8");
    expect(parseNetwork(text, "rhythm.network.json")).toEqual(rhythm());
  });
});

describe("a chip with a host that comes later", () => {
  const design = elaborate(
    BootChip({
      core: { shape: config.shape, fabric: "ice40up" },
      clockCyclesPerBit: 4,
      shapeHash: hash,
      boot: settings(1),
    }),
  );

  it("runs on while nobody listens, skips no tick, and starts afresh for a host", async () => {
    const board = simulatedBoard(design, { clockCyclesPerBit: 4, flash: flashed() });
    const ticks = 2000;
    await board.advance(60 * image.length + ticks * periodCycles);
    expect(board.simulation.port("led_error").value).toBe(0);
    const session = await connect(board, { shapeHash: hash, timeoutMs: 50 });
    expect((await session.status()).ticks).toBe(0);
    const found = await session.run(Array.from({ length: 60 }, () => []));
    expect(found).toEqual(expectedTicks(60));
    await session.close();
  });
});
