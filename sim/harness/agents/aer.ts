/** Address events in ticks: lists of events, each ended by a marker, as cores take and give them. */
import { aerMarker } from "../../../config/index.ts";
import { SpikeforgeError } from "../../../diagnostics/index.ts";
import type { Pin, Probe } from "../pin.ts";
import type { Testbench } from "../testbench.ts";
import type { AgentOptions, InStream, OutStream } from "./stream-pins.ts";
import { streamSink } from "./stream-sink.ts";
import { streamSource } from "./stream-source.ts";

/** Markers carry the number of their tick modulo this. */
const tickModulus = aerMarker;

/** The events of one tick. */
export interface AerTick {
  /** Modulo 2^15, as its marker says. */
  readonly tick: number;
  /** AER words, in the order in which they came. */
  readonly events: readonly number[];
}

export interface AerSource {
  /** Queues the events of the next tick, and its marker. Throws SIM128 for words that are no events. */
  send(events: Iterable<number>): void;
  sendAll(ticks: Iterable<Iterable<number>>): void;
  /** Number that the next marker carries. */
  readonly nextTick: number;
  /** Words that the design has not taken yet. */
  readonly pending: number;
  readonly idle: boolean;
}

/** A source of ticks on a core's input: `aerSource(tb, tb.dut.events)`. */
export function aerSource(
  tb: Testbench,
  port: InStream<Pin>,
  options: AgentOptions & { readonly firstTick?: number } = {},
): AerSource {
  const source = streamSource(tb, port, options);
  let tick = options.firstTick ?? 0;
  const send = (events: Iterable<number>): void => {
    const words = [...events];
    const wrong = words.find((word) => !Number.isInteger(word) || word < 0 || word >= aerMarker);
    if (wrong !== undefined) {
      throw new SpikeforgeError({
        code: "SIM128",
        place: `${source.name}, tick ${tick}`,
        found: `${wrong} is no event`,
        mend: `events are whole numbers from 0 to ${aerMarker - 1}; the marker is added by itself`,
      });
    }
    source.sendAll([...words, aerMarker | tick]);
    tick = (tick + 1) % tickModulus;
  };
  return {
    send,
    sendAll: (ticks) => {
      for (const events of ticks) send(events);
    },
    get nextTick() {
      return tick;
    },
    get pending() {
      return source.pending;
    },
    get idle() {
      return source.idle;
    },
  };
}

export interface AerSink {
  readonly name: string;
  /** The oldest whole tick that nobody has received yet; steps until there is one. Throws SIM102 at the limit. */
  recv(limit?: number): AerTick;
  recvAll(count: number, limit?: number): AerTick[];
  tryRecv(): AerTick | undefined;
  /** Every whole tick so far. */
  readonly ticks: readonly AerTick[];
  /** Events of the tick that has not ended yet. */
  readonly open: readonly number[];
  onTransfer(callback: (tick: AerTick, cycle: number) => void): void;
}

/**
 * A sink of ticks on a core's output: `aerSink(tb, tb.dut.spikes)`. A marker that is not that of the next tick is an
 * error (SIM128): a tick was lost, came twice or too early.
 */
export function aerSink(
  tb: Testbench,
  port: OutStream<Probe>,
  options: AgentOptions & { readonly firstTick?: number } = {},
): AerSink {
  const words = streamSink(tb, port, options);
  const { name } = words;
  const queue = tb.queue<AerTick>(undefined, `${name} ticks`);
  const ticks: AerTick[] = [];
  const callbacks: ((tick: AerTick, cycle: number) => void)[] = [];
  let expected = options.firstTick ?? 0;
  let open: number[] = [];
  words.onTransfer((word, cycle) => {
    if ((word & aerMarker) === 0) {
      open.push(word);
      return;
    }
    const tick = { tick: word & (aerMarker - 1), events: open };
    if (tick.tick !== expected) throw wrongMarker(name, cycle, tick, expected);
    open = [];
    expected = (expected + 1) % tickModulus;
    ticks.push(tick);
    queue.tryPut(tick);
    for (const callback of callbacks) callback(tick, cycle);
  });
  const recv = (limit?: number): AerTick => queue.tryGet() ?? tb.wait(queue.get(), limit);
  return {
    name,
    recv,
    recvAll: (count, limit) => Array.from({ length: count }, () => recv(limit)),
    tryRecv: () => queue.tryGet(),
    ticks,
    get open() {
      return open;
    },
    onTransfer: (callback) => callbacks.push(callback),
  };
}

function wrongMarker(name: string, cycle: number, { tick, events }: AerTick, expected: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM128",
    place: name,
    found: `the marker of tick ${tick} in cycle ${cycle}, where that of tick ${expected} was expected`,
    source: [`${events.length} events came before it`],
  });
}
