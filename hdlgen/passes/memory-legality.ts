/**
 * Memories that the RAM of a target cannot hold, found before synthesis, with what they would cost instead. A memory
 * that says its `style` gets that or an error; one that does not may fall back to flip-flops only where that is what a
 * small memory is made of anyway. `style: "registers"` accepts the price.
 */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import type { Memory, ModuleIr } from "../ir.ts";
import { ramCells, type Target } from "../targets/families.ts";
import { type Placement, placeMemory, type Refusal } from "../targets/memory-placement.ts";

/** Bits of a memory that is cheaper in flip-flops than in any block RAM. */
const smallMemory = 64;

/** The problems of one module's memories on `target`. */
export function checkMemories(module: ModuleIr, target: Target): Diagnostic[] {
  return module.memories.flatMap((memory) => [
    ...styleProblems(memory, module, target),
    ...registerProblems(memory, module, target),
    ...maskProblems(memory, module, target),
  ]);
}

const placeOf = (memory: Memory, module: ModuleIr): string => `${module.name}.${memory.name}`;

function styleProblems(memory: Memory, module: ModuleIr, target: Target): Diagnostic[] {
  const { style } = memory;
  if (style === undefined || style === "registers") return [];
  const { placement, refusals } = placeMemory(memory, module, target);
  if (placement !== undefined) return [];
  const place = placeOf(memory, module);
  const mend = `leave out \`style\`: ${priceOf(withoutStyle(memory), module, target)}`;
  const first = refusals[0];
  if (first === undefined) {
    const styles = [...new Set(ramCells[target].map((cell) => `"${cell.style}"`))].join(", ");
    const found = `style "${style}", which ${target} does not have (it has ${styles})`;
    return [diagnostic("HDL145", place, found, mend, memory.site)];
  }
  return [diagnostic("HDL145", place, first.found, `${mendOf(first)}, or ${mend}`, memory.site)];
}

function registerProblems(memory: Memory, module: ModuleIr, target: Target): Diagnostic[] {
  if (memory.style !== undefined || memory.type.width * memory.depth <= smallMemory) return [];
  const { placement, refusals } = placeMemory(memory, module, target);
  const refusal = refusals.toSorted((a, b) => writePorts(b) - writePorts(a))[0];
  if (placement?.style !== "registers" || refusal === undefined || memory.writes.length === 0) return [];
  const accept = `write \`style: "registers"\` to take ${price(placement)}`;
  return [
    diagnostic("HDL146", placeOf(memory, module), refusal.found, `${mendOf(refusal)}, or ${accept}`, memory.site),
  ];
}

/** The cell that comes nearest to holding it is the one to talk about. */
const writePorts = ({ cell }: Refusal): number => cell.ports.both + cell.ports.write;

function maskProblems(memory: Memory, module: ModuleIr, target: Target): Diagnostic[] {
  if (memory.style !== undefined || memory.writes.every(({ mask }) => mask === undefined)) return [];
  const { placement } = placeMemory(memory, module, target);
  const whole = { ...memory, writes: memory.writes.map(({ mask: _, ...write }) => write) };
  const unmasked = placeMemory(whole, module, target).placement;
  if (placement?.cell === undefined || unmasked?.cell !== placement.cell) return [];
  if (placement.blocks < 2 * unmasked.blocks) return [];
  const cell = ramCells[target].find((each) => each.cell === placement.cell);
  const bits = cell === undefined || cell.byteBits === 0 ? memory.type.width : cell.byteBits;
  const found = `write enables finer than ${placement.cell} has, which are for ${bits} bits: ${placement.blocks} blocks instead of ${unmasked.blocks}`;
  const mend = `take masks of ${bits} bits or little less, or write \`style: "${placement.style}"\` to take the blocks`;
  return [diagnostic("HDL147", placeOf(memory, module), found, mend, memory.site)];
}

/** What the memory would take if synthesis were free to choose. */
function priceOf(memory: Memory, module: ModuleIr, target: Target): string {
  const { placement } = placeMemory(memory, module, target);
  return placement === undefined ? "nothing fits" : price(placement);
}

function withoutStyle({ style: _, ...memory }: Memory): Memory {
  return memory;
}

function price(placement: Placement): string {
  const { flipFlops, luts } = placement;
  const beside = [
    ...(flipFlops === 0 ? [] : [`${flipFlops} flip-flop${flipFlops === 1 ? "" : "s"}`]),
    ...(luts === 0 ? [] : [`about ${luts} LUT${luts === 1 ? "" : "s"}`]),
  ].join(" and ");
  if (placement.cell === undefined) return beside;
  return beside === "" ? blocks(placement) : `${blocks(placement)}, ${beside}`;
}

const blocks = ({ blocks: count, cell }: Placement): string => `${count} ${cell}`;

function mendOf({ found, cell }: Refusal): string {
  if (found.includes("initial contents")) return "load it after the start";
  if (found.includes("write port")) return "give each writer a memory of its own, or one write port and an arbiter";
  if (found.includes("while it writes")) return 'read only when it is not written, or take collision: "dontCare"';
  return cell.ports.both === 1 ? "share one address between reading and writing" : "read through fewer ports";
}
