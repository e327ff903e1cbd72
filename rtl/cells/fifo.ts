import type { Module } from "../../hdlgen/index.ts";
import { BlockFifo } from "./block-fifo.ts";
import type { FifoShape, fifoPorts } from "./fifo-ports.ts";
import { LogicFifo } from "./logic-fifo.ts";

export interface FifoParameters<T> extends FifoShape<T> {
  /**
   * `"block"`: block RAM, depth a power of two, at least 4; 256 words of 16 bits fill one EBR of an iCE40.
   * `"logic"`: flip-flops, any depth from 2; one LUT and flip-flop per bit, so for a few words only.
   */
  readonly storage: "block" | "logic";
}

/**
 * Queue. The storage changes latency and cost and nothing else.
 *
 * Ports       enq, deq: streams; level: words inside, from the cycle after they were taken to the cycle in which they
 *             leave. `enq.ready`, `deq.valid` and `level` are registers, the payload is one or a memory's output
 * Latency     `block`: 2 cycles from `enq` to `deq`; `logic`: 1.  Throughput: 1 word per cycle.  Capacity: `depth` words
 * Hazards     none: a word in memory is read at the earliest one cycle after it was written. When full it is ready again
 *             in the cycle after one has left
 * Cost        docs/cells.md
 * Proof       k-induction: order, no loss, no duplicate, no overflow, stable while stalled, a word leaves after its latency
 */
export function Fifo<T>({ storage, type, depth }: FifoParameters<T>): Module<ReturnType<typeof fifoPorts<T>>> {
  const shape = { type, depth };
  return storage === "block" ? BlockFifo(shape) : LogicFifo(shape);
}
