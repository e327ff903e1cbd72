import { bool, cat, formal, input, module, nodes, output, regs, type Sees, uint, when } from "../../hdlgen/index.ts";
import { checkParameters } from "./parameters.ts";

export interface RoundRobinArbiterParameters {
  /** Requesters, 2…32. */
  readonly count: number;
}

const ports = ({ count }: RoundRobinArbiterParameters) => {
  const holds = Number.isInteger(count) && count >= 2 && count <= 32;
  checkParameters("round_robin_arbiter", [{ holds, found: `${count} requesters`, mend: "take 2 to 32" }]);
  return { request: input(uint(count)), accept: input(bool), grant: output(uint(count)) };
};

/** The arbiter with its register in view, for proofs. */
export function roundRobinArbiter(
  { request, accept }: Sees<ReturnType<typeof ports>>,
  { count }: RoundRobinArbiterParameters,
) {
  // One bit: whose turn it is. Subtracting it from the requests, doubled, borrows up to the first one at or above it.
  const { turn } = regs({ turn: [uint(count), 1] });
  const { twice } = nodes({ twice: cat(request, request) });
  const { first } = nodes({ first: twice.and(twice.subw(turn).not()) });
  const { grant } = nodes({ grant: first.slice(2 * count - 1, count).or(first.trunc(count)) });
  const { after } = nodes({ after: cat(grant.trunc(count - 1), grant.bit(count - 1)) });
  when(request.any(), () => {
    turn.next = accept.mux(after, grant);
  });
  formal.assert(turn.any().and(turn.and(turn.subw(1)).any().not()), "it is one requester's turn");
  return { drives: { grant }, turn };
}

/**
 * Grants one of several requests, in turn.
 *
 * Ports       request: one bit each; grant: one bit or none, in the same cycle; accept: the grant is used up, and the
 *             turn goes to the next. Until then a grant stays, whatever else is requested, as long as its request does
 * Latency     none from `request` to `grant`.  Throughput: 1 grant per cycle
 * Fairness    a request that stays is granted after at most `count` − 1 accepted grants to others
 * Hazards     a path of 2 × `count` carries from `request` to `grant`
 * Cost        docs/cells.md
 * Proof       k-induction: at most one grant, none without a request, one if there is a request, stable, bounded wait
 */
export const RoundRobinArbiter = module(
  "round_robin_arbiter",
  ports,
  (io, parameters) => roundRobinArbiter(io, parameters).drives,
);
