import { boards, ecp5Devices } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { Usage } from "./build-result.ts";
import { type BuildTarget, type Families, type Family, familyFlow } from "./family.ts";

/** What nextpnr prints after packing: `Info: ICESTORM_LC:  6012/  5280  113%`. */
export function readUtilizationLine(line: string): readonly [bel: string, usage: Usage] | undefined {
  const found = /^Info:\s+(\w+):\s+(\d+)\/\s*(\d+)\s+\d+%/.exec(line);
  const [, bel, used, available] = found ?? [];
  return bel === undefined ? undefined : [bel, { used: Number(used), available: Number(available) }];
}

/** Each limiting resource with what is used of it; a device without such a resource has 0 of it. */
export function usageOf<F extends Family>(
  family: F,
  utilization: ReadonlyMap<string, Usage>,
): Record<Families[F]["resource"], Usage> {
  const usage = resourceNames(family).map((name) => {
    const { bel } = familyFlow(family).resources[name];
    return [name, utilization.get(bel) ?? { used: 0, available: 0 }] as const;
  });
  return Object.fromEntries(usage) as Record<Families[F]["resource"], Usage>;
}

function resourceNames<F extends Family>(family: F): readonly Families[F]["resource"][] {
  return Object.keys(familyFlow(family).resources) as Families[F]["resource"][];
}

/** FLOW010 for each resource of which a design needs more than there is; undefined when it fits. */
export function doesNotFit(target: BuildTarget, utilization: ReadonlyMap<string, Usage>): SpikeforgeError | undefined {
  return target.family === "ice40"
    ? excess("ice40", target, utilization, (fits) => {
        const larger = boards().filter(({ resources }) => fits(resources));
        return larger.length === 0 ? "" : `, or take a larger board: ${larger.map(({ id }) => id).join(", ")}`;
      })
    : excess("ecp5", target, utilization, (fits) => {
        const larger = Object.entries(ecp5Devices).filter(([, resources]) => fits(resources));
        return larger.length === 0 ? "" : `, or take a larger device: ${larger.map(([name]) => name).join(", ")}`;
      });
}

function excess<F extends Family>(
  family: F,
  target: BuildTarget,
  utilization: ReadonlyMap<string, Usage>,
  hint: (fits: (resources: Readonly<Record<Families[F]["resource"], number>>) => boolean) => string,
): SpikeforgeError | undefined {
  const usage = usageOf(family, utilization);
  const names = resourceNames(family);
  const over = names.filter((name) => usage[name].used > usage[name].available);
  if (over.length === 0) return undefined;
  const larger = hint((resources) => names.every((name) => usage[name].used <= resources[name]));
  const noun = target.family === "ice40" && target.pcfFile !== undefined ? "board" : "device";
  return new SpikeforgeError(
    over.map((name) => ({
      code: "FLOW010",
      place: `${noun} "${target.id}"`,
      found: `the design needs ${usage[name].used} ${familyFlow(family).resources[name].words}, the ${noun} has ${usage[name].available}`,
      mend: `make the design smaller${larger}`,
    })),
  );
}
