/** What is wrong with a spidev, in words for its user. The system tells by the names of its errors alone. */
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { SpidevOptions } from "./spidev.ts";
import { LineError } from "./transport.ts";

/** LINK025, with the spidevs there are. */
export function spidevNotOpened(path: string, cause: unknown, ports: readonly string[]): SpikeforgeError {
  const problem = (found: string, mend: string) =>
    new SpikeforgeError({ code: "LINK025", place: path, found: `cannot be opened: ${found}`, mend }, { cause });
  switch (nameOf(cause)) {
    case "ENOENT":
    case "ENODEV":
    case "ENXIO":
      return ports.length === 0
        ? problem(
            "this computer has no SPI port",
            "switch SPI on (Raspberry Pi: sudo raspi-config), then start it again",
          )
        : problem(`no such SPI port; there are ${ports.join(", ")}`, "name one of them");
    case "EACCES":
    case "EPERM":
      return problem("no permission", "type: sudo usermod -aG spi $USER, then log in again");
    case "EBUSY":
      return problem("in use", "close the program that uses it, or take the chip select from the system's own driver");
    default:
      return problem(firstLine(cause), "switch SPI on in the system's settings, and run as a user who may use it");
  }
}

/** Why a transfer of so many bytes failed. */
export function transferFailed({ path, bitRate }: SpidevOptions, bytes: number, cause: unknown): LineError {
  const line = (message: string, mend: string) => new LineError(`${path} ${message}`, mend, { cause });
  switch (nameOf(cause)) {
    case "EMSGSIZE":
      return line(`refuses a transfer of ${bytes} bytes`, "load its driver with a larger buffer: spidev.bufsiz=4096");
    case "EINVAL":
      return line(`refuses a transfer at ${bitRate} bit/s`, "ask for another rate: --baud");
    case "ETIMEDOUT":
      return line(
        "did not end a transfer in time",
        "check that its clock is not held by another device, and start again",
      );
    default:
      return line(
        `is gone (${firstLine(cause)})`,
        "plug the adapter in again and start again; what was loaded into the board is lost with its power",
      );
  }
}

/** `ENOENT`, from the error's code or, where it has none, from its text. */
function nameOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : /\bE[A-Z]{3,}\b/.exec(firstLine(error))?.[0];
}

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
