import { type Diagnostic, SpikeforgeError } from "../diagnostics/index.ts";
import { captureSite, framesOfErrors, type Site, shortLocation } from "./site.ts";

/** Throws one HDL error whose last source line is the user's line. */
export function fail(
  code: string,
  place: string,
  found: string,
  mend: string,
  site: Site = captureSite(framesOfErrors),
): never {
  throw new SpikeforgeError(diagnostic(code, place, found, mend, site));
}

export function diagnostic(
  code: string,
  place: string,
  found: string,
  mend: string,
  ...sites: readonly Site[]
): Diagnostic {
  return {
    code,
    place,
    found,
    source: sites.map((site) => `at ${shortLocation(site)}`),
    mend,
  };
}

const longestParameters = 100;

/**
 * The problem with a line that says for which parameters it arises, and who gives them: a problem of one variant is not
 * one of its definition. Without parameters it is as it was; long ones are left to the line that is named.
 */
export function inVariant(
  problem: Diagnostic,
  module: { readonly baseName: string; readonly parameters: string },
  place: string,
  site: Site,
): Diagnostic {
  const { baseName, parameters } = module;
  if (parameters === "{}") return problem;
  const variant = parameters.length > longestParameters ? baseName : `${baseName} ${parameters}`;
  const line = `in ${variant}, which is ${place} at ${shortLocation(site)}`;
  return { ...problem, source: [...(problem.source ?? []), line] };
}
