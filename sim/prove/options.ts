/** What is refused before anything is computed. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { clocksOf } from "./clocks.ts";
import type { ProveOptions } from "./proof.ts";
import { memoryBits, placedProperties } from "./properties.ts";

/** With several clocks memories become registers, of which a solver takes no more than this. */
const mostBitsWithSeveralClocks = 65_536;

/** SIM030, SIM032, SIM035 and SIM036. */
export function checkOptions(design: Design, { mode, hold = {}, resets = [] }: ProveOptions, depth: number): void {
  const kinds = new Set([...placedProperties(design).values()].map(({ property }) => property.kind));
  const wanted = mode === "cover" ? "cover" : "assert";
  if (!kinds.has(wanted)) {
    throw new SpikeforgeError({
      code: "SIM030",
      place: design.top.name,
      found: `nothing to prove: no ${wanted === "cover" ? "cover" : "assertion"} in it or below`,
      mend: `state what should ${wanted === "cover" ? "happen with formal.cover" : "hold with formal.assert"}`,
    });
  }
  const bits = clocksOf(design).length > 1 ? memoryBits(design) : 0;
  if (bits > mostBitsWithSeveralClocks) {
    throw new SpikeforgeError({
      code: "SIM036",
      place: design.top.name,
      found: `memories of ${bits} bits in a design with several clocks, of which a prover takes ${mostBitsWithSeveralClocks}`,
      mend: "prove it with smaller parameters",
    });
  }
  const problem = (found: string, mend: string) =>
    new SpikeforgeError({ code: "SIM032", place: design.top.name, found, mend });
  if (!Number.isSafeInteger(depth) || depth < 1)
    throw problem(`a depth of ${depth}`, "use a whole number of at least 1");
  const inputs = design.top.ports.flatMap(({ direction, signal }) =>
    direction === "input" && signal.type.kind !== "clock" ? [signal] : [],
  );
  for (const name of resets) {
    if (inputs.some((each) => each.name === name && each.type.kind === "bool")) continue;
    throw problem(
      `no input ${name} of one bit to be a reset`,
      `its inputs are ${inputs.map((i) => i.name).join(", ")}`,
    );
  }
  for (const [name, value] of Object.entries(hold)) {
    const input = inputs.find((each) => each.name === name);
    if (input === undefined)
      throw problem(`no input ${name} to hold`, `its inputs are ${inputs.map((i) => i.name).join(", ")}`);
    if (BigInt.asUintN(input.type.width, BigInt(value)) !== BigInt(value)) {
      throw problem(`${name} held at ${value}, which does not fit ${input.type.width} bits`, "give its bits, unsigned");
    }
  }
}
