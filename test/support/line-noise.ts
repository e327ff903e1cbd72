/** What a bad line does to bytes, from a seed. */
import type { Random } from "./random.ts";

export interface NoiseRates {
  /** Chance per byte. */
  readonly flipped?: number;
  readonly lost?: number;
  readonly doubled?: number;
  /** Chance per call to lose the rest of it. */
  readonly cut?: number;
}

export function lineNoise(random: Random, { flipped = 0, lost = 0, doubled = 0, cut = 0 }: NoiseRates) {
  return (bytes: Uint8Array): Uint8Array => {
    const end = random.chance(cut) ? random.integer(0, bytes.length) : bytes.length;
    const out = Array.from(bytes.subarray(0, end)).flatMap((byte) => {
      if (random.chance(lost)) return [];
      const heard = random.chance(flipped) ? byte ^ (1 << random.integer(0, 7)) : byte;
      return random.chance(doubled) ? [heard, heard] : [heard];
    });
    return Uint8Array.from(out);
  };
}
