import type { PairRule } from "../../config/index.ts";
import type { RecentTicks } from "./recent-ticks.ts";

/**
 * Sum of the causal changes of a post in tick `now` with the arrivals of an axon, this tick's included. `postBefore` is the
 * neuron's post before that one.
 */
export function causalSum(
  rule: PairRule,
  arrivals: RecentTicks,
  axon: number,
  now: number,
  postBefore: number,
): number {
  const { pairing, causal, window } = rule;
  if (pairing === "all") return arrivals.sumSince(axon, now - window, now, causal);
  if (pairing === "presynaptic") {
    return arrivals.sumSince(axon, Math.max(now - window, postBefore + 1), now, causal);
  }
  const last = arrivals.last(axon);
  const pairs = last >= now - window && (pairing === "symmetric" || last > postBefore);
  return pairs ? (causal[now - last] as number) : 0;
}

/**
 * Sum of the acausal changes of an arrival in tick `now` with the posts of a neuron before it. `arrivalBefore` is the axon's
 * arrival before that one.
 */
export function acausalSum(
  rule: PairRule,
  posts: RecentTicks,
  neuron: number,
  now: number,
  arrivalBefore: number,
): number {
  const { pairing, acausal, window } = rule;
  if (pairing === "all") return posts.sumSince(neuron, now - window, now, acausal);
  const last = posts.last(neuron);
  const pairs = last >= now - window && (pairing !== "reduced" || arrivalBefore <= last);
  return pairs ? posts.lastSign(neuron) * (acausal[now - last] as number) : 0;
}
