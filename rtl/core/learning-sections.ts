/** What of learning and of adapting thresholds is written after reset, where a bitstream carries a core's contents. */
import {
  type BusSpace,
  busSpaces,
  type CoreShape,
  learningAddresses,
  learningProgramStride,
  learningRegisterAddress,
  learningRegisters,
} from "../../config/index.ts";

/** Bus words that are written one after the other after reset, because no block RAM holds them. */
export interface PreloadSection {
  readonly space: BusSpace;
  readonly address: number;
  /** A power of two; the address is a multiple of it. */
  readonly words: number;
}

/**
 * Registers, program and tables: some are flip-flops, some share a block RAM with what the core itself keeps there, and
 * registers stand in more than one place. All together they are few words.
 */
export function learningSections({ learning, adaptation }: CoreShape): PreloadSection[] {
  const section = (address: number, words: number): PreloadSection => ({ space: busSpaces.groups, address, words });
  if (learning !== undefined) {
    const { causal, acausal, registers, program } = learningAddresses;
    const tables = learning.kind === "pairs" ? [causal, acausal] : [];
    return [
      ...tables.map((address) => section(address, learning.historyBits)),
      section(registers, 2 ** Math.ceil(Math.log2(learningRegisters.length))),
      section(program, learningProgramStride * learning.projections),
    ];
  }
  // Limit and decay. The age is 0 by its reset.
  return adaptation === undefined ? [] : [section(learningRegisterAddress("adaptationLimit"), 2)];
}
