import { bool, formal, module, node, nodes, output, ram, regs, stream, uint, when } from "../../hdlgen/index.ts";

export interface StreamFifoParameters {
  readonly width: number;
  /** Words that it holds, a power of two, at least 4. 256 words of 16 bits fill one iCE40 EBR. */
  readonly depth: number;
}

const addressBits = (depth: number): number => {
  const bits = Math.log2(depth);
  if (!Number.isInteger(bits) || bits < 2) throw new Error(`a FIFO of ${depth} words: take a power of two, at least 4`);
  return bits;
};

/**
 * Queue in block memory.
 *
 * Ports       enq, deq: streams; level: words inside, from the cycle after they were taken to the cycle in which they
 *             leave; `enq.ready`, `deq.valid` and `level` are registers
 * Latency     2 cycles from `enq` to `deq`.  Throughput: 1 word per cycle
 * Hazards     none: a word is read at the earliest one cycle after it was written
 * Cost        width × depth bits of EBR; pointers and level, about 4 × log2(depth) + 15 LC
 */
export const StreamFifo = module(
  "stream_fifo",
  (p: StreamFifoParameters) => ({
    enq: stream.in(uint(p.width)),
    deq: stream.out(uint(p.width)),
    level: output(uint(addressBits(p.depth) + 1)),
  }),
  ({ enq, deq }, { width, depth }) => {
    const bits = addressBits(depth);
    const { open, valid, settling } = regs({ open: [bool, false], valid: [bool, false], settling: [bool, false] });
    const { write, read, readAfter } = regs({
      write: [uint(bits), 0],
      read: [uint(bits), 0],
      readAfter: [uint(bits), 1],
    });
    const { level } = regs({ level: [uint(bits + 1), 0] });

    const { push, pop } = nodes({ push: enq.valid.and(open), pop: valid.and(deq.ready) });
    // A word just written is not yet readable: it counts one cycle later.
    const readable = node("oneReadable", settling.mux(level.eq(2), level.eq(1)));
    settling.next = push;
    valid.next = settling.or(valid.and(pop.and(readable).not()));

    when(push, () => {
      write.next = write.addw(1);
    });
    const { readNext } = nodes({ readNext: pop.mux(readAfter, read) });
    read.next = readNext;
    when(pop, () => {
      readAfter.next = readAfter.addw(1);
    });
    when(push.and(pop.not()), () => {
      level.next = level.addw(1);
    }).elsewhen(pop.and(push.not()), () => {
      level.next = level.subw(1);
    });
    const { isFull, lastFree } = nodes({ isFull: level.eq(depth), lastFree: level.eq(depth - 1) });
    open.next = pop.or(isFull.or(lastFree.and(push)).not());

    const words = ram("words", uint(width), { depth, collision: "dontCare" });
    words.write(write, enq.payload, { enable: push });
    formal.assert(level.le(depth), "a FIFO holds no more than its depth");
    formal.assert(valid.eq(level.subw(settling.asUInt()).any()), "valid exactly when a word is readable");
    formal.assert(write.subw(read).eq(level.trunc(bits)), "pointers and level agree");
    return { enq: { ready: open }, deq: { valid, payload: words.read(readNext) }, level };
  },
);
