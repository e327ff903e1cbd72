import { setMaxListeners } from "node:events";
import { availableParallelism, freemem } from "node:os";
import type { Tool } from "../tools/index.ts";
import type { Family } from "./family.ts";

/**
 * What one placement is counted as, in MB. npm's nextpnr-ice40 takes 650 at its peak, that of PyPI for ECP5 250 on a 25k and
 * 350 on an 85k with a design of 1,600 flip-flops, and more with a larger one. A native nextpnr holds less: no figure.
 */
const peakMegabytes: Readonly<Record<Family, Readonly<Record<Tool["kind"], number>>>> = {
  ice40: { wasm: 650, native: 300 },
  ecp5: { wasm: 800, native: 500 },
};

/** What a machine has left for placements. */
export interface FreeResources {
  readonly cores: number;
  readonly megabytes: number;
}

export function freeResources(): FreeResources {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const bytes = Math.min(freemem(), Math.max(limit - process.memoryUsage.rss(), 0));
  return { cores: availableParallelism(), megabytes: bytes / 1e6 };
}

/** How many placements a machine can run side by side: one for each core, as long as a fifth of the memory stays free. */
export function placementsAtOnce(family: Family, kind: Tool["kind"], free: FreeResources = freeResources()): number {
  const fits = Math.floor((free.megabytes * 0.8) / peakMegabytes[family][kind]);
  return Math.max(1, Math.min(free.cores, fits));
}

/**
 * Works on all items, at most `atOnce` at the same time, and begins the next one as soon as one is done. When one fails,
 * the others are aborted, no further one begins, and the failure is thrown when the last one has ended.
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal | undefined,
  work: (item: T, index: number, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, both); // every item listens: many are no leak
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length && !both.aborted; index = next++) {
      try {
        results[index] = await work(items[index] as T, index, both);
      } catch (error) {
        failures.push(error); // before the others fail by our abort
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, items.length)) }, lane));
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return results;
}
