/** One way to a board, real or simulated: what talks to it does not know which it is. */
import {
  connect,
  type LineBytes,
  type LinkCounts,
  meteredTransport,
  openSerial,
  openSpidev,
  type Session,
  type SpiDevice,
  shapeHash,
  spiTransport,
  type Transport,
} from "../host/index.ts";
import { simulatedBoard, simulatedSpi } from "../sim/board/index.ts";
import { type ClockPlan, chipDesign, spiChipDesign } from "./board-build.ts";
import type { CompiledNetwork } from "./compile-network.ts";

export interface BoardOptions {
  /** A serial port (`/dev/ttyUSB1`, `COM4`), an SPI port of Linux (`spidev:/dev/spidev0.0`), or `sim` for the simulated board. */
  readonly port: string;
  /** Clock and bit rate of the design in the board: what `planClock` gave when it was built. */
  readonly clock: Pick<ClockPlan, "clockMHz" | "baud" | "clockCyclesPerBit">;
  /** Bits per second over SPI, at most a tenth of the clock; absent for a UART. */
  readonly spiRate?: number;
  /** Of the simulated board's power-up state. Default 1. */
  readonly seed?: number;
}

/** What has passed since the connection was opened. */
export interface LineUsage {
  /** By the board's time: the clock on the wall, or simulated cycles. */
  readonly seconds: number;
  /** Those in which bits were on the line, by its bit rate. */
  readonly lineSeconds: number;
  readonly bytes: LineBytes;
  readonly counts: LinkCounts;
}

export interface BoardConnection {
  readonly session: Session;
  readonly kind: "serial" | "spi" | "simulated";
  /** `/dev/ttyUSB1 at 3000000 baud`. */
  readonly name: string;
  /** Resolves with the reason when the line is lost; the next request then fails with it. */
  readonly lost: Promise<unknown>;
  usage(): LineUsage;
}

/**
 * Opens a board that holds a compiled network's design and greets it. A simulated board boots here; its memories are as
 * unknown as a real board's: load the network first.
 *
 * @throws LINK001–LINK004 silent, damaged, or another design · LINK014–LINK019, LINK023–LINK025 the port
 */
export async function openBoard(compiled: CompiledNetwork, options: BoardOptions): Promise<BoardConnection> {
  const { transport: line, kind, seconds, lineSeconds, name } = await openLine(compiled, options);
  const { transport, bytes, lost } = meteredTransport(line);
  const session = await connect(transport, {
    shapeHash: shapeHash(compiled.config.shape, compiled.encoder),
    ...(compiled.encoder === undefined ? {} : { encoder: compiled.encoder }),
  });
  const usage = () => ({
    seconds: seconds(),
    lineSeconds: lineSeconds(bytes()),
    bytes: bytes(),
    counts: session.counts,
  });
  return { session, kind, name, lost, usage };
}

interface OpenLine {
  readonly transport: Transport;
  readonly kind: BoardConnection["kind"];
  readonly name: string;
  seconds(): number;
  lineSeconds(bytes: LineBytes): number;
}

/** A start bit, eight data bits, a stop bit. */
const uartBitsOfByte = 10;

async function openLine(compiled: CompiledNetwork, options: BoardOptions): Promise<OpenLine> {
  const { port, clock, spiRate, seed = 1 } = options;
  if (spiRate !== undefined) return openSpiLine(compiled, { ...options, spiRate });
  const { baud, clockMHz, clockCyclesPerBit } = clock;
  const lineSeconds = ({ toBoard, toHost }: LineBytes) => ((toBoard + toHost) * uartBitsOfByte) / baud;
  if (port === "sim") {
    const board = simulatedBoard(chipDesign(compiled, clockCyclesPerBit), { clockCyclesPerBit, clockMHz, seed });
    const seconds = () => board.simulation.cycle / (clockMHz * 1e6);
    return { transport: board, kind: "simulated", name: `simulated board at ${baud} baud`, seconds, lineSeconds };
  }
  const transport = await openSerial({ path: port, baud });
  return { transport, kind: "serial", name: transport.name ?? port, seconds: stopwatch(), lineSeconds };
}

async function openSpiLine(
  compiled: CompiledNetwork,
  { port, clock: { clockMHz }, spiRate, seed = 1 }: BoardOptions & { readonly spiRate: number },
): Promise<OpenLine> {
  let transferred = 0;
  /** Both directions run at once, and idle bytes take as long as others. */
  const lineSeconds = () => (transferred * 8) / spiRate;
  const metered = (device: SpiDevice): SpiDevice => ({
    ...(device.name === undefined ? {} : { name: device.name }),
    ...(device.clock === undefined ? {} : { clock: device.clock }),
    transfer(bytes) {
      transferred += bytes.length;
      return device.transfer(bytes);
    },
    close: async () => device.close?.(),
  });
  if (port === "sim") {
    const levelCycles = Math.ceil((clockMHz * 1e6) / (2 * spiRate));
    const device = simulatedSpi(spiChipDesign(compiled), { clockMHz, seed, levelCycles: () => levelCycles });
    const seconds = () => device.simulation.cycle / (clockMHz * 1e6);
    const name = `simulated board over SPI at ${spiRate} bit/s`;
    return { transport: spiTransport(metered(device)), kind: "simulated", name, seconds, lineSeconds };
  }
  const device = metered(await openSpidev({ path: port.replace(/^spidev:/, ""), bitRate: spiRate }));
  return { transport: spiTransport(device), kind: "spi", name: device.name ?? port, seconds: stopwatch(), lineSeconds };
}

function stopwatch(): () => number {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
}
