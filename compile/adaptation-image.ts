import {
  busSpaces,
  type HardwareConfig,
  learningAddresses,
  learningRegisterAddress,
  type MemoryBlock,
} from "../config/index.ts";

/** What a loader writes for adapting thresholds: their limit and decay, and what each slot's is raised by at first. */
export function adaptationImage({ shape, slots, adaptation }: HardwareConfig): MemoryBlock[] {
  if (shape.adaptation === undefined) return [];
  // A core that shares its hardware with one whose thresholds adapt.
  const { limit, period, shift } = adaptation ?? { limit: 0, period: 1, shift: 0 };
  const block = (address: number, ...words: number[]): MemoryBlock => ({
    ...{ space: busSpaces.groups, address, words: Uint16Array.from(words) },
  });
  return [
    block(learningRegisterAddress("age"), 0),
    block(learningRegisterAddress("adaptationLimit"), limit),
    block(learningRegisterAddress("adaptationDecay"), Math.log2(period) | (shift << 4)),
    block(learningAddresses.adaptation, ...slots.map((slot) => slot?.adaptation?.initial ?? 0)),
  ];
}
