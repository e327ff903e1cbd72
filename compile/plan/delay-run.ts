import type { CoreTiming } from "./core-timing.ts";

/** Neurons of a word that the delay program looks at together. */
const scanned = 4;

/**
 * A run of the delay program: every step reads a word of the history, while the one before is scanned, and appends its spikes.
 *
 * @param words who fired in the word of each step, a bit each
 * @param start cycle in which the own lists change over
 * @param append told the cycles in which entries come to the lists
 * @returns the first cycle in which the program has ended; 0 where there is none
 */
export function delayRun(
  words: Int32Array,
  start: number,
  { delayRead }: Pick<CoreTiming, "delayRead">,
  append: (cycle: number) => void,
): number {
  if (words.length === 0) return 0;
  let decode = start + 1;
  let resting = start;
  for (const word of words) {
    const load = Math.max(decode + 1 + delayRead, resting);
    decode = load + 1;
    resting = scan(word, decode, append) + 1;
  }
  return Math.max(decode + 1, resting) + 1;
}

/** From the first look at a word to the cycle in which nothing of it is left. */
function scan(word: number, first: number, append: (cycle: number) => void): number {
  let cycle = first;
  let isAppending = false;
  for (let left = word; left !== 0 || isAppending; cycle++) {
    const few = left % 2 ** scanned;
    if (isAppending) append(cycle);
    else {
      const others = few & (few - 1);
      left = others !== 0 ? left - few + others : Math.floor(left / 2 ** scanned);
    }
    isAppending = !isAppending && few !== 0;
  }
  return cycle;
}
