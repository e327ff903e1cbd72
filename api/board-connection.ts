/** One way to a board, real or simulated: what talks to it does not know which it is. */
import {
  connect,
  type LineBytes,
  type LinkCounts,
  meteredTransport,
  openSerial,
  type Session,
  shapeHash,
  type Transport,
} from "../host/index.ts";
import { simulatedBoard } from "../sim/board/index.ts";
import { type ClockPlan, chipDesign } from "./board-build.ts";
import type { CompiledNetwork } from "./compile-network.ts";

export interface BoardOptions {
  /** A serial port (`/dev/ttyUSB1`, `COM4`), or `sim` for the simulated board. */
  readonly port: string;
  /** Clock and bit rate of the design in the board: what `planClock` gave when it was built. */
  readonly clock: Pick<ClockPlan, "clockMHz" | "baud" | "clockCyclesPerBit">;
  /** Of the simulated board's power-up state. Default 1. */
  readonly seed?: number;
}

/** What has passed since the connection was opened. */
export interface LineUsage {
  /** By the board's time: the clock on the wall, or simulated cycles. */
  readonly seconds: number;
  readonly bytes: LineBytes;
  readonly counts: LinkCounts;
}

export interface BoardConnection {
  readonly session: Session;
  readonly kind: "serial" | "simulated";
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
 * @throws LINK001–LINK004 silent, damaged, or another design · LINK014–LINK019 the port
 */
export async function openBoard(compiled: CompiledNetwork, options: BoardOptions): Promise<BoardConnection> {
  const { transport: line, kind, seconds, name } = await openLine(compiled, options);
  const { transport, bytes, lost } = meteredTransport(line);
  const session = await connect(transport, {
    shapeHash: shapeHash(compiled.config.shape, compiled.encoder),
    ...(compiled.encoder === undefined ? {} : { encoder: compiled.encoder }),
  });
  return { session, kind, name, lost, usage: () => ({ seconds: seconds(), bytes: bytes(), counts: session.counts }) };
}

interface OpenLine {
  readonly transport: Transport;
  readonly kind: BoardConnection["kind"];
  readonly name: string;
  seconds(): number;
}

async function openLine(compiled: CompiledNetwork, { port, clock, seed = 1 }: BoardOptions): Promise<OpenLine> {
  const { baud, clockMHz, clockCyclesPerBit } = clock;
  if (port === "sim") {
    const board = simulatedBoard(chipDesign(compiled, clockCyclesPerBit), { clockCyclesPerBit, clockMHz, seed });
    const seconds = () => board.simulation.cycle / (clockMHz * 1e6);
    return { transport: board, kind: "simulated", name: `simulated board at ${baud} baud`, seconds };
  }
  const transport = await openSerial({ path: port, baud });
  const opened = performance.now();
  const seconds = () => (performance.now() - opened) / 1000;
  return { transport, kind: "serial", name: transport.name ?? port, seconds };
}
