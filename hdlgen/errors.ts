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
