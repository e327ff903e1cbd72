import { connect, type Session, shapeHash } from "../host/index.ts";
import { simulatedBoard } from "../sim/board/index.ts";
import { chipDesign } from "./board-build.ts";
import type { CompiledNetwork } from "./compile-network.ts";

/** The fastest rate of the link: simulated time is then mostly the core's. */
const clockCyclesPerBit = 4;

/**
 * Boots a compiled network's chip in simulation and connects to it over the bytes of its UART, as `connect` does to a
 * real board. Its memories are as unknown as a real board's: load the network first.
 */
export function connectSimulatedBoard(compiled: CompiledNetwork, seed = 1): Promise<Session> {
  const board = simulatedBoard(chipDesign(compiled, clockCyclesPerBit), { clockCyclesPerBit, seed });
  return connect(board, {
    shapeHash: shapeHash(compiled.config.shape, compiled.encoder),
    ...(compiled.encoder === undefined ? {} : { encoder: compiled.encoder }),
  });
}
