import { type Diagnostic, throwIfAny } from "../../diagnostics/index.ts";
import type { Simulation } from "../simulation.ts";

/** An end of a link, by the ports that say how it is doing. */
export interface LinkEnd {
  readonly chip: string;
  readonly link: string;
  readonly simulation: Simulation;
  /** What the names of its ports begin with: `link0_` for `link0_up`; empty for a chip that is one link. */
  readonly prefix: string;
}

/**
 * Whether a run over these links can go on. Throws, for all ends together, SIM200 for one that has heard nothing for more than
 * `beats` beats of its endpoint (rtl/chip-link/link-endpoint.ts), SIM201 for one whose other end was reset in the middle,
 * SIM202 for one whose other end has words of another shape; each names the tick whose words are awaited.
 */
export function checkLinks(ends: readonly LinkEnd[], { beats }: { readonly beats: number }): void {
  throwIfAny(ends.flatMap((end) => problemOf(end, beats) ?? []));
}

function problemOf({ chip, link, simulation, prefix }: LinkEnd, beats: number): Diagnostic | undefined {
  const read = (name: string): number => simulation.port(`${prefix}${name}`).value;
  const place = `${chip}.${link}`;
  const tick = `tick ${read("ticks_in")}`;
  if (read("unlike") === 1) {
    return {
      code: "SIM202",
      place,
      found: "the other end has words of another shape",
      mend: "build the chips of a system from one configuration",
    };
  }
  if (read("restarted") === 1) {
    return {
      code: "SIM201",
      place,
      found: `the other end was reset in ${tick}: it no longer knows the run`,
      mend: "clear all chips and run again",
    };
  }
  const silence = read("stalled_for");
  if (silence <= beats) return undefined;
  return {
    code: "SIM200",
    place,
    found: `nothing heard for ${silence} beats in ${tick}; ${read("repeats")} repeats, ${read("spoiled")} spoiled frames`,
    mend: `look at the cable and the other chip, or allow more than ${beats} beats`,
  };
}
