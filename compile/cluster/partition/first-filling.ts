import type { Chunks } from "./chunks.ts";

/** One bin after the other in the order of the network, each with its share of the work: parts stay whole. */
export function fillInOrder(problem: Chunks, count: number): Int32Array {
  return fill(problem, count, ([next]) => next);
}

/** The same, but a bin goes on with the chunk that shares most words with it: communities come together. */
export function fillByGrowth(problem: Chunks, count: number): Int32Array {
  const { chunks, nets } = problem;
  const pins = nets.map(({ chunk, listeners }) => (chunk === undefined ? listeners : [chunk, ...listeners]));
  const netsOf: number[][] = chunks.map(() => []);
  for (const [net, own] of pins.entries()) for (const chunk of new Set(own)) netsOf[chunk]?.push(net);
  let bin = -1;
  let shared = new Float64Array(chunks.length);
  let touched = new Set<number>();
  return fill(problem, count, (free, filling, last) => {
    if (filling !== bin) {
      bin = filling;
      shared = new Float64Array(chunks.length);
      touched = new Set();
    } else if (last !== undefined) {
      for (const net of netsOf[last] ?? []) {
        if (touched.has(net)) continue;
        touched.add(net);
        for (const chunk of pins[net] ?? []) shared[chunk] = (shared[chunk] ?? 0) + (nets[net]?.words ?? 0);
      }
    }
    let best: number | undefined;
    for (const chunk of free) if (best === undefined || (shared[chunk] ?? 0) > (shared[best] ?? 0)) best = chunk;
    return best;
  });
}

/** Fills bins up to their share of what is left; a chunk is added when more than half of it fits. */
function fill(
  { chunks }: Chunks,
  count: number,
  pick: (free: ReadonlySet<number>, bin: number, last: number | undefined) => number | undefined,
): Int32Array {
  const binOf = new Int32Array(chunks.length);
  const free = new Set(chunks.keys());
  let left = chunks.reduce((sum, { load }) => sum + load, 0);
  let bin = 0;
  let share = left / count;
  let filled = 0;
  let last: number | undefined;
  while (free.size > 0) {
    const chunk = pick(free, bin, last);
    if (chunk === undefined) break;
    const load = chunks[chunk]?.load ?? 0;
    if (filled > 0 && filled + load / 2 > share && bin < count - 1) {
      bin += 1;
      share = left / (count - bin);
      filled = 0;
      last = undefined;
      continue;
    }
    binOf[chunk] = bin;
    free.delete(chunk);
    filled += load;
    left -= load;
    last = chunk;
  }
  return binOf;
}
