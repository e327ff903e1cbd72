import { bool, formal, module, node, nodes, ram, regs, uint, when } from "../../hdlgen/index.ts";
import { type FifoIo, type FifoShape, fifoPorts } from "./fifo-ports.ts";
import { checkParameters, isPowerOfTwo } from "./parameters.ts";

const ports = <T>(shape: FifoShape<T>) => {
  const { depth } = shape;
  const holds = isPowerOfTwo(depth) && depth >= 4;
  checkParameters("fifo", [
    { holds, found: `${depth} words in block memory`, mend: "take a power of two, at least 4" },
  ]);
  return fifoPorts(shape);
};

/** The FIFO with its insides in view, for proofs. */
export function blockFifo<T>({ enq, deq }: FifoIo<T>, { type, depth }: FifoShape<T>) {
  const bits = Math.log2(depth);
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

  const words = ram("words", type, { depth, collision: "dontCare" });
  words.write(write, enq.payload, { enable: push });
  const head = words.read(readNext);
  formal.assert(level.le(depth), "a FIFO holds no more than its depth");
  formal.assert(valid.eq(level.subw(settling.asUInt()).any()), "valid exactly when a word is readable");
  formal.assert(write.subw(read).eq(level.trunc(bits)), "pointers and level agree");
  formal.assert(readAfter.eq(read.addw(1)), "the pointers are neighbours");
  const drives = { enq: { ready: open }, deq: { valid, payload: head }, level };
  return { drives, open, valid, settling, write, read, words };
}

/** The storage `"block"` of `Fifo`. */
export const BlockFifo = module("fifo", ports, (io, shape) => blockFifo(io, shape).drives);
