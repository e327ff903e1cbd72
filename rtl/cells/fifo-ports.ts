import { output, type Sees, stream, type Type, uint } from "../../hdlgen/index.ts";
import { bitsFor } from "./parameters.ts";

/** What both storages of a FIFO share. */
export interface FifoShape<T> {
  readonly type: Type<T>;
  /** Words that it holds. */
  readonly depth: number;
}

/** Bits that hold 0…`depth`. */
export const levelBits = (depth: number): number => bitsFor(depth + 1);

export const fifoPorts = <T>({ type, depth }: FifoShape<T>) => ({
  enq: stream.in(type),
  deq: stream.out(type),
  level: output(uint(levelBits(depth))),
});

export type FifoIo<T> = Sees<ReturnType<typeof fifoPorts<T>>>;
