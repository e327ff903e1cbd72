import type { Diagnostic } from "../../diagnostics/index.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import type { CheckMask } from "./instrument.ts";

/** Most failures that are listed, as on the embedded engine; the others are counted. */
const listed = 16;

/** What the masks of failing checks say, by instance in the order of the source. */
export function failedChecks(
  masks: readonly CheckMask[],
  bitsOf: (path: string) => number,
  moment: string,
): Diagnostic[] {
  const failures = masks.flatMap(({ scope, path, properties }) => {
    const fails = bitsOf(path);
    return properties
      .filter((_, index) => ((fails >>> index) & 1) === 1)
      .map(({ kind, message, site }) => ({
        code: "SIM010",
        place: scope === "" ? "top" : scope,
        found: `${kind === "assume" ? "assumption" : "assertion"} failed at ${moment}: ${message}`,
        source: [shortLocation(site)],
      }));
  });
  const more = failures.length - listed;
  if (more <= 0) return failures;
  return failures.slice(0, listed).map((each, index) => {
    if (index < listed - 1) return each;
    return { ...each, source: [...each.source, `and ${more} more at this cycle`] };
  });
}

/** A model that ended by itself: what it printed, or why it cannot go on. */
export function stoppedModel(
  [output, fatal]: readonly [output: string, fatal: string],
  place: string,
  moment: string,
): Diagnostic {
  return { code: "SIM015", place, found: `the model stopped at ${moment}: ${fatal === "" ? output.trim() : fatal}` };
}
