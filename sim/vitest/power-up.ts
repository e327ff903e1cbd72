/** A test from two power-up states at once. */
import type { PowerUpOptions } from "../lockstep/index.ts";
import type { OpenOptions, Simulation } from "../simulation.ts";
import type { PowerUp } from "./options.ts";

/** The engine of a test, and what is beside it. */
export interface Opened {
  /** What the test drives. */
  readonly simulation: Simulation;
  /** The one whose seed is that of the test, and whose coverage counts. */
  readonly first: Simulation;
  /** Throws where the power-up state shows. */
  finish(): void;
  close(): void;
}

/** What differs between the seeds of the two. */
const otherSeed = 0x5bd1_e995;

/** Opens one simulation, or two whose outputs must not differ once they have been reset. */
export async function openFromPowerUp(
  powerUp: PowerUp,
  opening: OpenOptions & { readonly seed: number },
  open: (opening: OpenOptions) => Promise<Simulation>,
): Promise<Opened> {
  const first = await open(opening);
  if (powerUp === "seeded") {
    return { simulation: first, first, finish: () => {}, close: () => first.close() };
  }
  // Loaded when it is wanted, as most of what a test may need.
  const { powerUpPair } = await import("../lockstep/index.ts");
  const second = await open({ ...opening, seed: (opening.seed ^ otherSeed) >>> 0 });
  const pair = powerUpPair([first, second], optionsOf(powerUp));
  const close = () => {
    // Not the pair: a test that has failed before is over without a comparison.
    first.close();
    second.close();
  };
  return { simulation: pair, first, finish: () => pair.finish(), close };
}

const optionsOf = (powerUp: "checked" | PowerUpOptions): PowerUpOptions => (powerUp === "checked" ? {} : powerUp);
