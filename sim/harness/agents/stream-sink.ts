import type { Queue } from "../queue.ts";
import type { Testbench } from "../testbench.ts";
import type { Routine } from "../trigger.ts";
import { rests } from "./pause.ts";
import { type NumberOf, type Numbers, type PayloadOf, PayloadPins } from "./payload.ts";
import { type AgentOptions, type OutStream, resetOf, streamName, type Transfers } from "./stream-pins.ts";

/** Takes what a design gives. */
export interface StreamSink<T> extends Transfers<T> {
  /** The oldest item that nobody has received yet; steps until there is one. For the body. Throws SIM102 at the limit. */
  recv(limit?: number): T;
  /** So many items; the limit is for each. */
  recvAll(count: number, limit?: number): T[];
  /** Without waiting: undefined when there is none. */
  tryRecv(): T | undefined;
  /** What is not received yet; a process waits with `yield* sink.queue.get()`. */
  readonly queue: Queue<T>;
  /** Everything that the design gave, received or not. */
  readonly collected: readonly T[];
}

/** A sink on a stream that the design gives to: `streamSink(tb, tb.dut.out)`. */
export function streamSink<P, K extends Numbers = "number">(
  tb: Testbench,
  port: OutStream<P>,
  options: AgentOptions<K> = {},
): StreamSink<PayloadOf<P, NumberOf<K>>> {
  type Item = PayloadOf<P, NumberOf<K>>;
  const { valid, ready } = port;
  const name = options.name ?? streamName(valid);
  const payload = new PayloadPins<Item>(tb, port.payload, options.numbers ?? "number");
  const isResting = rests(options.pause, tb.sim.seed, name);
  const isReset = resetOf(tb, options.reset);
  const queue = tb.queue<Item>(undefined, name);
  const collected: Item[] = [];
  const callbacks: ((item: Item, cycle: number) => void)[] = [];

  function* take(): Routine {
    let isOpen = false;
    for (;;) {
      if (isOpen && valid.value !== 0 && !isReset()) {
        const item = payload.read();
        collected.push(item);
        queue.tryPut(item);
        for (const callback of callbacks) callback(item, tb.cycle);
      }
      const opens = !isResting();
      if (opens !== isOpen) ready.value = opens ? 1 : 0;
      isOpen = opens;
      yield;
    }
  }
  tb.fork(take(), { name: `sink ${name}`, ...(options.clock === undefined ? {} : { clock: options.clock }) });

  const recv = (limit?: number): Item => queue.tryGet() ?? tb.wait(queue.get(), limit);
  return {
    name,
    recv,
    recvAll: (count, limit) => Array.from({ length: count }, () => recv(limit)),
    tryRecv: () => queue.tryGet(),
    queue,
    collected,
    onTransfer: (callback) => callbacks.push(callback),
  };
}
