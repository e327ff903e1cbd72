/** From a network description and a device to many cores and chips. */
import { type CoreTarget, type PlacedSystem, placeSystem, quantise, type SystemOptions } from "../compile/index.ts";
import type { Fabric, IntegerNetwork } from "../config/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { Network } from "../network/index.ts";
import { type PlanTarget, planCoreTarget } from "./plan/plan-target.ts";

export interface CompileSystemOptions extends SystemOptions {
  /** L of each core, a power of two. Default: as many as its weight memory feeds. For devices and boards only. */
  readonly lanes?: number;
}

/** A network on several cores: `system` has everything that is built and loaded. */
export interface CompiledSystem extends PlacedSystem {
  readonly network: IntegerNetwork;
  /** What the chips' cells are. */
  readonly fabric: Fabric;
  /** What each core may use. */
  readonly target: CoreTarget;
}

/**
 * Quantises a network, cuts it and puts it on the cores of one or more chips. The cores of a chip share a device's
 * memories; where a core's limits are given instead, each core has all of them. Throws NET and CMP errors, all problems
 * together; CMP025 when a device has no memory for so many cores.
 */
export function compileSystem(
  description: Network,
  target: PlanTarget | CoreTarget,
  options: CompileSystemOptions = {},
): CompiledSystem {
  const network = quantise(description);
  const { lanes, ...rest } = options;
  if ("limits" in target) return { network, fabric: target.fabric, target, ...placeSystem(network, target, rest) };
  // More cores of one chip have no more memory than one.
  const cores = options.cores ?? 1;
  const core = shareOf(target, cores, network, lanes);
  return { network, fabric: core.fabric, target: core, ...placeSystem(network, core, { ...rest, cores }) };
}

/** What one of several cores of a chip may use. */
function shareOf(target: PlanTarget, cores: number, { weightBits }: IntegerNetwork, lanes?: number): CoreTarget {
  const options = { weightBits, ...(lanes === undefined ? {} : { lanes }) };
  if (!(cores > 1)) return planCoreTarget(target, options);
  const { device } = target;
  const share = { ...device, blocks: Math.floor(device.blocks / cores), spram: Math.floor(device.spram / cores) };
  const { board: _board, ...chip } = target;
  const core = planCoreTarget({ ...chip, device: share }, options);
  if (core.limits.weightMemory.blocks > 0) return core;
  const memories = device.spram > 0 ? `${device.spram} SPRAM and ${device.blocks}` : `${device.blocks}`;
  throw new SpikeforgeError({
    code: "CMP025",
    place: target.name,
    found: `no memory is left for the weights of ${cores} cores: the device has ${memories} block memories`,
    mend: "use fewer cores per chip, more chips, or a larger device",
  });
}
