/**
 * The core's memory bus as the outside sees it: 16-bit words in a few spaces. A loader writes blocks; the same
 * addresses read the contents back where a space is readable.
 */
export const busSpaces = {
  /** Weight words, in slices of 16 bits: address = word × slices + slice. Readable. */
  weights: 0,
  /** Segment words, in slices. */
  segments: 1,
  /** Neuron parameters that the pipeline needs with the membrane, by row, in slices. */
  inputParameters: 2,
  /** Neuron parameters that the pipeline needs with the threshold, by row, in slices. */
  outputParameters: 3,
  /** First list entry of every region, and `ownRegionBit`. */
  regionStart: 4,
  /** Membranes by slot, with their sign in all 16 bits. Read only. */
  membranes: 5,
  /** Refractory counters by slot. Read only. */
  refractory: 6,
  /** Group words, in slices; from `delayProgramAddress` on the steps of the delay program, in slices. */
  groups: 7,
} as const;
export type BusSpace = (typeof busSpaces)[keyof typeof busSpaces];

/** In a word of the space `regionStart`: the region holds spikes of the core's own, and changes over with them. */
export const ownRegionBit = 15;

/** Where the delay program begins in the space `groups`. */
export const delayProgramAddress = 0x8000;

/** Consecutive 16-bit words of one space. */
export interface MemoryBlock {
  readonly space: BusSpace;
  readonly address: number;
  readonly words: Uint16Array;
}

/**
 * AER words between a core and the outside, 16 bits. Into the core: bit 15 clear = event, the list region in the bits
 * above the list index (`channelWord` of HardwareConfig); bit 15 set = end of tick, the rest is the tick modulo 2^15.
 * Out of the core: bit 15 clear = spike of the hardware slot in the low bits; bit 15 set = end of tick, as above.
 */
export const aerMarker = 0x8000;
