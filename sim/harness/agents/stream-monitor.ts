import { SpikeforgeError } from "../../../diagnostics/index.ts";
import type { Testbench } from "../testbench.ts";
import { type NumberOf, type Numbers, type PayloadOf, PayloadPins } from "./payload.ts";
import { type AnyStream, type MonitorOptions, resetOf, streamName, type Transfers } from "./stream-pins.ts";

export interface Transfer<T> {
  readonly cycle: number;
  readonly item: T;
}

/** Sees what moves on a stream. */
export interface StreamMonitor<T> extends Transfers<T> {
  readonly transfers: readonly Transfer<T>[];
  /** Looks no longer. */
  stop(): void;
}

/**
 * A monitor on any stream, which drives nothing. It checks the rules of streams, outside reset: `valid`, once high, stays
 * and keeps its payload until `ready`. Throws SIM126 out of the step in which one is broken.
 */
export function streamMonitor<P, K extends Numbers = "number">(
  tb: Testbench,
  port: AnyStream<P>,
  options: MonitorOptions<K> = {},
): StreamMonitor<PayloadOf<P, NumberOf<K>>> {
  type Item = PayloadOf<P, NumberOf<K>>;
  const { valid, ready } = port;
  const name = options.name ?? streamName(valid);
  const payload = new PayloadPins<Item>(tb, port.payload, options.numbers ?? "number");
  const isReset = resetOf(tb, options.reset);
  const isOwnEdge = clockFilter(tb, options.clock);
  const transfers: Transfer<Item>[] = [];
  const callbacks: ((item: Item, cycle: number) => void)[] = [];
  /** The cycle since which an item waits; and its bits. */
  let since: number | undefined;
  const held: (number | bigint)[] = [];
  const now: (number | bigint)[] = [];

  const stop = tb.onEdge((clock) => {
    if (!isOwnEdge(clock)) return;
    if (isReset()) {
      since = undefined;
      return;
    }
    if (valid.value === 0) {
      if (since !== undefined) throw broken(`valid withdrawn in cycle ${tb.cycle}`, payload.text(held), since);
      return;
    }
    payload.bits(now);
    if (since !== undefined && now.some((bits, i) => bits !== held[i])) {
      throw broken(`payload changed in cycle ${tb.cycle} to ${payload.text(now)}`, payload.text(held), since);
    }
    if (ready.value === 0) {
      if (since === undefined) payload.bits(held);
      since ??= tb.cycle;
      return;
    }
    since = undefined;
    const item = payload.read();
    transfers.push({ cycle: tb.cycle, item });
    for (const callback of callbacks) callback(item, tb.cycle);
  });

  function broken(found: string, offered: string, first: number): SpikeforgeError {
    return new SpikeforgeError({
      code: "SIM126",
      place: name,
      found: `${found}, while ${offered}, offered since cycle ${first}, waited for ready`,
      mend: "hold valid and the payload until the edge at which ready is high",
    });
  }

  return { name, transfers, stop, onTransfer: (callback) => callbacks.push(callback) };
}

/** Whether an edge is one of the stream's clock, given as the engine names it or in camelCase. */
function clockFilter(tb: Testbench, wanted: string | undefined): (clock: string) => boolean {
  const { clocks } = tb.sim;
  if (clocks.length < 2) return () => true;
  const bare = (text: string): string => text.replaceAll("_", "").toLowerCase();
  const own = wanted === undefined ? clocks[0] : clocks.find((clock) => bare(clock) === bare(wanted));
  if (own === undefined) tb.sim.edges(wanted ?? ""); // refuses what is no clock
  return (clock) => clock === own;
}
