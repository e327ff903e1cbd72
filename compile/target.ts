import { type Fabric, sliceBits, sliceStride, slicesOf, type WeightBits } from "../config/index.ts";
import { devices, ecp5Devices } from "../constraints/index.ts";

/** What a core on a device may use at most. */
export interface CoreLimits {
  /** Weight memory: `blocks` side by side or one after the other, each `wordsPerBlock` words of `bitsPerWord` bits. */
  readonly weightMemory: { readonly blocks: number; readonly wordsPerBlock: number; readonly bitsPerWord: number };
  /** Neuron slots, padding included. */
  readonly slots: number;
  /** Entries of one event-list bank, all regions together. */
  readonly listEntries: number;
  readonly regions: number;
  readonly segments: number;
  /** Words of 16 neurons that are kept for delays of 2 and more. */
  readonly historyWords: number;
  /** Entries of the delay program, its end included. */
  readonly delayProgram: number;
  readonly membraneBits: number;
}

/** A core to place a network on. */
export interface CoreTarget {
  /** What messages call it: "UP5K". */
  readonly name: string;
  readonly fabric: Fabric;
  /** L: neurons that accumulate in parallel, a power of two. */
  readonly lanes: number;
  /** U: neurons that are updated per cycle, a power of two, at most L. */
  readonly updates: number;
  /**
   * Words of the device's smallest memory, a power of two. Memories are made at least this deep: fewer words would cost as
   * much, and more networks fit the same bitstream.
   */
  readonly blockDepth: number;
  readonly limits: CoreLimits;
}

/** What of a device decides the cores that it can hold. */
export interface CoreDevice {
  /** What messages call it: "UP5K". */
  readonly name: string;
  readonly fabric: Fabric;
  /** Block memories: EBR or DP16KD. */
  readonly blocks: number;
  /** SPRAM of 16,384 × 16 bits; where there are some, they hold the weights. */
  readonly spram: number;
}

/** Devices with their memories. */
export const coreDevices = {
  up5k: { name: "UP5K", fabric: "ice40up", blocks: devices.up5k.ebr, spram: devices.up5k.spram },
  hx8k: { name: "HX8K", fabric: "ice40hx", blocks: devices.hx8k.ebr, spram: devices.hx8k.spram },
  "ecp5-25f": { name: "ECP5-25F", fabric: "ecp5", blocks: ecp5Devices["25k"].dp16kd, spram: 0 },
  "ecp5-45f": { name: "ECP5-45F", fabric: "ecp5", blocks: ecp5Devices["45k"].dp16kd, spram: 0 },
  "ecp5-85f": { name: "ECP5-85F", fabric: "ecp5", blocks: ecp5Devices["85k"].dp16kd, spram: 0 },
} as const satisfies Record<string, CoreDevice>;
export type CoreDeviceName = keyof typeof coreDevices;

interface FabricFacts {
  /** A block memory as weights use it. */
  readonly wordsPerBlock: number;
  /** Block memories that a core and its host link need besides the weights. */
  readonly otherBlocks: number;
  /** Weight bits per cycle that a core reaches for unless told otherwise, and the most lanes it takes them for. */
  readonly bitsPerCycle: number;
  readonly mostLanes: number;
  readonly updates: number;
  readonly blockDepth: number;
  readonly limits: Omit<CoreLimits, "weightMemory">;
}

const ice40Limits: FabricFacts["limits"] = {
  slots: 1024,
  listEntries: 2048,
  regions: 16,
  segments: 256,
  historyWords: 64,
  delayProgram: 256,
  membraneBits: 16,
};

const fabricFacts: Readonly<Record<Fabric, FabricFacts>> = {
  ice40up: {
    wordsPerBlock: 256,
    otherBlocks: 16,
    bitsPerCycle: 64,
    mostLanes: 64,
    updates: 1,
    blockDepth: 256,
    limits: ice40Limits,
  },
  ice40small: {
    wordsPerBlock: 256,
    otherBlocks: 9,
    bitsPerCycle: 16,
    mostLanes: 4,
    updates: 1,
    blockDepth: 256,
    limits: { ...ice40Limits, slots: 256, listEntries: 512, historyWords: 16 },
  },
  ice40hx: {
    wordsPerBlock: 256,
    otherBlocks: 16,
    bitsPerCycle: 256,
    mostLanes: 64,
    updates: 2,
    blockDepth: 256,
    limits: ice40Limits,
  },
  ecp5: {
    wordsPerBlock: 1024,
    otherBlocks: 9,
    bitsPerCycle: 512,
    mostLanes: 128,
    updates: 4,
    blockDepth: 16,
    limits: {
      slots: 4096,
      listEntries: 4096,
      regions: 64,
      segments: 1024,
      historyWords: 256,
      delayProgram: 1024,
      membraneBits: 16,
    },
  },
};

const wordsPerSpram = 16_384;

export interface CoreOptions {
  readonly weightBits: WeightBits;
  /** L, a power of two. Default: as many as the device's weight memory feeds. */
  readonly lanes?: number;
}

/**
 * The core that a device can hold. Fewer lanes take less logic and as much less speed; the weight memory stays the same,
 * so that its words become more and narrower. Neurons per cycle are the fabric's, but no more than lanes.
 */
export function coreTarget(
  { name, fabric, blocks, spram }: CoreDevice,
  { weightBits, lanes }: CoreOptions,
): CoreTarget {
  const facts = fabricFacts[fabric];
  const weightMemory =
    spram > 0
      ? { blocks: spram, wordsPerBlock: wordsPerSpram, bitsPerWord: sliceBits }
      : { blocks: Math.max(0, blocks - facts.otherBlocks), wordsPerBlock: facts.wordsPerBlock, bitsPerWord: sliceBits };
  const parallel = lanes ?? Math.min(facts.mostLanes, lanesFed(weightMemory, facts.bitsPerCycle, weightBits));
  return {
    name,
    fabric,
    lanes: parallel,
    updates: Math.min(facts.updates, parallel),
    blockDepth: facts.blockDepth,
    limits: { ...facts.limits, weightMemory },
  };
}

/** Block memories that a core and its host link need besides the weights. */
export function otherBlocks({ fabric }: CoreDevice): number {
  return fabricFacts[fabric].otherBlocks;
}

/** The largest power of two of lanes that the memory can feed. */
function lanesFed(memory: CoreLimits["weightMemory"], bitsPerCycle: number, weightBits: WeightBits): number {
  const bits = Math.min(bitsPerCycle, memory.blocks * memory.bitsPerWord);
  return Math.max(1, 2 ** Math.floor(Math.log2(bits / weightBits)));
}

/** Bus addresses of a space. */
const spaceAddresses = 2 ** 16;

/**
 * Weight words of `lanes × weightBits` bits that fit the weight memory and that the memory bus can address, rounded down
 * to a power of two.
 */
export function weightWordsThatFit({ lanes, limits }: CoreTarget, weightBits: WeightBits): number {
  const { blocks, wordsPerBlock, bitsPerWord } = limits.weightMemory;
  const bits = lanes * weightBits;
  const deep = Math.floor(blocks / Math.ceil(bits / bitsPerWord));
  if (deep === 0) return 0;
  return Math.min(2 ** Math.floor(Math.log2(deep)) * wordsPerBlock, spaceAddresses / sliceStride(slicesOf(bits)));
}
