/** The end of a pipeline in a stream: one spare place, so that the clock enable of the whole pipeline is a register. */
import { typeOfLeaf } from "./pipeline-registers.ts";
import { mapLeaves } from "./pipeline-values.ts";
import type { Site } from "./site.ts";
import { node, type Reg, regs, when } from "./structure.ts";
import { bool } from "./types.ts";
import { type Bool, isLeaf, type Leaf } from "./values.ts";

/**
 * Declares the register that says whether the pipeline moves. It falls only in the cycle after an item found the
 * output blocked, which then waits in the spare place.
 */
export function skidReady(name: string): Reg<Bool> {
  const key = `${name}_ready`;
  const { [key]: ready } = regs({ [key]: [bool, true] as const });
  if (ready === undefined) throw new Error("a register is a value");
  return ready;
}

/** What the stream behind sees of a pipeline whose last boundary holds `valid` and `outputs`. */
export function skidEnd(
  name: string,
  open: Reg<Bool>,
  valid: Bool,
  outputs: object,
  ready: Bool,
  site: Site,
): { readonly valid: Bool; readonly outputs: unknown } {
  const present = node(`${name}_valid`, open.not().or(valid));
  const offered = mapLeaves(outputs, name, site, (leaf, path) => {
    const key = [name, "spare", ...path].join("_");
    const { [key]: spare } = regs({ [key]: typeOfLeaf(leaf) });
    if (!isLeaf(spare)) throw new Error("a register is a value");
    when(open, () => {
      spare.next = leaf;
    });
    return open.mux<Leaf>(leaf, spare).expr;
  });
  open.next = ready.or(present.not());
  return { valid: present, outputs: offered };
}
