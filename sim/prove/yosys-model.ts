/** From a design to its transition system: the printed Verilog, as yosys reads it for provers. */
import type { Design } from "../../hdlgen/ir.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { findTool, type Tool } from "../../tools/index.ts";
import { clocksOf } from "./clocks.ts";
import { edgeEnables } from "./edge-enables.ts";
import { memoryBits } from "./properties.ts";
import { parseTransitionSystem, type TransitionSystem } from "./transition-system.ts";

/** Memories of up to this many bits in all become registers, which the solver takes much faster than arrays. */
const mappedMemoryBits = 4096;
const edgeEnablesFile = "edge_enables.v";

/**
 * Nothing is optimised on the way but what is not read: merging registers of unknown start would prove what does not
 * hold. Properties are checked in the cycle in which they stand, so that an induction over k cycles sees k of them.
 */
function script(design: Design, sources: readonly string[]): string {
  const severalClocks = clocksOf(design).length > 1;
  return [
    `read_verilog -formal ${sources.join(" ")}`,
    `hierarchy -check -top ${design.top.name}`,
    "proc -noopt",
    "flatten",
    "opt_clean",
    ...(severalClocks ? [] : ["setparam -set TRG_ENABLE 0 t:$check", "chformal -lower"]),
    "check -assert",
    "memory_collect",
    // The array of a memory knows of one clock.
    ...(memoryBits(design) <= mappedMemoryBits || severalClocks ? ["memory_map"] : []),
    "dffunmap",
    ...(severalClocks ? [`techmap -map ${edgeEnablesFile}`] : []),
    "opt_clean",
    "write_smt2 -wires design.smt2",
  ].join("; ");
}

export async function yosysModel(
  design: Design,
  tool: Tool,
  signal: AbortSignal | undefined,
): Promise<TransitionSystem> {
  const files = printVerilog(design);
  const sources = Object.keys(files).filter((name) => name.endsWith(".v"));
  const { files: written } = await tool.run({
    args: ["-q", "-p", script(design, sources)],
    files: { ...files, [edgeEnablesFile]: edgeEnables },
    outputs: ["design.smt2"],
    signal,
  });
  return parseTransitionSystem(new TextDecoder().decode(written["design.smt2"]));
}

/** The pinned build: proofs and their names are the same everywhere. */
export function findYosys(): Promise<Tool> {
  return findTool("yosys", { prefer: "wasm" });
}
