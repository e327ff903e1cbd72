/** The fewest bits in which the phases of a rate code can be counted up from channel to channel. */
import type { RateShape } from "../../config/index.ts";

const phaseBits = 32;

export interface PhasePlan {
  readonly bits: number;
  /** Of channel 0, and from each channel to the next, modulo 2^bits. A phase is in the highest `shift` bits. */
  readonly first: number;
  readonly increment: number;
}

/**
 * Low bits of the multiplier matter only where their sum carries into the phase, and between so many channels a start that
 * is a little off makes up for most of them. Every channel's phase is checked, so that all of them are exact.
 */
export function phasePlan({ phaseMultiplier, shift }: Omit<RateShape, "numerator">, channels: number): PhasePlan {
  const phases = Uint32Array.from(
    { length: channels },
    (_, channel) => Math.imul(channel + 1, phaseMultiplier) >>> (phaseBits - shift),
  );
  for (let bits = shift; bits < phaseBits; bits++) {
    const nearly = phaseMultiplier / 2 ** (phaseBits - bits);
    for (const increment of new Set([Math.floor(nearly), Math.ceil(nearly)])) {
      const first = firstFor(phases, bits - shift, increment, 2 ** bits);
      if (first !== undefined) return { bits, first, increment: increment % 2 ** bits };
    }
  }
  return { bits: phaseBits, first: phaseMultiplier, increment: phaseMultiplier };
}

/** Where to start, so that counting up by `increment` modulo `wrap` gives all phases, `low` bits up; undefined if nothing does. */
function firstFor(phases: Uint32Array, low: number, increment: number, wrap: number): number | undefined {
  const room = 2 ** low;
  const half = wrap / 2;
  let least = -half;
  let most = half;
  for (const [channel, phase] of phases.entries()) {
    // From where channel 0 would start at 0 to the start of this phase, −half…half.
    const off = (((phase * room - channel * increment + half) % wrap) + wrap) % wrap;
    const from = off - half;
    // What is around the origin of the first one.
    const around = channel === 0 ? from : from + wrap * Math.round((middle(least, most) - from) / wrap);
    least = Math.max(least, around);
    most = Math.min(most, around + room - 1);
    if (least > most) return undefined;
  }
  return ((least % wrap) + wrap) % wrap;
}

const middle = (least: number, most: number): number => (least + most) / 2;
