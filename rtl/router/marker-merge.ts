import {
  type Bool,
  bool,
  cat,
  input,
  module,
  nodes,
  reset,
  stream,
  type Type,
  type UInt,
  wires,
  withReset,
} from "../../hdlgen/index.ts";
import {
  byName,
  chosen,
  nameRules,
  portValue,
  portValues,
  type Sink,
  type Source,
  streamsIn,
} from "../cells/named-streams.ts";
import { checkParameters } from "../cells/parameters.ts";
import { registerSlice } from "../cells/register-slice.ts";
import { roundRobinArbiter } from "../cells/round-robin-arbiter.ts";
import { skidBuffer } from "../cells/skid-buffer.ts";
import type { SpikeWord } from "./spike-word.ts";

export interface MarkerMergeParameters<N extends string> {
  readonly type: Type<SpikeWord>;
  /** Names of the streams to merge, 1…32. */
  readonly sources: readonly N[];
  /**
   * What the register at the output cuts: `valid` and the word ("forward", the default), or `ready` as well ("both"),
   * for twice the flip-flops.
   */
  readonly cut?: "forward" | "both";
}

const ports = <const N extends string>({ type, sources }: MarkerMergeParameters<N>) => {
  if (sources.length !== 1) checkParameters("marker_merge", nameRules(sources, ["deq", "clear"], 32));
  return { ...streamsIn(sources, type), clear: input(bool), deq: stream.out(type) };
};

/** The merge with its registers in view, for proofs. */
export function markerMerge<N extends string>(io: object, { type, sources, cut }: MarkerMergeParameters<N>) {
  const streams = portValues<Source<SpikeWord>>(io, sources);
  const deq = portValue<Sink>(io, "deq");
  const clear = portValue<Bool>(io, "clear");
  return withReset(reset().or(clear), () => {
    const { requests, ends } = nodes({
      requests: cat(...streams.map(({ valid, payload }) => valid.and(payload.marker.not())).reverse()),
      ends: streams.map(({ valid, payload }) => valid.and(payload.marker)).reduce((all, each) => all.and(each)),
    });
    const { accept } = wires({ accept: bool });
    const grant = granted(requests, accept);
    const alone = sources.length === 1;
    // Nobody is granted when all are at their markers: what is chosen then is the first one's.
    const { offered, choice } = nodes({
      offered: requests.any().or(ends),
      choice: chosen(streams, (i) => grant.bit(i)),
    });
    const enq = { valid: offered, payload: choice };
    const register =
      cut === "both" ? skidBuffer({ enq, deq }, { type }) : registerSlice({ enq, deq }, { type, cut: "forward" });
    accept.value = register.drives.enq.ready.and(clear.not());
    return {
      drives: {
        ...byName(sources, (i) => ({ ready: alone ? accept : grant.bit(i).or(ends).and(accept) })),
        deq: register.drives.deq,
      },
      register,
    };
  });
}

const granted = (request: UInt, accept: Bool): UInt =>
  request.width === 1 ? request : roundRobinArbiter({ request, accept }, { count: request.width }).drives.grant;

/**
 * Merges streams of spike words period by period: period p of the output has the spikes of period p of every source, in
 * turn, and then one marker for the markers of all.
 *
 * Ports       one stream in per name in `sources`; deq: stream; clear: level, see below
 * Latency     1 cycle.  Throughput: 1 word per cycle, from one source or from many. Capacity: 1 word, 2 with `cut` "both"
 * Fairness    a source with a spike waits for at most one spike of every other source; a source at its marker waits until
 *             all are at theirs
 * Clear       while it is high nothing is taken, what is inside is lost, and from the next cycle on nothing is given
 * Hazards     a path from every source's `valid` and marker bit through the arbiter to every source's `ready`; with `cut`
 *             "forward" one from `deq.ready` too. A source that never ends its period holds the others at theirs
 * Proof       k-induction: each source's words leave in order, none lost, none doubled; no spike passes a marker, neither
 *             its own source's nor another one's; stable while stalled
 */
export const MarkerMerge = module(
  "marker_merge",
  ports,
  (io, parameters) => markerMerge(io, parameters).drives as never,
);
