/**
 * Values of signals over time, as they were recorded, or as a counterexample has them. One type for all that shows,
 * writes or compares them.
 *
 * Time is cut into samples: a sample is the time between two clock edges, in which nothing changes. What a signal is in
 * a sample is what the edge at its end sees. With one clock, samples are the clock's cycles.
 */
import type { IrType } from "../../hdlgen/ir.ts";
import type { Site } from "../../hdlgen/site.ts";

export const timeUnits = ["s", "ms", "us", "ns", "ps", "fs"] as const;
export type TimeUnit = (typeof timeUnits)[number];

export interface Wave {
  /** The instances in which the signals are; the root is the top. */
  readonly top: WaveScope;
  /** What `starts` and `end` are counted in. */
  readonly timeUnit: TimeUnit;
  /** When each sample begins; never falling. Edges at the same time make samples of no length. */
  readonly starts: Float64Array;
  /** When the last sample ends. */
  readonly end: number;
  /** Edges of the main clock before the first sample; what `cycle` of the simulation was in it. */
  readonly firstCycle: number;
  /** The main clock first. */
  readonly clocks: readonly WaveClock[];
  /** Scope by scope, as declared; without clocks. */
  readonly signals: readonly WaveSignal[];
}

export interface WaveScope {
  readonly name: string;
  readonly module: string;
  /** Dot-joined below the top, empty for the root. */
  readonly path: string;
  readonly scopes: readonly WaveScope[];
  readonly site?: Site;
}

export interface WaveClock {
  /** As the simulation names it. */
  readonly name: string;
  readonly period: number;
  /** The samples that begin with an edge of it, in rising order. */
  readonly edges: Uint32Array;
  /** Every port and net that carries it: `clk`, `core.clk`. */
  readonly paths: readonly string[];
}

export interface WaveSignal {
  readonly name: string;
  /** Hierarchical name below the top; of a word of a memory `core.weights[3]`. */
  readonly path: string;
  readonly kind: "input" | "output" | "register" | "net" | "word";
  readonly type: IrType;
  readonly site?: Site;
  /** Samples with a value other than the one before, in rising order; the first is 0. */
  readonly at: Uint32Array;
  /** The values there: bits in two's complement, without a sign. 64 bits each for types wider than 32 bits. */
  readonly bits: Uint32Array | BigUint64Array;
}

/** How many samples a wave has. */
export const samplesOf = (wave: Wave): number => wave.starts.length;

/** The bits of a signal in a sample. */
export function bitsAt({ at, bits }: WaveSignal, sample: number): bigint {
  return BigInt(bits[changeAt(at, sample)] ?? 0);
}

/** Which change holds in a sample: the last one that is not after it; −1 where there is none. */
export function changeAt(at: Uint32Array, sample: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] ?? 0) <= sample) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The cycle of the main clock in which each sample lies. */
export function cyclesOf({ firstCycle, clocks, starts }: Wave): Float64Array {
  const [main] = clocks;
  const cycles = new Float64Array(starts.length);
  if (main === undefined) return cycles.map((_, sample) => firstCycle + sample);
  let next = 0;
  for (let sample = 0; sample < cycles.length; sample++) {
    if (main.edges[next] === sample) next++;
    cycles[sample] = firstCycle + next - (main.edges[0] === 0 ? 1 : 0);
  }
  return cycles;
}

/** Every scope, parents first. */
export function waveScopes(scope: WaveScope): readonly WaveScope[] {
  return [scope, ...scope.scopes.flatMap(waveScopes)];
}

/** The scope in which a signal or clock lies: all but the last part of its path. */
export function scopePathOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}
