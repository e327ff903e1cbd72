/** The two ends of a stream in a test: each keeps its side of the rules, and the receiving one checks the cell's. */
import { expect } from "vitest";
import type { Simulation } from "../../../sim/simulation.ts";
import type { Random } from "../../support/random.ts";

export interface StreamEnd {
  /** Before the clock edge: sets the inputs. */
  drive(): void;
  /** When every end has driven: the word that moves at this edge. */
  moving(): bigint | undefined;
}

/** Offers words that `next` draws, each until it is taken. */
export function sender(
  simulation: Simulation,
  name: string,
  random: Random,
  chance: number,
  next: () => number | bigint,
): StreamEnd {
  const [valid, payload, ready] = ["valid", "payload", "ready"].map((pin) => simulation.port(`${name}_${pin}`));
  if (!valid || !payload || !ready) throw new Error(name);
  let offered: bigint | undefined;
  return {
    drive() {
      offered ??= random.chance(chance) ? BigInt(next()) : undefined;
      valid.value = offered === undefined ? 0 : 1;
      payload.big = offered ?? 0n;
    },
    moving() {
      if (offered === undefined || ready.value === 0) return undefined;
      const word = offered;
      offered = undefined;
      return word;
    },
  };
}

/** Takes words, and checks that what is offered stays until it is taken; `payload`: its leaves, most significant first. */
export function receiver(
  simulation: Simulation,
  name: string,
  random: Random,
  chance: number,
  leaves: readonly string[] = ["payload"],
): StreamEnd {
  const [valid, ready] = [simulation.port(`${name}_valid`), simulation.port(`${name}_ready`)];
  const parts = leaves.map((leaf) => simulation.port(`${name}_${leaf}`));
  let stalled: bigint | undefined;
  return {
    drive() {
      ready.value = random.chance(chance) ? 1 : 0;
    },
    moving() {
      const payload = parts.reduce((word, part) => (word << BigInt(part.width)) | part.big, 0n);
      const offered = valid.value === 1 ? payload : undefined;
      if (stalled !== undefined) expect(offered, `${name} changed while stalled, seed ${random.seed}`).toBe(stalled);
      stalled = offered !== undefined && ready.value === 0 ? offered : undefined;
      return ready.value === 1 ? offered : undefined;
    },
  };
}

/** One clock cycle: drives all ends, then tells what moves at each; `look` is called before the edge. */
export function cycleOf<K extends string>(
  simulation: Simulation,
  ends: Readonly<Record<K, StreamEnd>>,
  look: () => void = () => {},
): Record<K, bigint | undefined> {
  const entries = Object.entries(ends) as [K, StreamEnd][];
  for (const [, end] of entries) end.drive();
  look();
  const moved = Object.fromEntries(entries.map(([name, end]) => [name, end.moving()])) as Record<K, bigint | undefined>;
  simulation.step();
  return moved;
}
