/** Cells: parts that hardware is made of, each with its contract, its cost (docs/cells.md) and its proof. */
export { AsyncFifo, type AsyncFifoParameters } from "./async-fifo.ts";
export { Crc, type CrcParameters } from "./crc.ts";
export { type CrcAlgorithm, crcAlgorithms } from "./crc-algorithm.ts";
export { Fifo, type FifoParameters } from "./fifo.ts";
export { Lfsr, type LfsrParameters } from "./lfsr.ts";
export { lfsrTaps } from "./lfsr-taps.ts";
export { PowerOnReset, type PowerOnResetParameters } from "./power-on-reset.ts";
export { RegisterSlice, type RegisterSliceParameters } from "./register-slice.ts";
export { RoundRobinArbiter, type RoundRobinArbiterParameters } from "./round-robin-arbiter.ts";
export { SkidBuffer, type SkidBufferParameters } from "./skid-buffer.ts";
export { StreamArbiter, type StreamArbiterParameters } from "./stream-arbiter.ts";
export { StreamDemux, type StreamDemuxParameters } from "./stream-demux.ts";
export { StreamFork, type StreamForkParameters } from "./stream-fork.ts";
export { StreamJoin, type StreamJoinParameters } from "./stream-join.ts";
export { StreamMux, type StreamMuxParameters } from "./stream-mux.ts";
export {
  assertQueue,
  assertStream,
  assumeStream,
  type QueueContract,
  type StreamSignals,
} from "./stream-properties.ts";
export { type UartParameters, UartRx } from "./uart-rx.ts";
export { UartTx } from "./uart-tx.ts";
