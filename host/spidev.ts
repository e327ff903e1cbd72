/** A board behind Linux' spidev, through the `spi-device` package where its user has installed it. */
import { readdir } from "node:fs/promises";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { SpiDevice } from "./spi-transport.ts";
import { firstLine, spidevNotOpened, transferFailed } from "./spidev-errors.ts";

export interface SpidevOptions {
  /** `/dev/spidev0.0`: bus and chip select. */
  readonly path: string;
  /** Bits per second: at most a tenth of the core's clock. */
  readonly bitRate: number;
}

/** What is used of the package: its `open`, and the transfers of what that gives. */
export interface SpidevPackage {
  open(bus: number, device: number, options: { mode: number }, done: (error: Error | null) => void): OpenSpidev;
}
interface OpenSpidev {
  transfer(message: SpidevTransfer[], done: (error: Error | null, message?: SpidevTransfer[]) => void): void;
  close(done: (error: Error | null) => void): void;
}
interface SpidevTransfer {
  readonly byteLength: number;
  readonly sendBuffer: Buffer;
  readonly receiveBuffer: Buffer;
  readonly speedHz: number;
}

/**
 * Opens a spidev in mode 0. A transfer is one of the system, during which the board stays selected: at most 1,015 bytes, the
 * longest frame with every byte escaped, of the 4,096 that spidev takes by default.
 *
 * @param load Gives the package. It is none of spikeforge's own: its native part compiles on Linux only
 * @throws LINK023 no such name · LINK024 the package cannot be loaded · LINK025 the device cannot be opened
 */
export async function openSpidev(
  { path, bitRate }: SpidevOptions,
  load: () => Promise<SpidevPackage> = installedPackage,
): Promise<SpiDevice> {
  const problem = (code: string, found: string, mend: string, cause?: unknown) =>
    new SpikeforgeError({ code, place: path, found, mend }, { cause });
  const [, bus, device] = /^\/dev\/spidev(\d+)\.(\d+)$/.exec(path) ?? [];
  if (bus === undefined || device === undefined) {
    throw problem("LINK023", "not the name of a spidev", "name bus and chip select: spidev:/dev/spidev0.0");
  }
  const spi = await load().catch((error: unknown) => {
    const mend = "type: npm install spi-device (Linux; it compiles its native part)";
    throw problem("LINK024", `the spi-device package cannot be loaded: ${firstLine(error)}`, mend, error);
  });
  const opened = await new Promise<OpenSpidev>((resolve, reject) => {
    const found = spi.open(Number(bus), Number(device), { mode: 0 }, (error) =>
      error ? reject(error) : resolve(found),
    );
  }).catch(async (error: unknown) => {
    throw spidevNotOpened(path, error, await listSpidevs());
  });
  return {
    name: `${path} at ${bitRate} bit/s`,
    transfer: (bytes) =>
      new Promise<Uint8Array>((resolve, reject) => {
        const receiveBuffer = Buffer.alloc(bytes.length);
        const message = { byteLength: bytes.length, sendBuffer: Buffer.from(bytes), receiveBuffer, speedHz: bitRate };
        opened.transfer([message], (error) => (error ? reject(error) : resolve(new Uint8Array(receiveBuffer))));
      }).catch((error: unknown) => {
        throw transferFailed({ path, bitRate }, bytes.length, error);
      }),
    close: () =>
      new Promise((resolve, reject) => {
        opened.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** A name that TypeScript does not look up: the package need not be there. */
const packageName: string = "spi-device";

async function installedPackage(): Promise<SpidevPackage> {
  const found = (await import(packageName)) as SpidevPackage & { readonly default?: SpidevPackage };
  return found.default ?? found;
}

/** Empty where there are none, also on other systems than Linux. */
async function listSpidevs(): Promise<readonly string[]> {
  const names = await readdir("/dev").catch(() => []);
  return names.filter((name) => /^spidev\d+\.\d+$/.test(name)).map((name) => `/dev/${name}`);
}
