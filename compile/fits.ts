import type { IntegerNetwork, WeightBits } from "../config/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { type Layout, layOut, type PlacedPopulation, type Walk } from "./layout.ts";
import { learningOverflows } from "./learning-fits.ts";
import { type CoreTarget, weightWordsThatFit } from "./target.ts";

/** What no core can do: CMP003 membrane width, CMP005 numbers of lanes. */
export function unsupported(net: IntegerNetwork, { lanes, limits }: CoreTarget): Diagnostic[] {
  const place = `network "${net.name}"`;
  const problems: Diagnostic[] = [];
  const most = limits.membraneBits;
  if (net.membraneBits > most) {
    const found = `${net.membraneBits}-bit membranes: the core has at most ${most} bits`;
    problems.push({ code: "CMP003", place, found, mend: `set membraneBits to ${most} or less` });
  }
  if (!laneCounts.includes(lanes)) {
    const mend = `use one of ${laneCounts.join(", ")}`;
    problems.push({ code: "CMP005", place, found: `${lanes} lanes, expected a power of two`, mend });
  }
  return problems;
}

/** Up to as many as 512 bits per cycle feed with 1-bit weights. */
const laneCounts: readonly number[] = Array.from({ length: 10 }, (_, exponent) => 2 ** exponent);

/** What does not fit the target, each with what it needs, what there is, and what would make it fit. */
export function overflows(net: IntegerNetwork, layout: Layout, target: CoreTarget): Diagnostic[] {
  const { name, lanes, updates, limits } = target;
  const place = `network "${net.name}" on ${name}`;
  const words = weightWordsThatFit(target, net.weightBits);
  if (words === 0) {
    const { blocks, bitsPerWord } = limits.weightMemory;
    const found = `${lanes} lanes of ${net.weightBits}-bit weights need ${lanes * net.weightBits} bits per cycle`;
    const mend = `use at most ${2 ** Math.floor(Math.log2((blocks * bitsPerWord) / net.weightBits))} lanes`;
    return [{ code: "CMP004", place, found: `${found}, the weight memory has ${blocks * bitsPerWord}`, mend }];
  }
  const problems: Diagnostic[] = [];
  const demand = (code: string, what: string, needs: number, has: number, mend: string): void => {
    if (needs > has) problems.push({ code, place, found: `needs ${needs} ${what}, has ${has}`, mend });
  };
  const weights = `weight words of ${lanes} × ${net.weightBits} bits`;
  demand("CMP010", weights, layout.weightWords, words, layout.weightWords > words ? smaller(net, target, words) : "");
  const padded = updates === 1 ? "" : `a population takes whole rows of ${updates}: `;
  demand("CMP011", "neuron slots", layout.rows * updates, limits.slots, `${padded}use fewer neurons`);
  const sources = "use fewer input channels, or fewer neurons in populations that project";
  demand("CMP012", "event-list entries", layout.listEntries, limits.listEntries, sources);
  const regions = "merge inputs or populations, or use fewer different delays";
  demand("CMP013", "event-list regions", layout.regions.length, limits.regions, regions);
  demand("CMP014", "segments", layout.segments, limits.segments, "use fewer projections, or fewer neurons behind them");
  const history = "history words of 16 neurons for delays of 2 and more";
  const kept = "use delay 1, or fewer neurons in populations that project with longer delays";
  demand("CMP016", history, layout.historyWords, limits.historyWords, kept);
  const steps = "use fewer different delays, or fewer neurons in populations that project with delays of 2 and more";
  demand("CMP017", "steps of the delay program", layout.delaySteps, limits.delayProgram - 1, steps);
  return [...problems, ...learningOverflows(net, target)];
}

/** What would make the weights fit: the largest size of the population that costs most, or fewer bits. */
function smaller(net: IntegerNetwork, target: CoreTarget, words: number): string {
  const layout = layOut(net, target);
  const cost = ({ groups, walks }: PlacedPopulation): number =>
    groups * walks.reduce((sum, { words }) => sum + words, 0);
  const widest = layout.populations.reduce((a, b) => (cost(b) > cost(a) ? b : a));
  let size = widest.range.size;
  while (size > 0 && wordsWithSize(layout, widest, size) > words) size -= 1;
  const hints = size > 0 ? [`at most ${size} neurons in "${widest.range.name}"`] : [];
  const half = (net.weightBits / 2) as WeightBits;
  if (half >= 1) {
    const lanes = target.lanes * 2;
    const needs = layOut(net, { ...target, lanes }).weightWords;
    const has = weightWordsThatFit({ ...target, lanes }, half);
    if (needs <= has) hints.push(`${half}-bit weights in ${lanes} lanes (needs ${needs} words, has ${has})`);
  }
  return `what would fit: ${hints.length === 0 ? "fewer inputs, projections or neurons" : hints.join(", or ")}`;
}

/** Weight words that the network would need if one population had another size. */
function wordsWithSize({ lanes, populations }: Layout, { range: { name } }: PlacedPopulation, size: number): number {
  return populations.reduce((sum, { range, walks }) => {
    const groups = Math.ceil((range.name === name ? size : range.size) / lanes);
    const wordsOf = ({ block, source, words, recordBase }: Walk): number => {
      const axons = source.kind === "population" && source.name === name ? size : block.axonCount;
      return axons * (groups * (words / block.axonCount) + (recordBase === undefined ? 0 : 1));
    };
    return walks.reduce((total, walk) => total + wordsOf(walk), sum);
  }, 0);
}
