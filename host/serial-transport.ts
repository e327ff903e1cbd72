/** A board behind a serial port, through the `serialport` package. */
import { stat } from "node:fs/promises";
import type { SerialPort } from "serialport";
import { openingFailed } from "./serial-errors.ts";
import { listPorts, serialPackage } from "./serial-ports.ts";
import { LineError, type Transport } from "./transport.ts";

export interface SerialOptions {
  /** `/dev/ttyUSB1`, `/dev/tty.usbserial-…`, `COM4`. */
  readonly path: string;
  /** Bits per second: those of the design in the board. */
  readonly baud: number;
}

/**
 * Opens a serial port for `connect`: 8 data bits, no parity, one stop bit, locked against others. What waited in it is
 * dropped. When the port goes away, requests fail at once with LINK014 and its name.
 *
 * @throws LINK015 no such port · LINK016 in use · LINK017 no permission · LINK018 cannot be opened · LINK019 the package
 *   cannot be loaded
 */
export async function openSerial({ path, baud }: SerialOptions): Promise<Transport> {
  const { SerialPort } = await serialPackage();
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  }).catch(async (error: Error) => {
    throw openingFailed({ path, baud }, error, await listPorts());
  });
  await settled((done) => port.flush(done));
  // FTDI bridges otherwise hold back short answers for 16 ms. Not every driver knows the option: then it stays slow.
  const lowLatency: Parameters<SerialPort["set"]>[0] & { readonly lowLatency: boolean } = { lowLatency: true };
  await settled((done) => port.set(lowLatency, done));
  return new SerialTransport(port, `${path} at ${baud} baud`);
}

/** How often it is looked whether the port is still there. */
const watchMilliseconds = 200;

/** Both are improvements that a port may be unable to make: it works without. */
function settled(start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => start(() => resolve()));
}

class SerialTransport implements Transport {
  readonly name: string;
  readonly #port: SerialPort;
  #lost: LineError | undefined;
  #onLost: (reason: unknown) => void = () => {};
  #isClosing = false;
  readonly #watch: NodeJS.Timeout | undefined;

  constructor(port: SerialPort, name: string) {
    this.#port = port;
    this.name = name;
    port.on("error", (error) => this.#lose(error));
    port.on("close", (error: unknown) => this.#lose(error));
    // A port that hangs up while it is being read looks like one without data for ever (Linux), and the package goes on
    // reading. But the file of a port that was pulled out is gone.
    if (process.platform !== "win32") {
      this.#watch = setInterval(() => {
        stat(port.path).catch((error: unknown) => this.#lose(error));
      }, watchMilliseconds).unref();
    }
  }

  onData(handler: (bytes: Uint8Array) => void): void {
    this.#port.on("data", (bytes: Uint8Array) => handler(bytes));
  }

  onLost(handler: (reason: unknown) => void): void {
    this.#onLost = handler;
    if (this.#lost !== undefined) handler(this.#lost);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#port.write(bytes, (error) => {
        if (error) reject(this.#lose(error));
        else resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#watch);
    if (!this.#port.isOpen) return;
    await settled((done) => this.#port.close(done));
  }

  #lose(cause: unknown): LineError {
    if (this.#lost !== undefined) return this.#lost;
    const why = cause instanceof Error ? ` (${cause.message})` : "";
    const lost = new LineError(
      `${this.#port.path} is gone: the board was unplugged or lost its power${why}`,
      "plug it in again and start again; what was loaded into the board is lost with its power",
      { cause },
    );
    this.#lost = lost;
    clearInterval(this.#watch);
    if (this.#port.isOpen && !this.#isClosing) this.#port.close(() => {});
    if (!this.#isClosing) this.#onLost(lost);
    return lost;
  }
}
