/** Proofs for tests: what does not hold is thrown, with the run that shows it. */
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import type { Proof, Provable, ProveOptions, Witness } from "./proof.ts";
import { type Prover, prove } from "./prove.ts";

/**
 * Proves as `prove` does, and returns only what is proved or covered.
 *
 * @throws SIM033 an assertion fails: with the cycle, the line and the run · SIM034 not decided: the induction is too
 *   weak, a cover was not reached, or time ran out · all that `prove` throws
 */
export async function expectProved(
  provable: Provable,
  options: ProveOptions & {
    /** For several proofs; without one, yosys and solver start for this call. */
    readonly prover?: Prover;
  },
): Promise<Extract<Proof, { status: "proved" | "covered" }>> {
  const { prover = { prove }, ...rest } = options;
  const proof = await prover.prove(provable, rest);
  if (proof.status === "proved" || proof.status === "covered") return proof;
  if (proof.status === "failed") {
    const { failure } = proof;
    throw new SpikeforgeError({
      code: "SIM033",
      place: placeOf(failure),
      found: `assertion can fail, first at cycle ${failure.cycle}: ${failure.message}`,
      source: [failure.location, ...failure.waveform],
    });
  }
  throw new SpikeforgeError(undecided(proof));
}

function undecided(proof: Extract<Proof, { status: "unknown" }>): Diagnostic | readonly Diagnostic[] {
  const { reason, depth, mode, failure, unreached = [], ms } = proof;
  if (reason === "unreached") {
    return unreached.map((cover) => ({
      code: "SIM034",
      place: placeOf(cover),
      found: `cover is not reached within ${depth} cycles: ${cover.message}`,
      source: [cover.location],
      mend: "raise the depth, or find what forbids it",
    }));
  }
  if (reason === "induction" && failure !== undefined) {
    return {
      code: "SIM034",
      place: placeOf(failure),
      found:
        `not proved by induction over ${depth} cycle${depth === 1 ? "" : "s"}: ${failure.message}. ` +
        "The run that breaks it starts in a state that may be unreachable",
      source: [failure.location, ...failure.waveform],
      mend: "assert what forbids the state of cycle 0, or raise the depth",
    };
  }
  return {
    code: "SIM034",
    place: "prove",
    found: `no answer after ${(ms / 1000).toFixed(1)} s; ${mode} got to ${depth}`,
    mend: "raise timeoutSeconds, lower the depth, or shrink the design's parameters",
  };
}

function placeOf({ path }: Pick<Witness, "path">): string {
  return path === "" ? "top" : path;
}
