/** Which serial ports there are, and the package that opens them. */
import { readdir } from "node:fs/promises";
import { packageBroken } from "./serial-errors.ts";

export interface SerialPortInfo {
  readonly path: string;
  /** As the USB device names itself. */
  readonly maker?: string;
  readonly serialNumber?: string;
}

/** Loaded when a port is asked for: it has a native part, and nothing else of spikeforge needs one. Throws LINK019. */
export async function serialPackage(): Promise<typeof import("serialport")> {
  try {
    return await import("serialport");
  } catch (error) {
    throw packageBroken(error);
  }
}

/** Ports behind which a board may be: those of USB devices where the system tells, else by their names. */
export async function listPorts(): Promise<readonly SerialPortInfo[]> {
  const { SerialPort } = await serialPackage();
  const found = await SerialPort.list().catch(() => undefined); // Linux without udev
  if (found === undefined) return portsByName();
  return found
    .filter(({ vendorId, path }) => vendorId !== undefined || usbPort.test(path))
    .map(({ path, manufacturer, serialNumber }) => ({
      path,
      ...(manufacturer === undefined ? {} : { maker: manufacturer }),
      ...(serialNumber === undefined ? {} : { serialNumber }),
    }))
    .sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
}

const usbPort = /^\/dev\/(tty(USB|ACM)\d+|(tty|cu)\.usb.*)$/;

async function portsByName(): Promise<readonly SerialPortInfo[]> {
  const names = await readdir("/dev").catch(() => []);
  return names
    .map((name) => `/dev/${name}`)
    .filter((path) => usbPort.test(path))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((path) => ({ path }));
}
