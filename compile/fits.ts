import { type IntegerNetwork, leakKinds, type WeightBits } from "../config/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { type Layout, layOut, type PlacedPopulation, type Walk } from "./layout.ts";
import { type CoreTarget, weightWordsThatFit } from "./target.ts";

/** What the core cannot do, by name: CMP001 delay, CMP002 decay, CMP003 membrane width. */
export function unsupported(net: IntegerNetwork, target: CoreTarget): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const { source, delay } of net.axons) {
    if (delay <= 1) continue;
    const found = `delay ${delay}: the core has delay 1 only`;
    const mend = `give it delay 1, or chain ${delay - 1} relay populations`;
    problems.push({ code: "CMP001", place: `projections from "${source.name}"`, found, mend });
  }
  for (const { name, first, size } of net.populations) {
    const kinds = net.neurons.leakKind.subarray(first, first + size);
    if (!kinds.includes(leakKinds.indexOf("mul12"))) continue;
    const found = "exponential decay (mul12): the core has none, linear and shift";
    const mend = "use a shift leak: shift k decays with a time constant of about 2^k ticks";
    problems.push({ code: "CMP002", place: `population "${name}"`, found, mend });
  }
  const most = target.limits.membraneBits;
  if (net.membraneBits > most) {
    const found = `${net.membraneBits}-bit membranes: the core has at most ${most} bits`;
    problems.push({
      code: "CMP003",
      place: `network "${net.name}"`,
      found,
      mend: `set membraneBits to ${most} or less`,
    });
  }
  return problems;
}

/** What does not fit the target, each with what it needs, what there is, and what would make it fit. */
export function overflows(net: IntegerNetwork, layout: Layout, target: CoreTarget): Diagnostic[] {
  const { name, lanes, limits } = target;
  const place = `network "${net.name}" on ${name}`;
  const words = weightWordsThatFit(target, net.weightBits);
  if (words === 0) {
    const { blocks, bitsPerWord } = limits.weightMemory;
    const found = `${lanes} lanes of ${net.weightBits}-bit weights need ${lanes * net.weightBits} bits per cycle`;
    const mend = `use at most ${Math.floor((blocks * bitsPerWord) / net.weightBits)} lanes`;
    return [{ code: "CMP004", place, found: `${found}, the weight memory has ${blocks * bitsPerWord}`, mend }];
  }
  const problems: Diagnostic[] = [];
  const demand = (code: string, what: string, needs: number, has: number, mend: string): void => {
    if (needs > has) problems.push({ code, place, found: `needs ${needs} ${what}, has ${has}`, mend });
  };
  const weights = `weight words of ${lanes} × ${net.weightBits} bits`;
  demand("CMP010", weights, layout.weightWords, words, layout.weightWords > words ? smaller(net, target, words) : "");
  const neurons = `a population takes whole groups of ${lanes}: use fewer neurons, or at most ${limits.groups * lanes} in all`;
  demand("CMP011", `groups of ${lanes} neurons`, layout.groups, limits.groups, neurons);
  const sources = "use fewer input channels, or fewer neurons in populations that project";
  demand("CMP012", "event-list entries", layout.listEntries, limits.listEntries, sources);
  demand("CMP013", "event-list regions", layout.regions.length, limits.regions, "merge inputs or populations");
  demand("CMP014", "segments", layout.segments, limits.segments, "use fewer projections, or fewer neurons behind them");
  return problems;
}

/** What would make the weights fit: the largest size of the population that costs most, or fewer bits. */
function smaller(net: IntegerNetwork, target: CoreTarget, words: number): string {
  const layout = layOut(net, target.lanes);
  const cost = ({ groups, walks }: PlacedPopulation): number =>
    groups * walks.reduce((sum, { block }) => sum + block.axonCount, 0);
  const widest = layout.populations.reduce((a, b) => (cost(b) > cost(a) ? b : a));
  let size = widest.range.size;
  while (size > 0 && wordsWithSize(layout, widest, size) > words) size -= 1;
  const hints = size > 0 ? [`at most ${size} neurons in "${widest.range.name}"`] : [];
  const half = (net.weightBits / 2) as WeightBits;
  if (half >= 1) {
    const lanes = target.lanes * 2;
    const needs = layOut(net, lanes).weightWords;
    const has = weightWordsThatFit({ ...target, lanes }, half);
    if (needs <= has) hints.push(`${half}-bit weights in ${lanes} lanes (needs ${needs} words, has ${has})`);
  }
  return `what would fit: ${hints.length === 0 ? "fewer inputs, projections or neurons" : hints.join(", or ")}`;
}

/** Weight words that the network would need if one population had another size. */
function wordsWithSize({ lanes, populations }: Layout, { range: { name } }: PlacedPopulation, size: number): number {
  return populations.reduce((sum, { range, walks }) => {
    const rowsOf = ({ block, source }: Walk): number =>
      source.kind === "population" && source.name === name ? size : block.axonCount;
    const rows = walks.reduce((total, walk) => total + rowsOf(walk), 0);
    return sum + Math.ceil((range.name === name ? size : range.size) / lanes) * rows;
  }, 0);
}
