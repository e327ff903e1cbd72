import type { CoreTiming } from "./core-timing.ts";

/**
 * A run of the delay program: every step reads a word and appends its spikes, one per cycle, while the next word is read.
 *
 * @param delayed spikes of each step
 * @param start cycle in which the own lists change over
 * @param append told the cycles in which entries come to the lists
 * @returns the first cycle in which the program has ended; 0 where there is none
 */
export function delayRun(
  delayed: Int32Array,
  start: number,
  { delayRead }: Pick<CoreTiming, "delayRead">,
  append: (cycle: number) => void,
): number {
  if (delayed.length === 0) return 0;
  let decode = start + 1;
  let handOver = start;
  let ended = start;
  for (const spikes of delayed) {
    handOver = Math.max(decode + delayRead + 1, ended);
    for (let spike = 0; spike < spikes; spike++) append(handOver + 2 + spike);
    decode = handOver + 1;
    ended = handOver + 1 + spikes;
  }
  const last = delayed.at(-1) ?? 0;
  return Math.max(decode + 1, last === 0 ? 0 : handOver + last + 2) + 1;
}
