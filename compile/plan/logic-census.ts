/** What a design's logic is made of, in the quantities that cost area. Counted from the design itself, before synthesis. */
export interface LogicCensus {
  readonly flipFlops: number;
  /** Bits of adders, counters and comparisons of magnitude: a carry cell each. */
  readonly adderBits: number;
  /** Bits of two-way multiplexers. */
  readonly muxBits: number;
  /** Gates, in LUTs of four inputs if none shared one with another. */
  readonly gates: number;
  /** Registers that may keep their value: a clock enable each. */
  readonly enables: number;
  /** LUTs of and around memories. */
  readonly memoryLuts: number;
}
