export type { TickEvents } from "./event-queue.ts";
export type { AnswerFlags, LinkCounts, LinkOptions } from "./link.ts";
export type { OnProgress, Progress, Verification } from "./memory-transfer.ts";
export { listPorts, type SerialPortInfo } from "./serial-ports.ts";
export { openSerial, type SerialOptions } from "./serial-transport.ts";
export { type BoardStatus, connect, type FreeRunReport, Session, type SessionOptions } from "./session.ts";
export { shapeHash } from "./shape-hash.ts";
export type { TickSpikes } from "./spike-stream.ts";
export { LineError, type LinkClock, type Transport, wallClock } from "./transport.ts";
