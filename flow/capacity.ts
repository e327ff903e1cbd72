import { boards, type DeviceResources, type Ecp5Resources, ecp5Devices } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { Usage } from "./build-result.ts";
import { type BuildTarget, type Families, type Family, familyFlow, isBoard } from "./family.ts";

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

export function resourceNames<F extends Family>(family: F): readonly Families[F]["resource"][] {
  return Object.keys(familyFlow(family).resources) as Families[F]["resource"][];
}

/** FLOW010 for each resource of which a design needs more than there is; undefined when it fits. */
export function doesNotFit(target: BuildTarget, utilization: ReadonlyMap<string, Usage>): SpikeforgeError | undefined {
  return target.family === "ice40"
    ? excess("ice40", target, usageOf("ice40", utilization), iceNeeds)
    : excess("ecp5", target, usageOf("ecp5", utilization), ecpNeeds);
}

/** What a design takes at most on devices of each family. */
interface Needs {
  readonly ice40: DeviceResources;
  readonly ecp5: Ecp5Resources;
}

/** An SPRAM holds as much as 16 DP16KD, an EBR fits into one; a logic cell is a LUT and a flip-flop. */
function iceNeeds({ lc, ebr, spram, dsp }: Record<keyof DeviceResources, Usage>): Needs {
  return {
    ice40: { lc: lc.used, ebr: ebr.used, spram: spram.used, dsp: dsp.used },
    ecp5: { lut: lc.used, ff: lc.used, dp16kd: ebr.used + 16 * spram.used, mult18: dsp.used },
  };
}

/** A DP16KD holds as much as 5 EBR; a LUT and a flip-flop need not share a logic cell. */
function ecpNeeds({ lut, ff, dp16kd, mult18 }: Record<keyof Ecp5Resources, Usage>): Needs {
  return {
    ice40: { lc: lut.used + ff.used, ebr: 5 * dp16kd.used, spram: 0, dsp: mult18.used },
    ecp5: { lut: lut.used, ff: ff.used, dp16kd: dp16kd.used, mult18: mult18.used },
  };
}

function excess<F extends Family>(
  family: F,
  target: BuildTarget,
  usage: Record<Families[F]["resource"], Usage>,
  needsOf: (usage: Record<Families[F]["resource"], Usage>) => Needs,
): SpikeforgeError | undefined {
  const over = resourceNames(family).filter((name) => usage[name].used > usage[name].available);
  if (over.length === 0) return undefined;
  const noun = isBoard(target) ? "board" : "device";
  return new SpikeforgeError(
    over.map((name) => ({
      code: "FLOW010",
      place: `${noun} "${target.id}"`,
      found: `the design needs ${usage[name].used} ${familyFlow(family).resources[name].words}, the ${noun} has ${usage[name].available}`,
      mend: `make the design smaller${larger(target, needsOf(usage))}`,
    })),
  );
}

/** Boards on which it fits; for a bare ECP5 the devices of its own family, since no board says the package. */
function larger(target: BuildTarget, needs: Needs): string {
  const names =
    target.family === "ecp5" && !isBoard(target)
      ? Object.entries(ecp5Devices)
          .filter(([, has]) => fits(needs.ecp5, has))
          .map(([name]) => name)
      : boards()
          .filter((each) =>
            each.family === "ice40" ? fits(needs.ice40, each.resources) : fits(needs.ecp5, each.resources),
          )
          .map(({ id }) => id);
  const noun = target.family === "ecp5" && !isBoard(target) ? "device" : "board";
  return names.length === 0 ? "" : `, or take a larger ${noun}: ${names.join(", ")}`;
}

function fits<R extends object>(needs: R, has: { readonly [Name in keyof R]: number }): boolean {
  return (Object.keys(needs) as (keyof R)[]).every((name) => Number(needs[name]) <= has[name]);
}
