/** What there is to cover in one module, each point with the counters that it follows from. */
import type { Site } from "../../hdlgen/site.ts";
import type { Sum } from "./counters.ts";
import type { CountedPoint } from "./report.ts";

/** A counted point whose place in the source is found out when somebody asks. */
export interface PlannedPoint extends Omit<CountedPoint, "location" | "inside"> {
  readonly site: Site;
  readonly sum: Sum;
  /** The branch that it stands in. */
  readonly inside?: PlannedPoint | undefined;
}
