/** All mistakes of the catalogue, by what ought to find them. */
import { drivers } from "./drivers.ts";
import { kinds } from "./kinds.ts";
import type { Mistake, MistakeGroup } from "./mistake.ts";
import { streams } from "./streams.ts";
import { widths } from "./widths.ts";
import { wiring } from "./wiring.ts";

export const catalogue: Readonly<Record<MistakeGroup, readonly Mistake[]>> = {
  wiring: [...wiring, ...kinds, ...streams],
  values: [...widths, ...drivers],
};
