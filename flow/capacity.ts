import { type Board, boards, type DeviceResources } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { Usage } from "./build-result.ts";

type ResourceName = keyof DeviceResources;

/** nextpnr's names of the resources that limit a design. */
export const resourceBels: Readonly<Record<ResourceName, string>> = {
  lc: "ICESTORM_LC",
  ebr: "ICESTORM_RAM",
  spram: "ICESTORM_SPRAM",
  dsp: "ICESTORM_DSP",
};

const words: Readonly<Record<ResourceName, string>> = {
  lc: "logic cells",
  ebr: "block RAMs (EBR)",
  spram: "single-port RAMs (SPRAM)",
  dsp: "multipliers (DSP)",
};

/** What nextpnr prints after packing: `Info: ICESTORM_LC:  6012/  5280  113%`. */
export function readUtilizationLine(line: string): readonly [bel: string, usage: Usage] | undefined {
  const found = /^Info:\s+(\w+):\s+(\d+)\/\s*(\d+)\s+\d+%/.exec(line);
  const [, bel, used, available] = found ?? [];
  return bel === undefined ? undefined : [bel, { used: Number(used), available: Number(available) }];
}

/** Each limiting resource with what is used of it; a device without such a resource has 0 of it. */
export function usageOf(utilization: ReadonlyMap<string, Usage>): Record<ResourceName, Usage> {
  const usage = (name: ResourceName) => utilization.get(resourceBels[name]) ?? { used: 0, available: 0 };
  return { lc: usage("lc"), ebr: usage("ebr"), spram: usage("spram"), dsp: usage("dsp") };
}

/** FLOW010 for each resource of which a design needs more than its board has; undefined when it fits. */
export function doesNotFit(board: Board, utilization: ReadonlyMap<string, Usage>): SpikeforgeError | undefined {
  const usage = usageOf(utilization);
  const names = Object.keys(usage) as ResourceName[];
  const over = names.filter((name) => usage[name].used > usage[name].available);
  if (over.length === 0) return undefined;
  const larger = boards().filter(({ resources }) => names.every((name) => usage[name].used <= resources[name]));
  const hint = larger.length === 0 ? "" : `, or take a larger board: ${larger.map(({ id }) => id).join(", ")}`;
  return new SpikeforgeError(
    over.map((name) => ({
      code: "FLOW010",
      place: `board "${board.id}"`,
      found: `the design needs ${usage[name].used} ${words[name]}, the board has ${usage[name].available}`,
      mend: `make the design smaller${hint}`,
    })),
  );
}
