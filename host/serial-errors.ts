/** Why a serial port cannot be opened, in words for its user. The package tells by messages alone. */
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { SerialPortInfo } from "./serial-ports.ts";
import type { SerialOptions } from "./serial-transport.ts";

export function openingFailed(
  { path, baud }: SerialOptions,
  cause: Error,
  ports: readonly SerialPortInfo[],
): SpikeforgeError {
  const problem = (code: string, found: string, mend: string) =>
    new SpikeforgeError({ code, place: path, found, mend }, { cause });
  const { message } = cause;
  if (/no such file|not found|ENOENT/i.test(message)) {
    return problem("LINK015", `no such serial port; ${portsText(ports)}`, "check the cable and name one of the ports");
  }
  if (/cannot lock|busy|access denied|EBUSY|EACCES: .*in use/i.test(message)) {
    return problem("LINK016", "the port is in use by another program", "close that program (a terminal, another run)");
  }
  if (/permission denied|EACCES|EPERM/i.test(message)) {
    return problem("LINK017", "no permission to open the port", permissionMend(process.platform));
  }
  const known = ports.some((port) => port.path === path);
  return problem(
    "LINK018",
    `cannot be opened at ${baud} baud: ${message}`,
    known ? "its driver may not make this rate: build the design for another with --baud" : "name a serial port",
  );
}

export function packageBroken(cause: unknown): SpikeforgeError {
  const why = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  return new SpikeforgeError(
    {
      code: "LINK019",
      place: "serialport package",
      found: `cannot be loaded: ${why}`,
      mend: "type: npm rebuild serialport (it compiles the package's native part for this machine)",
    },
    { cause },
  );
}

/** "the ports are /dev/ttyUSB0, /dev/ttyUSB1 (FTDI)". */
function portsText(ports: readonly SerialPortInfo[]): string {
  if (ports.length === 0) return "no USB serial port is plugged in";
  const names = ports.map(({ path, maker }) => (maker === undefined ? path : `${path} (${maker})`));
  return `${ports.length === 1 ? "the only one is" : "there are"} ${names.join(", ")}`;
}

export function permissionMend(platform: NodeJS.Platform): string {
  return platform === "linux"
    ? "type: sudo usermod -aG dialout $USER (Arch: uucp), then log in again"
    : "run as a user who may use serial ports";
}
