import {
  type Bool,
  bool,
  clock,
  domain,
  input,
  module,
  nodes,
  ram,
  regs,
  stream,
  synchroniseGray,
  type Type,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { checkParameters, isPowerOfTwo } from "./parameters.ts";

export interface AsyncFifoParameters<T> {
  readonly type: Type<T>;
  /** Words that it holds, a power of two, at least 4; for a word per cycle between equal clocks, at least 8. */
  readonly depth: number;
}

const ports = <T>({ type, depth }: AsyncFifoParameters<T>) => {
  const holds = isPowerOfTwo(depth) && depth >= 4;
  checkParameters("async_fifo", [{ holds, found: `${depth} words`, mend: "take a power of two, at least 4" }]);
  return {
    writeClock: input(clock),
    writeReset: input(bool, { domain: "writeClock" }),
    enq: stream.in(type, { domain: "writeClock" }),
    readClock: input(clock),
    readReset: input(bool, { domain: "readClock" }),
    deq: stream.out(type, { domain: "readClock" }),
  };
};

/** Counts up with one bit changing at a time. */
export const grayOf = (binary: UInt): UInt => binary.xor(binary.shr(1));

/** Counts of both sides have one bit more than addresses, and are kept in Gray code for the other side. */
export const writeRegisters = (bits: number) =>
  regs({ open: [bool, false], write: [uint(bits + 1), 0], writeGray: [uint(bits + 1), 0] });
export const readRegisters = (bits: number) =>
  regs({ valid: [bool, false], read: [uint(bits + 1), 0], readGray: [uint(bits + 1), 0] });

/** The side that writes; `readSeen`: the reader's count in Gray code, some time ago. */
export function writeSide({ open, write, writeGray }: ReturnType<typeof writeRegisters>, valid: Bool, readSeen: UInt) {
  const { push } = nodes({ push: valid.and(open) });
  const { writeNext } = nodes({ writeNext: write.addw(push.asUInt()) });
  const { writeGrayNext } = nodes({ writeGrayNext: grayOf(writeNext) });
  write.next = writeNext;
  writeGray.next = writeGrayNext;
  // Full is half a turn ahead: in Gray code the two highest bits differ then.
  open.next = writeGrayNext.ne(readSeen.xor(0b11 << (write.width - 2)));
  return { push, writeGrayNext, address: write.trunc(write.width - 1) };
}

/** The side that reads; `writeSeen`: the writer's count in Gray code, some time ago. */
export function readSide({ valid, read, readGray }: ReturnType<typeof readRegisters>, ready: Bool, writeSeen: UInt) {
  const { pop } = nodes({ pop: valid.and(ready) });
  const { readNext } = nodes({ readNext: read.addw(pop.asUInt()) });
  const { readGrayNext } = nodes({ readGrayNext: grayOf(readNext) });
  read.next = readNext;
  readGray.next = readGrayNext;
  valid.next = readGrayNext.ne(writeSeen);
  return { pop, readGrayNext, address: readNext.trunc(read.width - 1) };
}

/**
 * Queue from one clock into another, whatever their rates and phases.
 *
 * Ports       writeClock, writeReset, enq: the side that writes; readClock, readReset, deq: the side that reads.
 *             `enq.ready`, `deq.valid` are registers, the payload is the memory's output
 * Latency     3 edges of `readClock` after the edge that took the word, 1 more if the first of them just misses it; room
 *             is seen after as many edges of `writeClock`
 * Throughput  1 word per cycle of the slower clock, with at least 8 words. Capacity: `depth` words
 * Hazards     both resets have to be high together, for 3 edges of both clocks; a reset of one side alone loses or invents
 *             words
 * Cost        docs/cells.md
 * Proof       k-induction over every interleaving of the edges and every outcome of a sampled change: order, no loss, no
 *             duplicate, no overflow, stable while stalled, bounded latency both ways
 * Source      C. E. Cummings, Simulation and Synthesis Techniques for Asynchronous FIFO Design, SNUG 2002, style 1
 */
export const AsyncFifo = module("async_fifo", ports, (io, { type, depth }) => {
  const bits = Math.log2(depth);
  const written = { clock: io.writeClock, reset: io.writeReset };
  const readOut = { clock: io.readClock, reset: io.readReset };
  const words = ram("words", type, { depth, collision: "dontCare" });
  const writer = domain(written, () => writeRegisters(bits));
  const reader = domain(readOut, () => readRegisters(bits));
  domain(written, () => {
    const readSeen = synchroniseGray("readSeen", reader.readGray, { reset: 0 });
    const { push, address } = writeSide(writer, io.enq.valid, readSeen);
    words.write(address, io.enq.payload, { enable: push });
  });
  const payload = domain(readOut, () => {
    const writeSeen = synchroniseGray("writeSeen", writer.writeGray, { reset: 0 });
    return words.read(readSide(reader, io.deq.ready, writeSeen).address);
  });
  return { enq: { ready: writer.open }, deq: { valid: reader.valid, payload } };
});
