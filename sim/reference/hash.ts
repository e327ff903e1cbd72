/** What a change is for; the hash of rounding tells them apart. */
export const changeKinds = { causal: 0, arrival: 1, perPre: 2, perPost: 3, slow: 4, normalise: 5 } as const;
export type ChangeKind = (typeof changeKinds)[keyof typeof changeKinds];

const roundsBeforeNeuron = 4;
const rounds = 12;
const constants = Int32Array.from({ length: rounds }, (_, round) => (twice(0x9e37) >>> (16 - round)) & 0xffff);

/**
 * 16 bits that depend on nothing but what is rounded: a Feistel cipher of (seed, axon, kind), then of neuron and tick. Axon,
 * neuron and tick count modulo 2^16, the seed modulo 2^32. docs/decisions/0011.
 */
export function hash(seed: number, axon: number, neuron: number, tick: number, kind: ChangeKind): number {
  let x = (seed ^ axon) & 0xffff;
  let y = (seed >>> 16) ^ kind;
  for (let round = 0; round < rounds; round++) {
    if (round === roundsBeforeNeuron) {
      x ^= neuron & 0xffff;
      y ^= tick & 0xffff;
    }
    // Shifted right by 16 − k, the doubled word has x, rotated left by k, in its lower half.
    const doubled = twice(x);
    const mixed = y ^ ((doubled >>> 15) & (doubled >>> 8)) ^ (doubled >>> 14) ^ (constants[round] as number);
    y = x;
    x = mixed & 0xffff;
  }
  return x;
}

function twice(half: number): number {
  return (half << 16) | half;
}
