import { bool, input, module, nodes, regs, reset, stream, type Type, when, withReset } from "../../hdlgen/index.ts";
import type { SpikeWord } from "./spike-word.ts";

export interface FirstMarkerDropParameters {
  readonly type: Type<SpikeWord>;
}

/**
 * Numbers periods as ticks: without the marker that ends period 0, in which there are no spikes, period t has the spikes
 * of tick t.
 *
 * Ports       enq, deq: streams of spike words; clear: level, the next marker is the first one again
 * Latency     none.  Throughput: 1 word per cycle
 * Hazards     paths from `deq.ready` to `enq.ready` and from `enq` to `deq`. A word before the first marker passes
 */
export const FirstMarkerDrop = module(
  "first_marker_drop",
  ({ type }: FirstMarkerDropParameters) => ({ enq: stream.in(type), deq: stream.out(type), clear: input(bool) }),
  ({ enq, deq, clear }) =>
    withReset(reset().or(clear), () => {
      const { dropped } = regs({ dropped: [bool, false] });
      const { isFirst } = nodes({ isFirst: enq.payload.marker.and(dropped.not()) });
      when(enq.valid.and(isFirst), () => {
        dropped.next = true;
      });
      return {
        enq: { ready: deq.ready.or(isFirst).and(clear.not()) },
        deq: { valid: enq.valid.and(isFirst.not()), payload: enq.payload },
      };
    }),
);
