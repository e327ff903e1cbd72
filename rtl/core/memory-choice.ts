import type { Fabric } from "../../config/index.ts";

/**
 * How a memory is built: `spram` SB_SPRAM256KA; `block` what synthesis makes of a block RAM; `dp16kd` DP16KD with its
 * output register; `distributed` RAM in LUTs.
 */
export type MemoryKind = "spram" | "block" | "dp16kd" | "distributed";

export interface MemoryChoice {
  readonly kind: MemoryKind;
  /** Cycles from the address to the word. What is more than `memoryLatency(kind)` are registers behind. */
  readonly latency: number;
}

/** The fewest cycles from an address to its word. */
export const memoryLatency = (kind: MemoryKind): number => (kind === "dp16kd" ? 2 : 1);

/** What a memory of the core is for. */
export type MemoryUse = "weights" | "eventList" | "state" | "parameters" | "program" | "history" | "rowFifo";

/**
 * Words up to which a memory is made of LUTs on ECP5. What is wide takes many LUTs for every 16 words; what is narrow would
 * waste a block RAM, of which a core has few.
 */
const shallow = { wide: 16, narrow: 64 };
const isWide: ReadonlySet<MemoryUse> = new Set(["state", "parameters"]);

/** The memory that a use gets on a fabric: kind and latency by the figures of its critical path. */
export function memoryFor(fabric: Fabric, use: MemoryUse, depth: number): MemoryChoice {
  switch (fabric) {
    case "ice40up":
      return { kind: use === "weights" ? "spram" : "block", latency: 1 };
    case "ice40hx":
      return { kind: "block", latency: 2 };
    case "ecp5":
      // The accumulators have a register behind the weights.
      if (use === "weights") return { kind: "dp16kd", latency: 2 };
      return depth <= (isWide.has(use) ? shallow.wide : shallow.narrow)
        ? { kind: "distributed", latency: 1 }
        : { kind: "dp16kd", latency: 2 };
  }
}
