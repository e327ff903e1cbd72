import { bool, module, nodes, regs, type Sees, stream, type Type, when } from "../../hdlgen/index.ts";

export interface RegisterSliceParameters<T> {
  readonly type: Type<T>;
  /** The wires that a register cuts: `valid` and payload, or `ready`. A `SkidBuffer` cuts both. */
  readonly cut: "forward" | "backward";
}

const ports = <T>({ type }: RegisterSliceParameters<T>) => ({ enq: stream.in(type), deq: stream.out(type) });
type Io<T> = Sees<ReturnType<typeof ports<T>>>;

/** The slice with its registers in view, for proofs. */
export function registerSlice<T>(io: Io<T>, { type, cut }: RegisterSliceParameters<T>) {
  return cut === "forward" ? forward(io, type) : backward(io, type);
}

function forward<T>({ enq, deq }: Io<T>, type: Type<T>) {
  const { full, word } = regs({ full: [bool, false], word: type });
  const { ready } = nodes({ ready: full.not().or(deq.ready) });
  when(ready, () => {
    full.next = enq.valid;
    word.next = enq.payload;
  });
  return { drives: { enq: { ready }, deq: { valid: full, payload: word } }, full, word };
}

function backward<T>({ enq, deq }: Io<T>, type: Type<T>) {
  const { full, word } = regs({ full: [bool, false], word: type });
  const { valid } = nodes({ valid: full.or(enq.valid) });
  full.next = valid.and(deq.ready.not());
  when(full.not(), () => {
    word.next = enq.payload;
  });
  return { drives: { enq: { ready: full.not() }, deq: { valid, payload: full.mux(word, enq.payload) } }, full, word };
}

/**
 * One register in a stream, for half the price of a skid buffer.
 *
 * Ports       enq, deq: streams
 * Latency     `forward`: 1 cycle; `backward`: none.  Throughput: 1 word per cycle.  Capacity: 1 word
 * Hazards     `forward` has a path from `deq.ready` to `enq.ready`; `backward` from `enq` to `deq`
 * Cost        a word of flip-flops; docs/cells.md
 * Proof       k-induction: order, no loss, no duplicate, stable while stalled, a word leaves after its latency
 */
export const RegisterSlice = module("register_slice", ports, (io, parameters) => registerSlice(io, parameters).drives);
