import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../compile/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { connect, type SpiDevice, shapeHash, spiTransport } from "../../host/index.ts";
import { boardBuild, compileNetwork, findBoard, lif, network, planClock } from "../../index.ts";
import { SpiChip } from "../../rtl/spi-chip.ts";
import { simulatedSpi } from "../../sim/board/index.ts";
import { reportingAll } from "../../sim/harness/core-driver.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

function placed(seed: number) {
  const net = randomNetwork(seed, { ...oneCore, maxNeurons: 24 });
  const config = reportingAll(place(net, roomyTarget(4)));
  return { net, config, hash: shapeHash(config.shape) };
}

const boot = (seed: number, fabric: "ice40up" | "ice40hx" | "ecp5", levelCycles: () => number) => {
  const built = placed(seed);
  const chip = elaborate(SpiChip({ core: { shape: built.config.shape, fabric }, shapeHash: built.hash }));
  return { ...built, device: simulatedSpi(chip, { seed, levelCycles }) };
};

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

describe("a chip behind SPI", () => {
  it.each([
    [1, "ice40up"],
    [2, "ice40hx"],
    [3, "ecp5"],
    [6, "ice40up"],
  ] as const)(
    "equals the reference on a random network, at a tenth of its clock: seed %i, %s",
    async (seed, fabric) => {
      const { net, config, hash, device } = boot(seed, fabric, () => 5);
      const session = await connect(spiTransport(device), { shapeHash: hash, timeoutMs: 50 });
      const image = coreImage(config);
      await session.load(image);
      await session.verify(image);
      await session.clear();
      const reference = new Reference(net);
      const input = randomInput(new Random(seed), net, 24);
      const found = await session.run(
        input.map((channels) => channels.map((channel) => config.channelWord[channel] ?? -1)),
      );
      let spikes = 0;
      for (const [tick, channels] of input.entries()) {
        const expected = Array.from(reference.tick(channels).spikes, (neuron) => config.slotOfNeuron[neuron] ?? -1);
        expect(ascending(found[tick] ?? []), `tick ${tick}`).toEqual(ascending(expected));
        spikes += expected.length;
      }
      expect(spikes).toBeGreaterThan(5);
      const membranes = await session.readMembranes(config.slots.length);
      config.slotOfNeuron.forEach((slot, neuron) => {
        expect(membranes[slot], `neuron ${neuron}`).toBe(reference.v[neuron]);
      });
      // No frame was damaged by a byte that came too late.
      expect(session.counts).toMatchObject({ repeated: 0, damaged: 0 });
      await session.close();
    },
  );

  it("free-runs, with a host whose clock is not even", async () => {
    const random = new Random(9);
    const { config, hash, device } = boot(5, "ice40up", () => random.integer(5, 9));
    const session = await connect(spiTransport(device), { shapeHash: hash, timeoutMs: 50 });
    await session.load(coreImage(config));
    await session.freeRun(4000);
    const ticks: number[] = [];
    while (ticks.length < 30) ticks.push(...(await session.poll()).ticks.map(({ tick }) => tick));
    ticks.push(...(await session.stepped()).ticks.map(({ tick }) => tick));
    expect(ticks).toEqual(ticks.map((_, tick) => tick));
    await session.close();
  });

  it("asks again when an answer was damaged on the way", async () => {
    const { hash, device } = boot(6, "ice40up", () => 6);
    let damages = 0;
    const noisy: SpiDevice = {
      clock: device.clock,
      close: () => device.close(),
      transfer: async (bytes) => {
        const heard = await device.transfer(bytes);
        return damages-- === 1 ? heard.map((byte) => (byte === 0x7e ? byte : byte ^ 0x10)) : heard;
      },
    };
    const session = await connect(spiTransport(noisy), { shapeHash: hash, timeoutMs: 2 });
    damages = 2;
    await session.status();
    expect(session.counts.repeated).toBeGreaterThan(0);
    await session.close();
  });

  it("stands in a board's top, with the nets of the board's pins, and shows ticks and spikes on LEDs", async () => {
    const source = network("spi", { weightBits: 4, membraneBits: 16 })
      .input("in", 2)
      .population("out", { size: 2, neuron: lif({ threshold: 2 }) })
      .project("in", "out", {
        weights: [
          [3, 0],
          [0, 3],
        ],
      })
      .output("out")
      .build();
    const compiled = compileNetwork(source, await findBoard("icebreaker"));
    const { design, clock, verilog } = boardBuild(compiled, 12, { link: "spi" });
    expect(clock).toEqual({ clockMHz: 12, baud: 0, clockCyclesPerBit: 0 });
    expect(Object.values(verilog).join("")).not.toContain("uart_rx");
    const device = simulatedSpi(design, {
      pins: { select: "spi_cs_n", clock: "spi_clk", mosi: "spi_mosi", miso: "spi_miso" },
    });
    device.simulation.port("button_n").value = 1;
    device.simulation.step(5000); // until it has reset itself
    const session = await connect(spiTransport(device), { shapeHash: shapeHash(compiled.config.shape), timeoutMs: 50 });
    await session.load(coreImage(compiled.config));
    const [one = -1, two = -1] = compiled.config.channelWord;
    const led = (net: string) => device.simulation.port(net).value;
    const green = led("led_green_n");
    const ticks = await session.run([[one], [two], [one, two], ...Array.from({ length: 6 }, () => [])]);
    expect(ticks.map((spikes) => spikes.length)).toEqual([1, 1, 2, 0, 0, 0, 0, 0, 0]);
    expect([led("led_green_n"), led("led_snap_off")]).toEqual([1 - green, 1]);
    await session.run(Array.from({ length: 8 }, () => []));
    expect([led("led_green_n"), led("led_snap_off")]).toEqual([green, 0]);
    await session.close();
  });

  it("CLI040: a board without SPI pins", async () => {
    const board = await findBoard("fomu");
    expect(() => planClock(board, 48, { link: "spi" })).toThrow(
      "CLI040 Fomu PVT: no SPI pins that a host reaches, and a host link over SPI needs them\n" +
        "    leave out --link spi, or give the board file its pins: spi",
    );
  });

  it("LINK014 when the device is gone, LINK001 when nobody is at its other end", async () => {
    const { hash, device } = boot(7, "ice40up", () => 6);
    let isGone = false;
    const session = await connect(
      spiTransport({
        clock: device.clock,
        close: () => device.close(),
        transfer: (bytes) => (isGone ? Promise.reject(new Error("no such device")) : device.transfer(bytes)),
      }),
      { shapeHash: hash },
    );
    isGone = true;
    await expect(session.status()).rejects.toThrow("LINK014 status: the line failed: no such device");
    await session.close();
    const nobody: SpiDevice = { name: "spidev0.0", transfer: async (bytes) => new Uint8Array(bytes.length).fill(0xff) };
    await expect(connect(spiTransport(nobody), { shapeHash: hash, timeoutMs: 5, tries: 2 })).rejects.toThrow(
      "LINK001 spidev0.0: the board does not answer (no answer to 2 tries of 5 ms)",
    );
  });
});
