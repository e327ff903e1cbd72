/** The end of a pipeline in a stream: one spare place, so that the clock enable of the whole pipeline is a register. */
import { verilogName } from "./names.ts";
import type { PipelineRegisters } from "./pipeline-registers.ts";
import { mapLeaves } from "./pipeline-values.ts";
import type { Site } from "./site.ts";
import { node, type Reg, regs } from "./structure.ts";
import { bool } from "./types.ts";
import type { Bool, Leaf } from "./values.ts";

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

export interface SkidRequest {
  readonly name: string;
  /** The register of `skidReady`, which is the clock enable of `registers`. */
  readonly open: Reg<Bool>;
  readonly registers: PipelineRegisters;
  /** What stands at the last boundary. */
  readonly valid: Bool;
  readonly outputs: object;
  readonly latency: number;
  /** The stream behind takes what it is offered. */
  readonly ready: Bool;
  readonly site: Site;
}

/** What the stream behind sees of a pipeline. */
export function skidEnd(request: SkidRequest): { readonly valid: Bool; readonly outputs: object } {
  const { name, open, registers, valid, outputs, latency, ready, site } = request;
  const present = node(`${name}_valid`, open.not().or(valid));
  const offered = mapLeaves(outputs, name, site, (leaf, path) => {
    const own = verilogName([name, "spare", ...path], site);
    const spare = leaf.over(registers.add({ name: own, boundary: latency + 1, value: leaf, site }));
    return open.mux<Leaf>(leaf, spare).expr;
  });
  open.next = ready.or(present.not());
  return { valid: present, outputs: offered as object };
}
