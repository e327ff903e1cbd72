/** The clocks of a design, as a proof sees them: each step is one edge of one of them, in any order. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";

/** The top's own clock first, then its clock ports; throws SIM035 for a design with a cell that makes clocks. */
export function clocksOf({ top, modules }: Design): readonly string[] {
  const source = modules.find(({ blackBox }) => blackBox?.clockSource !== undefined);
  if (source !== undefined) {
    throw new SpikeforgeError({
      code: "SIM035",
      place: top.name,
      found: `the cell ${source.name} makes clocks, of which a prover knows nothing`,
      mend: "prove the module behind it, with its clocks as ports",
    });
  }
  const ports = top.ports.flatMap(({ direction, signal }) =>
    direction === "input" && signal.type.kind === "clock" ? [signal.name] : [],
  );
  return top.clocked ? ["clk", ...ports] : ports;
}

/** What says that exactly one of several one-bit terms holds. */
export function exactlyOne(terms: readonly string[]): string {
  const pairs = terms.flatMap((a, i) => terms.slice(i + 1).map((b) => `(not (and ${a} ${b}))`));
  return `(and (or ${terms.join(" ")}) ${pairs.join(" ")})`;
}
