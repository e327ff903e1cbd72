import type { Fabric } from "../config/index.ts";
import { bool, formal, module, nodes, regs, stream, uint, when } from "../hdlgen/index.ts";
import { memoryFor } from "./core/memory-choice.ts";
import { memorySlice } from "./core/memory-slice.ts";

export interface OutboxParameters {
  readonly fabric: Fabric;
  /** Words, a power of two. One of them stays free. */
  readonly depth: number;
}

/**
 * Output words that wait for the host. It takes a word per cycle, and gives one in some cycles: more than any host asks
 * for. That leaves out what a FIFO has for giving the next word at once.
 *
 * Ports       enq, deq: streams
 * Latency     3 cycles and those of the memory
 * Throughput  in 1 word per cycle; out 1 word in 2 cycles and those of the memory
 * Hazards     none; `enq.ready` is a register
 */
export const Outbox = module(
  "outbox",
  (_: OutboxParameters) => ({ enq: stream.in(uint(16)), deq: stream.out(uint(16)) }),
  ({ enq, deq }, { fabric, depth }) => {
    const place = uint(Math.log2(depth));
    const { write, read } = regs({ write: [place, 0], read: [place, 0] });
    const choice = memoryFor(fabric, "outbox", depth);
    // `settled`: cycles for which the word at `read` has stood still, while there is one.
    const { open, filled, settled } = regs({
      open: [bool, false],
      filled: [bool, false],
      settled: [uint(choice.latency + 1), 0],
    });
    const { valid, used } = nodes({ valid: settled.bit(choice.latency), used: write.subw(read) });
    const { push, pop } = nodes({ push: enq.valid.and(open), pop: valid.and(deq.ready) });
    when(push, () => {
      write.next = write.addw(1);
    });
    when(pop, () => {
      read.next = read.addw(1);
    });
    // Both are a cycle late: two words may still come, and a word that has gone is not given again.
    open.next = used
      .slice(place.width - 1, 1)
      .all()
      .not();
    filled.next = used.any();
    settled.next = filled.and(pop.not()).mux(settled.shl(1).trunc(settled.width).or(1), 0);
    formal.assert(push.implies(used.all().not()), "the outbox never holds more than it can");
    formal.assert(valid.implies(used.any()), "the outbox gives only what it holds");

    const word = memorySlice(
      "words",
      { ...choice, depth },
      { address: read, write: push, writeAddress: write, writeData: enq.payload },
    );
    return { enq: { ready: open }, deq: { valid, payload: word } };
  },
);
