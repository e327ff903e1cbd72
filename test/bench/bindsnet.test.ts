import { expect, it } from "vitest";
import { comparisons } from "../../bench/learn/bindsnet-cases.ts";
import { chipNetwork } from "../../bench/learn/bindsnet-chip.ts";
import { compareWithBindsnet } from "../../bench/learn/bindsnet-differences.ts";
import { readKeptWeights } from "../../bench/learn/bindsnet-kept.ts";
import { allowances } from "../../bench/learn/bindsnet-tolerance.ts";
import { referenceLearner } from "../../examples/learning/learner.ts";
import { withCoreLearners } from "../support/core-learner.ts";

const kept = await readKeptWeights();
const cases = compareWithBindsnet(kept, referenceLearner);

it.each(cases)("$name: every final weight is BindsNET's, within the tolerance of the quantisation", (each) => {
  expect(each.synapses.length).toBeGreaterThan(70);
  expect(each.largestShare).toBeLessThanOrEqual(1);
  const moved = each.synapses.filter(({ bindsnet }, i) => Math.abs(bindsnet - (firstWeights(each.name)[i] ?? 0)) > 1);
  expect(moved.length).toBeGreaterThan(each.synapses.length / 2);
});

it("window: every point within 1 LSB of BindsNET's", () => {
  const window = cases.find(({ name }) => name === "window");
  expect(window?.synapses).toHaveLength(101);
  expect(window?.largestDifference).toBeLessThanOrEqual(1);
});

it("bounds: both are reached, by the same synapses", () => {
  const { scale, synapses } = cases.find(({ name }) => name === "bounds") ?? { scale: 0, synapses: [] };
  for (const bound of [0, scale]) {
    const there = synapses.filter(({ bindsnet }) => bindsnet === bound);
    expect(there.length).toBeGreaterThan(0);
    for (const { chip } of there) expect(chip).toBe(bound);
  }
});

it("traces that are set: without the known difference of the rules the weights would be out of tolerance", () => {
  const synapses = cases.find(({ name }) => name === "traces that are set")?.synapses ?? [];
  expect(synapses.some(({ chip, bindsnet, tolerance }) => Math.abs(chip - bindsnet) > tolerance)).toBe(true);
});

it("another rule is out of tolerance: potentiation a tenth weaker", () => {
  const [, additive] = comparisons;
  if (additive === undefined) throw new Error("no case");
  const theirs = kept.cases.find(({ name }) => name === additive.bindsnet.name)?.finalWeights.flat() ?? [];
  const weaker = { ...additive, bindsnet: { ...additive.bindsnet, nuPost: additive.bindsnet.nuPost * 0.9 } };
  const limits = allowances(additive);
  const { network, pulse } = chipNetwork(weaker);
  const learner = referenceLearner(network);
  for (const [tick, axons] of additive.bindsnet.arrivals.entries()) {
    learner.tick([...axons, ...(additive.bindsnet.posts[tick] ?? []).flatMap(pulse)]);
  }
  const outside = [...learner.weights(0)].filter(
    (weight, i) => Math.abs(weight - (theirs[i] ?? 0) * additive.chip.scale) > (limits[i]?.tolerance ?? 0),
  );
  expect(outside.length).toBeGreaterThan(0);
});

it("a core learns the weights that the reference learns", () => {
  const { result } = withCoreLearners((open) => compareWithBindsnet(kept, open));
  expect(result).toEqual(cases);
});

it("weights of other spike trains are refused", () => {
  const [first, ...others] = kept.cases;
  if (first === undefined) throw new Error("no case");
  const changed = { ...kept, cases: [{ ...first, nuPre: 0.02 }, ...others] };
  expect(() => compareWithBindsnet(changed, referenceLearner)).toThrow(
    '"window": BindsNET ran on something else; run bench/learn/keep-bindsnet.ts',
  );
});

function firstWeights(name: string): number[] {
  const found = comparisons.find(({ bindsnet }) => bindsnet.name === name);
  return (found?.bindsnet.weights ?? []).flat().map((weight) => weight * (found?.chip.scale ?? 0));
}
