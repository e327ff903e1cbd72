import type { WeightBits } from "../config/index.ts";

/** What a core on a device may use at most. */
export interface CoreLimits {
  /** Weight memory: `blocks` side by side or one after the other, each `wordsPerBlock` words of `bitsPerWord` bits. */
  readonly weightMemory: { readonly blocks: number; readonly wordsPerBlock: number; readonly bitsPerWord: number };
  /** Groups of L neurons. */
  readonly groups: number;
  /** Entries of one event-list bank, all regions together. */
  readonly listEntries: number;
  readonly regions: number;
  readonly segments: number;
  readonly membraneBits: number;
}

/** A core to place a network on. */
export interface CoreTarget {
  /** What messages call it: "UP5K". */
  readonly name: string;
  /** L: neurons that accumulate in parallel, a power of two. */
  readonly lanes: number;
  /**
   * Words of the device's smallest block memory, a power of two. Memories are made at least this deep: fewer words would
   * cost flip-flops instead, and more networks fit the same bitstream.
   */
  readonly blockDepth: number;
  readonly limits: CoreLimits;
}

/** Weight words of `lanes × weightBits` bits that fit the weight memory, rounded down to a power of two. */
export function weightWordsThatFit({ lanes, limits }: CoreTarget, weightBits: WeightBits): number {
  const { blocks, wordsPerBlock, bitsPerWord } = limits.weightMemory;
  const side = Math.ceil((lanes * weightBits) / bitsPerWord);
  const deep = Math.floor(blocks / side);
  return deep === 0 ? 0 : 2 ** Math.floor(Math.log2(deep)) * wordsPerBlock;
}

/** The iCE40UP5K: weights in its four SB_SPRAM256KA, 64 bits per cycle, hence 64 / weightBits lanes. */
export function up5kTarget(weightBits: WeightBits): CoreTarget {
  return {
    name: "UP5K",
    lanes: 64 / weightBits,
    blockDepth: 256,
    limits: {
      weightMemory: { blocks: 4, wordsPerBlock: 16_384, bitsPerWord: 16 },
      groups: Math.floor(1024 / (64 / weightBits)),
      listEntries: 2048,
      regions: 16,
      segments: 256,
      membraneBits: 16,
    },
  };
}
