import type { Contents, Fabric } from "../config/index.ts";
import { formal, module, nodes, regs, stream, uint } from "../hdlgen/index.ts";
import { memoryFor } from "./core/memory-choice.ts";
import { carriedAs, memorySlice, writeEnable } from "./core/memory-slice.ts";
import { netStep } from "./counter-step.ts";

export interface OutboxParameters {
  readonly fabric: Fabric;
  /** Words, a power of two, at least 8. Up to four of them stay free. */
  readonly depth: number;
  /** Words that wait in it after a reset: those that the memory `name` carries. Absent: none. */
  readonly filled?: { readonly words: number; readonly name: string; readonly contents: Contents };
}

/**
 * Output words that wait for the host. It takes a word per cycle, and gives one in some cycles: more than any host asks
 * for. That leaves out what a FIFO has for giving the next word at once.
 *
 * Ports       enq, deq: streams
 * Latency     2 cycles and those of the memory
 * Throughput  in 1 word per cycle; out 1 word in 2 cycles and those of the memory
 * Hazards     none; `enq.ready` is a register
 */
export const Outbox = module(
  "outbox",
  (_: OutboxParameters) => ({ enq: stream.in(uint(16)), deq: stream.out(uint(16)) }),
  ({ enq, deq }, { fabric, depth, filled }) => {
    const place = uint(Math.log2(depth));
    const { write, read } = regs({ write: [place, filled?.words ?? 0], read: [place, 0] });
    const choice = memoryFor(fabric, "outbox", depth);
    const { carried } = filled === undefined ? {} : carriedAs(filled.name, filled.contents);
    // `used`: words inside, counted, which is less than to subtract. `settled`: cycles for which the word at `read` has stood still, while there is one.
    const { open, used, settled } = regs({
      open: writeEnable(carried),
      used: [place, filled?.words ?? 0],
      settled: [uint(choice.latency + 1), 0],
    });
    const { valid } = nodes({ valid: settled.bit(choice.latency) });
    const { push, pop } = nodes({ push: enq.valid.and(open), pop: valid.and(deq.ready) });
    used.next = used.addw(netStep(push, pop, place.width));
    write.next = write.addw(push.asUInt());
    read.next = read.addw(pop.asUInt());
    // Until `open` falls two words more may come.
    open.next = used
      .slice(place.width - 1, 2)
      .all()
      .not();
    settled.next = used.any().and(pop.not()).mux(settled.shl(1).trunc(settled.width).or(1), 0);
    formal.assert(used.eq(write.subw(read)), "the outbox counts its words wrongly");
    formal.assert(push.implies(used.all().not()), "the outbox never holds more than it can");
    formal.assert(valid.implies(used.any()), "the outbox gives only what it holds");

    const word = memorySlice(
      "words",
      { ...choice, depth, ...(carried && { carried }) },
      { address: read, write: push, writeAddress: write, writeData: enq.payload },
    );
    return { enq: { ready: open }, deq: { valid, payload: word } };
  },
);
