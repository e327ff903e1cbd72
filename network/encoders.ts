import { type Diagnostic, throwIfAny } from "../diagnostics/index.ts";

/** Turns one value 0…255 per channel into the active channels of every tick, ascending. */
export type Encoder = (values: Uint8Array) => number[][];

const largestValue = 255;

/** A deterministic rate code without drift: see `rateEncoder`. */
export interface RateCode {
  readonly ticks: number;
  /** Spikes per tick and unit of value are `numerator / 2^shift`; at most one spike per tick at value 255. */
  readonly numerator: number;
  /** 1…24. */
  readonly shift: number;
  /**
   * Spreads the channels' phases: channel i starts at the top `shift` bits of (i + 1) · phaseMultiplier mod 2^32.
   * 0 starts them all together.
   */
  readonly phaseMultiplier: number;
}

/**
 * A rate code in integers: a channel's position starts at its phase and advances by numerator · value per tick; the
 * channel spikes whenever it passes a multiple of 2^shift. Equal values spike equally often, at ticks that the phase
 * spreads. Throws NET050 if a parameter is out of range.
 */
export function rateEncoder({ ticks, numerator, shift, phaseMultiplier }: RateCode): Encoder {
  const wrap = 2 ** shift;
  const most = Math.floor(wrap / largestValue);
  throwIfAny([
    ...outside("ticks", ticks, 1, 2 ** 20),
    ...outside("shift", shift, 1, 24),
    ...outside("numerator", numerator, 1, Math.max(1, most)),
    ...outside("phaseMultiplier", phaseMultiplier, 0, 2 ** 32 - 1),
  ]);
  return (values) => {
    const active: number[][] = Array.from({ length: ticks }, () => []);
    for (const [channel, value] of values.entries()) {
      const phase = Math.imul(channel + 1, phaseMultiplier) >>> (32 - shift);
      const step = numerator * value;
      for (const [tick, channels] of active.entries()) {
        const before = Math.floor((phase + step * tick) / wrap);
        if (Math.floor((phase + step * (tick + 1)) / wrap) > before) channels.push(channel);
      }
    }
    return active;
  };
}

/**
 * A latency code: every channel above 0 spikes once, the larger its value the earlier, 255 in tick 0.
 * Throws NET050 if `ticks` is out of range.
 */
export function latencyEncoder({ ticks }: { readonly ticks: number }): Encoder {
  throwIfAny(outside("ticks", ticks, 1, 2 ** 20));
  return (values) => {
    const active: number[][] = Array.from({ length: ticks }, () => []);
    for (const [channel, value] of values.entries()) {
      if (value === 0) continue;
      active[Math.floor(((largestValue - value) * ticks) / largestValue)]?.push(channel);
    }
    return active;
  };
}

function outside(name: string, value: number, low: number, high: number): Diagnostic[] {
  if (Number.isInteger(value) && value >= low && value <= high) return [];
  return [{ code: "NET050", place: `encoder ${name}`, found: `${value}, expected an integer in ${low}..${high}` }];
}
