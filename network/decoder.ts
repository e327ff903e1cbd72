/**
 * The answer of a population that votes by spikes: the index with the largest count; of equals the one with the larger
 * membrane at the end; of equals the smaller index. Both lists have one entry per neuron.
 */
export function decodeBySpikeCount(counts: ArrayLike<number>, membranes: ArrayLike<number>): number {
  if (counts.length === 0 || counts.length !== membranes.length) {
    throw new Error(`${counts.length} spike counts and ${membranes.length} membranes: one of each per neuron`);
  }
  let best = 0;
  for (let index = 1; index < counts.length; index++) {
    const ahead = (counts[index] ?? 0) - (counts[best] ?? 0) || (membranes[index] ?? 0) - (membranes[best] ?? 0);
    if (ahead > 0) best = index;
  }
  return best;
}
