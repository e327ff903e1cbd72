import type { CoreShape, Fabric } from "../../config/index.ts";
import {
  type Bool,
  bool,
  formal,
  input,
  module,
  nodes,
  output,
  priorityMux,
  ram,
  regs,
  stream,
  type Type,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { netStep } from "../counter-step.ts";
import { spikeRowOf } from "./spike-serialiser.ts";

export interface RowFifoParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
  /** Words that may still come after `room` has been seen high, at the most. */
  readonly reserve: number;
}

/** Words of the FIFO: a block of the device at least, and some to fill before `room` falls. */
export function rowFifoDepth({ fabric, reserve }: Omit<RowFifoParameters, "shape">): number {
  return Math.max(fabric === "ecp5" ? 64 : 256, 2 ** Math.ceil(Math.log2(reserve + 8)));
}

/** Words inside from which on `room` is low: a power of two, so that the comparison is one of a few high bits. */
export function rowFifoLimit(parameters: Omit<RowFifoParameters, "shape">): number {
  return 2 ** Math.floor(Math.log2(rowFifoDepth(parameters) - parameters.reserve - 1));
}

/**
 * Rows with spikes on their way to the serialiser.
 *
 * Ports       push: a row, never refused; deq: stream; room: `reserve` rows more than there were inside fit
 * Latency     3 cycles from `push` to `deq`.  Throughput: 1 row in 3 cycles, so that no
 *             path leads from `ready` to the memory
 * Hazards     whoever pushes keeps the promise of `reserve`; an assertion watches it
 */
export const RowFifo = module(
  "row_fifo",
  ({ shape }: RowFifoParameters) => ({
    push: input(bool),
    row: input(spikeRowOf(shape)),
    deq: stream.out(spikeRowOf(shape)),
    room: output(bool),
  }),
  ({ push, row, deq }, parameters) => {
    const { shape, fabric } = parameters;
    const depth = rowFifoDepth(parameters);
    const addressBits = Math.log2(depth);
    const state = regs({
      write: [uint(addressBits), 0],
      read: [uint(addressBits), 0],
      /** Rows between the two: counted, which is less than to subtract and to compare. */
      waiting: [uint(addressBits), 0],
      some: [bool, false],
      fetched: [bool, false],
      room: [bool, true],
    });
    // The memory's output is the place of the row that is offered.
    const { fetch } = nodes({ fetch: state.some.and(state.fetched.not()) });
    // Whether there is one behind the row just fetched is seen late.
    state.some.next = state.waiting.any().and(fetch.not());
    state.fetched.next = fetch.or(state.fetched.and(deq.ready.not()));
    state.write.next = state.write.addw(push.asUInt());
    state.read.next = state.read.addw(fetch.asUInt());
    state.waiting.next = state.waiting.addw(netStep(push, fetch, addressBits));
    state.room.next = state.waiting.lt(rowFifoLimit(parameters));

    const access = { write: state.write, push, row, read: state.read, fetch };
    const offered = fabric === "ecp5" ? fromBanks(shape, depth, access) : fromBlock(shape, depth, access);
    formal.assert(state.waiting.eq(state.write.subw(state.read)), "the rows are counted wrongly");
    formal.assert(state.some.implies(state.waiting.any()), "a row is fetched that is not there");
    formal.assert(push.and(state.waiting.all()).not(), "a row with spikes finds the FIFO full");
    return {
      deq: { valid: state.fetched, payload: offered },
      room: state.room,
    };
  },
);

type SpikeRow = ReturnType<typeof spikeRowOf> extends Type<infer T> ? T : never;

interface RowAccess {
  readonly write: UInt;
  readonly push: Bool;
  readonly row: SpikeRow;
  readonly read: UInt;
  readonly fetch: Bool;
}

const fromBlock = (shape: CoreShape, depth: number, { write, push, row, read, fetch }: RowAccess) => {
  const rows = ram("rows", spikeRowOf(shape), { depth, collision: "dontCare", style: "block" });
  rows.write(write, row, { enable: push });
  return rows.read(read, { enable: fetch });
};

/** Words of the RAM that one LUT makes. */
const bankWords = 16;

/**
 * Rows in LUTs: each bank of them is read into a register, from which the bank is chosen in the next cycle. No time is lost: a
 * row is fetched two cycles after it came or after the one before it was fetched, at the earliest.
 */
function fromBanks(shape: CoreShape, depth: number, { write, push, row, read, fetch }: RowAccess) {
  const low = Math.log2(bankWords);
  const bankOf = (address: UInt): UInt => address.slice(address.width - 1, low);
  const [first, ...others] = Array.from({ length: depth / bankWords }, (_, bank) => {
    const rows = ram(`rows${bank}`, spikeRowOf(shape), {
      depth: bankWords,
      collision: "dontCare",
      style: "distributed",
    });
    rows.write(write.trunc(low), row, { enable: push.and(bankOf(write).eq(bank)) });
    return rows.read(read.trunc(low));
  });
  if (first === undefined) throw new Error(`a FIFO of ${depth} rows in banks of ${bankWords}`);
  const { offered } = regs({ offered: spikeRowOf(shape) });
  when(fetch, () => {
    offered.next = priorityMux(
      others.map((own, i) => [bankOf(read).eq(i + 1), own] as const),
      first,
    );
  });
  return offered;
}
