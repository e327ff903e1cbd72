import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../compile/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { connect, openSpidev, type SpidevPackage, shapeHash, spiTransport } from "../../host/index.ts";
import { spidevNotOpened } from "../../host/spidev-errors.ts";
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
    await expect(open("/dev/spidev7.9", async () => spi)).rejects.toThrow(
      /^LINK025 \/dev\/spidev7\.9: cannot be opened: (this computer has no|no such) SPI port/,
    );
  });

  it("LINK025: what can be done, by what the system says", () => {
    const text = (error: Error, ports: readonly string[] = []) =>
      spidevNotOpened("/dev/spidev0.0", error, ports).message;
    const coded = (code: string) => Object.assign(new Error(`${code}, open`), { code });
    const place = "LINK025 /dev/spidev0.0: cannot be opened: ";
    expect([
      text(coded("ENOENT")),
      text(new Error("ENOENT: no such file or directory"), ["/dev/spidev0.1", "/dev/spidev1.0"]),
      text(coded("EACCES")),
      text(coded("EBUSY")),
      text(new Error("something else\nmore")),
    ]).toEqual([
      `${place}this computer has no SPI port\n    switch SPI on (Raspberry Pi: sudo raspi-config), then start it again`,
      `${place}no such SPI port; there are /dev/spidev0.1, /dev/spidev1.0\n    name one of them`,
      `${place}no permission\n    type: sudo usermod -aG spi $USER, then log in again`,
      `${place}in use\n    close the program that uses it, or take the chip select from the system's own driver`,
      `${place}something else\n    switch SPI on in the system's settings, and run as a user who may use it`,
    ]);
  });

  it.each([
    [
      "ESHUTDOWN",
      "is gone (ESHUTDOWN, transfer)",
      "plug the adapter in again and start again; what was loaded into the board is lost with its power",
    ],
    ["EMSGSIZE", "refuses a transfer of 17 bytes", "load its driver with a larger buffer: spidev.bufsiz=4096"],
    ["EINVAL", "refuses a transfer at 3000000 bit/s", "ask for another rate: --baud"],
    [
      "ETIMEDOUT",
      "did not end a transfer in time",
      "check that its clock is not held by another device, and start again",
    ],
  ])("LINK014: a session whose transfers end with %s fails at once, and says what to do", async (code, found, mend) => {
    const { spi, hash, clock } = fakePackage(() => {});
    let fails = false;
    const failing: SpidevPackage = {
      open(...args) {
        const opened = spi.open(...args);
        const transfer: typeof opened.transfer = (message, done) => {
          if (!fails) opened.transfer(message, done);
          else done(Object.assign(new Error(`${code}, transfer`), { code }));
        };
        return { transfer, close: opened.close };
      },
    };
    const device = await openSpidev({ path: "/dev/spidev1.0", bitRate: 3_000_000 }, async () => failing);
    const session = await connect(spiTransport({ ...device, clock }), { shapeHash: hash, timeoutMs: 50 });
    fails = true;
    const message = await session.status().then(String, (error: Error) => error.message);
    expect(message.replace(/\d+ bytes/, "17 bytes")).toBe(
      `LINK014 status: the line failed: /dev/spidev1.0 ${found}\n    ${mend}`,
    );
    await session.close();
  });

  it("fits the longest frame, every byte of it escaped, into one transfer of spidev", async () => {
    const { spi, hash, config, clock } = fakePackage(() => {});
    let longest = 0;
    const watching: SpidevPackage = {
      open(...args) {
        const opened = spi.open(...args);
        const transfer: typeof opened.transfer = (message, done) => {
          longest = Math.max(longest, ...message.map(({ byteLength }) => byteLength));
          opened.transfer(message, done);
        };
        return { transfer, close: opened.close };
      },
    };
    const device = await openSpidev({ path: "/dev/spidev1.0", bitRate: 3_000_000 }, async () => watching);
    const session = await connect(spiTransport({ ...device, clock }), { shapeHash: hash, timeoutMs: 50 });
    const [block] = coreImage(config);
    if (block === undefined) throw new Error("no block");
    await session.load([{ ...block, words: new Uint16Array(250).fill(0x7e7d) }]);
    expect(longest).toBeGreaterThan(900);
    expect(longest).toBeLessThanOrEqual(4096);
    await session.close();
  });
});
