import { type Bins, Filling } from "./bins.ts";
import type { Chunks } from "./chunks.ts";
import { fillByGrowth, fillInOrder } from "./first-filling.ts";

/** Below this, a change is rounding. */
const least = 1e-6;
const mostPasses = 12;
/** Up to so many choices in a pass, moves that do not pay at once are tried too. */
const climbingChoices = 3000;
/** A climb ends after so many moves without a new best. */
const patience = 24;

/**
 * Puts chunks on bins: filled in two ways, both improved, the better one taken. Each chunk moves to where it is best, and
 * pairs are exchanged as Kernighan and Lin do it, until that no longer helps; small problems then get passes after
 * Fiduccia and Mattheyses, in which each chunk moves once, the best move first though it may cost, and what came after
 * the best state is taken back. The same input gives the same result.
 */
export function fillBins(problem: Chunks, bins: Bins): Int32Array {
  if (bins.count === 1) return new Int32Array(problem.chunks.length);
  const fillings = [fillInOrder, fillByGrowth].map((first) => improved(problem, bins, first(problem, bins.count)));
  return fillings.reduce((a, b) => (b.cost() < a.cost() - least ? b : a)).binOf;
}

function improved(problem: Chunks, bins: Bins, first: Int32Array): Filling {
  const filling = new Filling(problem, bins, first);
  settle(problem, bins, filling);
  if (problem.chunks.length * bins.count <= climbingChoices) {
    for (let pass = 0; pass < mostPasses && climb(problem, bins, filling); pass++) settle(problem, bins, filling);
  }
  return filling;
}

function settle({ chunks }: Chunks, bins: Bins, filling: Filling): void {
  for (let pass = 0, improved = true; improved && pass < mostPasses; pass++) {
    improved = false;
    for (const chunk of chunks.keys()) {
      const { bin, change } = bestBin(chunk, bins, (to) => filling.change(chunk, to), filling);
      if (change < -least) {
        filling.move(chunk, bin);
        improved = true;
      } else if (exchange(chunk, chunks.length, bins, filling)) improved = true;
    }
  }
}

/** Full bins take a chunk only for another one: the best of those in the bin that it is drawn to. */
function exchange(chunk: number, count: number, bins: Bins, filling: Filling): boolean {
  const from = filling.binOf[chunk] ?? 0;
  const { bin, change: drawn } = bestBin(chunk, bins, (to) => filling.travel(chunk, to), filling);
  if (drawn >= -least) return false;
  const first = filling.change(chunk, bin);
  filling.move(chunk, bin);
  let best = { other: -1, change: Number.POSITIVE_INFINITY };
  for (let other = 0; other < count; other++) {
    if (other === chunk || filling.binOf[other] !== bin) continue;
    const change = filling.change(other, from);
    if (change < best.change) best = { other, change };
  }
  const pays = first + best.change < -least;
  filling.move(pays ? best.other : chunk, from);
  return pays;
}

function bestBin(
  chunk: number,
  { count }: Bins,
  changeTo: (bin: number) => number,
  filling: Filling,
): { bin: number; change: number } {
  let best = { bin: -1, change: Number.POSITIVE_INFINITY };
  for (let bin = 0; bin < count; bin++) {
    if (bin === filling.binOf[chunk]) continue;
    const change = changeTo(bin);
    if (change < best.change) best = { bin, change };
  }
  return best;
}

/** True when the pass found something better. */
function climb({ chunks }: Chunks, bins: Bins, filling: Filling): boolean {
  const free = new Set(chunks.keys());
  const undone: { chunk: number; from: number }[] = [];
  let total = 0;
  let best = { total: -least, moves: 0 };
  while (free.size > 0 && undone.length - best.moves < patience) {
    let move = { chunk: -1, bin: -1, change: Number.POSITIVE_INFINITY };
    for (const chunk of free) {
      const candidate = bestBin(chunk, bins, (to) => filling.change(chunk, to), filling);
      if (candidate.change < move.change) move = { chunk, ...candidate };
    }
    free.delete(move.chunk);
    undone.push({ chunk: move.chunk, from: filling.binOf[move.chunk] ?? 0 });
    filling.move(move.chunk, move.bin);
    total += move.change;
    if (total < best.total) best = { total, moves: undone.length };
  }
  for (const { chunk, from } of undone.slice(best.moves).reverse()) filling.move(chunk, from);
  return best.moves > 0;
}
