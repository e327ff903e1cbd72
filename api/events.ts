/** Event files and random input: which host channels are active in which tick. */
import { z } from "zod";
import { throwIfAny } from "../diagnostics/index.ts";
import { parseJsonFile } from "./json-file.ts";

/** Active host channels by tick. */
export type InputTicks = readonly (readonly number[])[];

const eventFile = z.strictObject({
  format: z.literal("spikeforge-events"),
  version: z.literal(1),
  ticks: z.array(z.array(z.int().nonnegative())).min(1),
});

/** Reads `{ format: "spikeforge-events", version: 1, ticks: [[channel, …], …] }`. Throws CLI010 with every problem. */
export function parseEvents(text: string, fileName: string, channels: number): InputTicks {
  const { ticks } = parseJsonFile(text, fileName, { schema: eventFile, format: "spikeforge-events", code: "CLI010" });
  const problems = ticks.flatMap((active, tick) => channelProblems(active, `${fileName} ticks.${tick}`, channels));
  throwIfAny(problems);
  return ticks;
}

function channelProblems(active: readonly number[], place: string, channels: number) {
  const unknown = active.filter((channel) => channel >= channels);
  const twice = active.filter((channel, i) => active.indexOf(channel) !== i);
  return [
    ...unknown.map((channel) => ({ code: "CLI011", place, found: `channel ${channel}, the network has ${channels}` })),
    ...twice.map((channel) => ({ code: "CLI012", place, found: `channel ${channel} twice in one tick` })),
  ];
}

export interface RandomInput {
  readonly ticks: number;
  /** Probability of each channel in each tick, 0…1. */
  readonly rate: number;
  readonly seed: number;
}

/** Input that depends on nothing but its parameters, on every machine. */
export function randomEvents({ ticks, rate, seed }: RandomInput, channels: number): InputTicks {
  const threshold = Math.round(rate * 2 ** 32);
  return Array.from({ length: ticks }, (_, tick) => {
    const active: number[] = [];
    for (let channel = 0; channel < channels; channel++) {
      if (hash(seed, tick, channel) < threshold) active.push(channel);
    }
    return active;
  });
}

/** Counter-based: a well-mixed 32-bit number for every (seed, tick, channel). */
function hash(seed: number, tick: number, channel: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  for (const word of [tick, channel]) {
    h = Math.imul(h ^ word ^ (h >>> 15), 0xc2b2ae35);
    h ^= h >>> 13;
  }
  h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f);
  return (h ^ (h >>> 15)) >>> 0;
}
