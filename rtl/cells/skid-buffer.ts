import { bool, module, nodes, regs, type Sees, stream, type Type, when } from "../../hdlgen/index.ts";

export interface SkidBufferParameters<T> {
  readonly type: Type<T>;
}

const ports = <T>({ type }: SkidBufferParameters<T>) => ({ enq: stream.in(type), deq: stream.out(type) });

/** The buffer with its registers in view, for proofs. */
export function skidBuffer<T>({ enq, deq }: Sees<ReturnType<typeof ports<T>>>, { type }: SkidBufferParameters<T>) {
  // Not open while `valid`: a second word waits in `spare`. Neither: just out of reset.
  const { open, valid } = regs({ open: [bool, false], valid: [bool, false] });
  const { word, spare } = regs({ word: type, spare: type });
  const { moves } = nodes({ moves: valid.not().or(deq.ready) });
  when(moves, () => {
    open.next = true;
    valid.next = open.mux(enq.valid, valid);
    word.next = open.mux(enq.payload, spare);
  }).otherwise(() => {
    open.next = open.and(enq.valid.not());
  });
  when(open, () => {
    spare.next = enq.payload;
  });
  return { drives: { enq: { ready: open }, deq: { valid, payload: word } }, open, valid, word, spare };
}

/**
 * Cuts a stream's wires in both directions: `enq.ready`, `deq.valid` and the payload come straight out of flip-flops.
 *
 * Ports       enq, deq: streams
 * Latency     1 cycle.  Throughput: 1 word per cycle.  Capacity: 2 words
 * Hazards     none: no combinational path leads from any input to any output
 * Cost        two words of flip-flops; docs/cells.md
 * Proof       k-induction: order, no loss, no duplicate, stable while stalled, a word leaves after 1 cycle
 */
export const SkidBuffer = module("skid_buffer", ports, (io, parameters) => skidBuffer(io, parameters).drives);
