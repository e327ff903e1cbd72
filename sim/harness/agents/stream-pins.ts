/** What agents need of a stream's pins. */
import type { Pin, Probe } from "../pin.ts";
import type { Testbench } from "../testbench.ts";
import type { Pause } from "./pause.ts";
import type { Numbers } from "./payload.ts";

/** A stream that the design takes from: `tb.dut.in`. */
export interface InStream<P> {
  readonly valid: Pin;
  readonly ready: Probe;
  readonly payload: P;
}

/** A stream that the design gives to: `tb.dut.out`. */
export interface OutStream<P> {
  readonly valid: Probe;
  readonly ready: Pin;
  readonly payload: P;
}

/** Either of them, to look at. */
export interface AnyStream<P> {
  readonly valid: Probe;
  readonly ready: Probe;
  readonly payload: P;
}

export interface MonitorOptions<K extends Numbers = "number"> {
  /** For messages; default: the name of the port. */
  readonly name?: string;
  /** The clock at whose edges the stream moves; default: the main clock. */
  readonly clock?: string;
  /** What holds the stream in reset: nothing moves while it is high. Default: the design's own reset. */
  readonly reset?: Probe;
  /** How numbers of the payload are given; default `"number"`. */
  readonly numbers?: K;
}

export interface AgentOptions<K extends Numbers = "number"> extends MonitorOptions<K> {
  /** When it holds back; default: never. */
  readonly pause?: Pause;
}

/** Something that moves items, and tells who wants to know. */
export interface Transfers<T> {
  readonly name: string;
  /** Calls back at the edge at which an item moves, with the number of its cycle. */
  onTransfer(callback: (item: T, cycle: number) => void): void;
}

/** `in_valid` → `in`. */
export function streamName({ name }: Probe): string {
  return name.replace(/_valid$/, "");
}

/** Whether the stream is held in reset. */
export function resetOf(tb: Testbench, given: Probe | undefined): () => boolean {
  const { reset } = tb.sim.design.top;
  const pin = given ?? (reset === undefined ? undefined : tb.port(reset.name));
  return pin === undefined ? () => false : () => pin.value !== 0;
}

/** A stream of a testbench without a module, by the Verilog name of its port; its payload is a scalar. */
export function streamPort(tb: Testbench, name: string): { valid: Pin; ready: Pin; payload: Pin } {
  return { valid: tb.port(`${name}_valid`), ready: tb.port(`${name}_ready`), payload: tb.port(`${name}_payload`) };
}
