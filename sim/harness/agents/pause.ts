/** When a source or sink holds back: one boolean for each cycle in which it could move. */
import { SpikeforgeError } from "../../../diagnostics/index.ts";

/**
 * A pattern: any list or generator of booleans, `true` for a cycle of rest; when it ends, there is no more rest. A
 * function gets a seed of its own for each agent, which follows from the simulation's.
 */
export type Pause = Iterable<boolean> | ((seed: number) => Iterable<boolean>);

export const pause = {
  /** Never rests. */
  never: [] as Iterable<boolean>,
  /** Rests in every n-th cycle, n at least 2. */
  every(n: number): Pause {
    requireWhole("pause.every", n, 2);
    return function* everyNth() {
      for (let cycle = 1; ; cycle++) yield cycle % n === 0;
    };
  },
  /** Rests with this probability, 0 to below 1. */
  random(probability: number, seed?: number): Pause {
    if (!(probability >= 0 && probability < 1)) {
      throw wrong("pause.random", `a probability of ${probability}`, "give 0 or more, and less than 1");
    }
    return function* randomly(own) {
      const random = randomNumbers(seed ?? own);
      for (;;) yield random() < probability;
    };
  },
  /** Moves for some cycles, then rests for some; both drawn between 1 and these numbers. */
  bursts(longestRun: number, longestRest: number, seed?: number): Pause {
    requireWhole("pause.bursts", longestRun, 1);
    requireWhole("pause.bursts", longestRest, 1);
    return function* inBursts(own) {
      const random = randomNumbers(seed ?? own);
      for (;;) {
        for (let left = 1 + Math.floor(random() * longestRun); left > 0; left--) yield false;
        for (let left = 1 + Math.floor(random() * longestRest); left > 0; left--) yield true;
      }
    };
  },
} as const;

/** The pattern as a function that says whether this cycle is one of rest. */
export function rests(pattern: Pause | undefined, seed: number, name: string): () => boolean {
  if (pattern === undefined || pattern === pause.never) return () => false;
  let mixed = seed;
  for (const letter of name) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  const booleans = (typeof pattern === "function" ? pattern(mixed) : pattern)[Symbol.iterator]();
  return () => {
    const { done, value } = booleans.next();
    return done !== true && value === true;
  };
}

/** Numbers from 0 to below 1: Weyl sequence, mixed by multiplication. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

function requireWhole(place: string, found: number, least: number): void {
  if (Number.isSafeInteger(found) && found >= least) return;
  throw wrong(place, `${found} cycles`, `give a whole number, ${least} or more`);
}

function wrong(place: string, found: string, mend: string): SpikeforgeError {
  return new SpikeforgeError({ code: "SIM131", place, found, mend });
}
