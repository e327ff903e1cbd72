import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../compile/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { connect, openSpidev, type SpidevPackage, shapeHash, spiTransport } from "../../host/index.ts";
import { SpiChip } from "../../rtl/spi-chip.ts";
import { simulatedSpi } from "../../sim/board/index.ts";
import { oneCore, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

/** The package as its user would have it, with a simulated board at bus 1, chip select 0. */
function fakePackage(levelOfBit: (speedHz: number) => void) {
  const config = place(randomNetwork(2, { ...oneCore, maxNeurons: 24 }), roomyTarget(4));
  const hash = shapeHash(config.shape);
  const chip = elaborate(SpiChip({ core: { shape: config.shape, fabric: "ice40up" }, shapeHash: hash }));
  const board = simulatedSpi(chip, {});
  const log: string[] = [];
  const spi: SpidevPackage = {
    open(bus, device, { mode }, done) {
      log.push(`open ${bus}.${device} mode ${mode}`);
      queueMicrotask(() => done(bus === 1 ? null : new Error("ENOENT: no such file or directory")));
      return {
        transfer([transfer], taken) {
          if (transfer === undefined || transfer.byteLength !== transfer.sendBuffer.length)
            throw new Error("no transfer");
          levelOfBit(transfer.speedHz);
          board.transfer(transfer.sendBuffer).then((heard) => {
            transfer.receiveBuffer.set(heard);
            taken(null, [transfer]);
          }, taken);
        },
        close(closed) {
          log.push("close");
          board.close().then(() => closed(null), closed);
        },
      };
    },
  };
  return { spi, log, config, hash, clock: board.clock };
}

describe("a board behind spidev", () => {
  it("is loaded and read back through the package's open, transfer and close, at the rate that was asked for", async () => {
    const rates = new Set<number>();
    const { spi, log, config, hash, clock } = fakePackage((speedHz) => rates.add(speedHz));
    const device = await openSpidev({ path: "/dev/spidev1.0", bitRate: 3_000_000 }, async () => spi);
    expect(device.name).toBe("/dev/spidev1.0 at 3000000 bit/s");
    const session = await connect(spiTransport({ ...device, clock }), { shapeHash: hash, timeoutMs: 50 });
    const image = coreImage(config);
    await session.load(image);
    await session.verify(image);
    await session.close();
    expect(log).toEqual(["open 1.0 mode 0", "close"]);
    expect([...rates]).toEqual([3_000_000]);
  });

  it("LINK023, LINK024, LINK025: no such name, no package, no device", async () => {
    const open = (path: string, load?: () => Promise<SpidevPackage>) => openSpidev({ path, bitRate: 1e6 }, load);
    await expect(open("/dev/ttyUSB0")).rejects.toThrow(
      "LINK023 /dev/ttyUSB0: not the name of a spidev\n    name bus and chip select: spidev:/dev/spidev0.0",
    );
    const none = () => Promise.reject(new Error("Cannot find package 'spi-device'\nRequire stack:"));
    await expect(open("/dev/spidev0.0", none)).rejects.toThrow(
      "LINK024 /dev/spidev0.0: the spi-device package cannot be loaded: Cannot find package 'spi-device'\n" +
        "    type: npm install spi-device (Linux; it compiles its native part)",
    );
    const { spi } = fakePackage(() => {});
    await expect(open("/dev/spidev0.0", async () => spi)).rejects.toThrow(
      "LINK025 /dev/spidev0.0: cannot be opened: ENOENT: no such file or directory\n" +
        "    switch SPI on in the system's settings, and run as a user who may use it (group spi)",
    );
  });
});
