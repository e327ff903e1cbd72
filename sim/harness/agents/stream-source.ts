import type { Testbench } from "../testbench.ts";
import type { Routine } from "../trigger.ts";
import { rests } from "./pause.ts";
import { type NumberOf, type Numbers, type PayloadOf, PayloadPins } from "./payload.ts";
import { type AgentOptions, type InStream, resetOf, streamName, type Transfers } from "./stream-pins.ts";

/** Offers items to a design, in order. */
export interface StreamSource<T> extends Transfers<T> {
  /** Queues an item, from the body or from a process; it is offered one cycle later at the earliest. */
  send(item: T): void;
  sendAll(items: Iterable<T>): void;
  /** Items that the design has not taken yet. */
  readonly pending: number;
  /** The design has taken everything. */
  readonly idle: boolean;
  /** Steps until everything is taken; returns the cycles. For the body; a process waits with `tb.when(() => source.idle)`. */
  drain(limit?: number): number;
}

/**
 * A source on a stream that the design takes from: `streamSource(tb, tb.dut.in)`. It keeps the rules of streams: `valid`
 * and the payload stay until `ready`. Full speed is one item per cycle.
 */
export function streamSource<P, K extends Numbers = "number">(
  tb: Testbench,
  port: InStream<P>,
  options: AgentOptions<K> = {},
): StreamSource<PayloadOf<P, NumberOf<K>>> {
  type Item = PayloadOf<P, NumberOf<K>>;
  const { valid, ready } = port;
  const name = options.name ?? streamName(valid);
  const payload = new PayloadPins<Item>(tb, port.payload, options.numbers ?? "number");
  const isResting = rests(options.pause, tb.sim.seed, name);
  const isReset = resetOf(tb, options.reset);
  const added = tb.event(`${name} has items`);
  const queue: Item[] = [];
  const callbacks: ((item: Item, cycle: number) => void)[] = [];
  let isOffering = false;
  let at = 0;

  function* drive(): Routine {
    for (;;) {
      if (at === queue.length) {
        added.clear();
        yield added.wait();
      }
      if (isOffering && ready.value !== 0 && !isReset()) {
        const item = queue[at++] as Item;
        isOffering = false;
        for (const callback of callbacks) callback(item, tb.cycle);
        if (at === queue.length) queue.length = at = 0;
      }
      if (!isOffering) {
        const goes = at < queue.length && !isResting();
        if (goes) payload.write(queue[at] as Item);
        isOffering = goes;
        valid.value = goes ? 1 : 0;
      }
      if (at < queue.length) yield;
    }
  }
  tb.fork(drive(), { name: `source ${name}`, ...(options.clock === undefined ? {} : { clock: options.clock }) });

  const sendAll = (items: Iterable<Item>): void => {
    for (const item of items) queue.push(item);
    if (at < queue.length) added.set();
  };
  return {
    name,
    send: (item) => sendAll([item]),
    sendAll,
    get pending() {
      return queue.length - at;
    },
    get idle() {
      return at === queue.length;
    },
    drain: (limit) => tb.until(() => at === queue.length, limit),
    onTransfer: (callback) => callbacks.push(callback),
  };
}
