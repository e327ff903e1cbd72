import type { CoreShape, HardwareConfig, IntegerNetwork, LearningShape } from "../config/index.ts";
import { arrange, encode } from "./place.ts";
import { joinShapes } from "./shape.ts";
import type { CoreTarget } from "./target.ts";

/** A part of a core that is not what a network needs. */
export interface ShapeMisfit {
  readonly field: keyof CoreShape | `learning.${keyof LearningShape}`;
  readonly needs: unknown;
  readonly has: unknown;
}

/** What no core has more or less of for the sake of another network. */
const fixed = ["weightBits", "weightSign", "membraneBits"] as const satisfies readonly (keyof CoreShape)[];

/**
 * Places a network on a core that is already built: one of its own shape, or a larger one.
 *
 * @returns the configuration, or what of the core does not do
 * @throws as `place`, for what no core of the target holds
 */
export function placeInto(
  net: IntegerNetwork,
  target: CoreTarget,
  shape: CoreShape,
): { readonly config: HardwareConfig } | { readonly misfits: readonly ShapeMisfit[] } {
  const kinds = fixed.filter((field) => net[field] !== shape[field]);
  if (kinds.length > 0) return { misfits: kinds.map((field) => ({ field, needs: net[field], has: shape[field] })) };
  const arrangement = arrange(net, { ...target, lanes: shape.lanes, updates: shape.updates });
  const own = arrangement.shape;
  const otherwise = learningMisfits(own.learning, shape.learning);
  if (otherwise.length > 0) return { misfits: otherwise };
  const joined = joinShapes(shape, own);
  const fields = Object.keys(joined) as (keyof CoreShape)[];
  const misfits = fields
    .filter((field) => JSON.stringify(joined[field]) !== JSON.stringify(shape[field]))
    .map((field) => ({ field, needs: own[field], has: shape[field] }));
  return misfits.length > 0 ? { misfits } : { config: encode(arrangement, shape) };
}

/** A core learns by one rule, and what does not learn has no place in one that does: a core of another kind. */
function learningMisfits(needs: LearningShape | undefined, has: LearningShape | undefined): ShapeMisfit[] {
  if (needs === undefined && has === undefined) return [];
  if (needs === undefined || has === undefined) {
    return [{ field: "learning", needs: needs?.kind, has: has?.kind }];
  }
  return (Object.keys(needs) as (keyof LearningShape)[])
    .filter((key) => needs[key] !== has[key])
    .map((key) => ({ field: `learning.${key}` as const, needs: needs[key], has: has[key] }));
}
