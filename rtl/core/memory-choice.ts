import type { Fabric } from "../../config/index.ts";

/**
 * How a memory is built: `spram` SB_SPRAM256KA; `block` what synthesis makes of a block RAM; `dp16kd` DP16KD with its
 * output register; `distributed` RAM in LUTs; `registers` a few words in flip-flops.
 */
export type MemoryKind = "spram" | "block" | "dp16kd" | "distributed" | "registers";

export interface MemoryChoice {
  readonly kind: MemoryKind;
  /** Cycles from the address to the word. What is more than `memoryLatency(kind)` are registers behind. */
  readonly latency: number;
}

/** The fewest cycles from an address to its word. */
export const memoryLatency = (kind: MemoryKind): number => (kind === "dp16kd" ? 2 : 1);

/** What holds rows and spikes where the fabric leaves the choice: block RAM, or LUTs. */
export type RowMemory = "block" | "distributed";

/** What a memory of the core is for. */
export type MemoryUse = "weights" | "eventList" | "state" | "parameters" | "program" | "history" | "rowFifo" | "outbox";

/**
 * Words up to which a memory is made of LUTs on ECP5. What is wide takes many LUTs for every 16 words; what is narrow would
 * waste a block RAM, of which a core has few.
 */
const shallow = { wide: 16, narrow: 64 };
const isWide: ReadonlySet<MemoryUse> = new Set(["state", "parameters"]);

/** Words of a program that are not worth a block RAM on HX8K, whose weights take half of them. */
const fewWords = 4;

/** The memory that a use gets on a fabric: kind and latency by the figures of its critical path. */
export function memoryFor(fabric: Fabric, use: MemoryUse, depth: number): MemoryChoice {
  switch (fabric) {
    case "ice40up":
      return { kind: use === "weights" ? "spram" : "block", latency: 1 };
    case "ice40small":
      return { kind: "block", latency: 1 };
    case "ice40hx":
      if (use === "program" && depth <= fewWords) return { kind: "registers", latency: 1 };
      return { kind: "block", latency: 2 };
    case "ecp5":
      // Block RAM stands in columns, far from most logic: what is wide has a register more on the way.
      if (use === "weights") return { kind: "dp16kd", latency: 3 };
      if (depth <= (isWide.has(use) ? shallow.wide : shallow.narrow)) return { kind: "distributed", latency: 1 };
      // So has what goes to the host link, through a choice of its own.
      return { kind: "dp16kd", latency: isWide.has(use) || use === "outbox" ? 3 : 2 };
  }
}

/**
 * The memory of a core's spikes of the last ticks. On ECP5 a block RAM saves more LUTs than any other would; where LUTs are
 * what there is more of, they take its place, as late as it.
 */
export function spikeMemory(fabric: Fabric, depth: number, rowMemory: RowMemory): MemoryChoice {
  const choice = memoryFor(fabric, "history", depth);
  if (fabric !== "ecp5" || depth <= shallow.wide || choice.kind !== "distributed") return choice;
  return { kind: rowMemory === "block" ? "dp16kd" : "distributed", latency: memoryLatency("dp16kd") };
}
