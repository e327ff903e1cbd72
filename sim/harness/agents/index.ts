/** Agents: what drives and watches streams, serial lines and address events, and compares what comes out. */
export { type AerSink, type AerSource, type AerTick, aerSink, aerSource } from "./aer.ts";
export { type Pause, pause } from "./pause.ts";
export type { PayloadOf } from "./payload.ts";
export { type Scoreboard, type ScoreboardOptions, scoreboard } from "./scoreboard.ts";
export { type StreamMonitor, streamMonitor, type Transfer } from "./stream-monitor.ts";
export {
  type AgentOptions,
  type AnyStream,
  type InStream,
  type MonitorOptions,
  type OutStream,
  streamPort,
  type Transfers,
} from "./stream-pins.ts";
export { type StreamSink, streamSink } from "./stream-sink.ts";
export { type StreamSource, streamSource } from "./stream-source.ts";
export {
  type UartFault,
  type UartOptions,
  type UartSink,
  type UartSinkOptions,
  type UartSource,
  uartSink,
  uartSource,
} from "./uart.ts";
